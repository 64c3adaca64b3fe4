/// Whether elements are closed in the order in which they were opened.
enum HTMLBalance {
  static func isSound(_ html: [UInt8]) -> Bool {
    var open: [Substring] = []
    for piece in String(decoding: html, as: UTF8.self).split(separator: "<").dropFirst(0) {
      guard let end = piece.firstIndex(of: ">") else { return false }
      let tag = piece[..<end]
      let name = tag.prefix { $0 != " " }
      if ["!DOCTYPE", "meta", "br", "img"].contains(String(name)) { continue }
      if name.first == "/" {
        if open.popLast() != name.dropFirst() { return false }
      } else {
        open.append(name)
      }
    }
    return open.isEmpty
  }
}
