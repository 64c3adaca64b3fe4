/// Whether elements are closed in the order in which they were opened.
enum HTMLBalance {
  static func isSound(_ html: [UInt8]) -> Bool {
    var open: [String] = []
    // In bytes: a mark that joins the sign before it would make one character of both.
    for piece in html.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false).dropFirst() {
      guard let end = piece.firstIndex(of: UInt8(ascii: ">")) else { return false }
      let name = String(decoding: piece[..<end].prefix { $0 != 32 }, as: UTF8.self)
      if ["!DOCTYPE", "meta", "br", "img"].contains(name) { continue }
      if name.hasPrefix("/") {
        if open.popLast() != String(name.dropFirst()) { return false }
      } else {
        open.append(name)
      }
    }
    return open.isEmpty
  }
}
