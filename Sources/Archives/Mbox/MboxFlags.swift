/// Flags of a message, of which mail programs keep the first few as letters and bits.
struct MboxFlags: Hashable {
  var isSeen = false
  var isAnswered = false
  var isFlagged = false
  var isDraft = false
  var isDeleted = false
  /// In their order, each once.
  var keywords: [String] = []

  static let forwarded = "$Forwarded"

  init() {}

  /// From names as IMAP has them. What cannot stand between blanks on one line is no keyword in IMAP either and falls away.
  init(_ names: [String]) {
    for name in names {
      switch name.lowercased() {
      case "\\seen": isSeen = true
      case "\\answered": isAnswered = true
      case "\\flagged": isFlagged = true
      case "\\draft": isDraft = true
      case "\\deleted": isDeleted = true
      case let name where name.hasPrefix("\\"): break
      default: add(name)
      }
    }
  }

  mutating func add(_ keyword: String) {
    guard !keyword.isEmpty, keyword.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else { return }
    if !has(keyword) { keywords.append(keyword) }
  }

  func has(_ keyword: String) -> Bool {
    let wanted = keyword.lowercased()
    return keywords.contains { $0.lowercased() == wanted }
  }

  var names: [String] {
    var names = keywords
    if isDeleted { names.insert("\\Deleted", at: 0) }
    if isDraft { names.insert("\\Draft", at: 0) }
    if isFlagged { names.insert("\\Flagged", at: 0) }
    if isAnswered { names.insert("\\Answered", at: 0) }
    if isSeen { names.insert("\\Seen", at: 0) }
    return names
  }
}
