import Core
import MIME

/// The fields in which mail programs keep a message's flags within an mbox file, as they stand there.
struct MboxStatus {
  /// `Status`: R read, O old.
  var status: [UInt8]?
  /// `X-Status`: A answered, F flagged, T draft, D deleted.
  var more: [UInt8]?
  /// `X-Keywords` and Thunderbird's `X-Mozilla-Keys`.
  var keywords: [String] = []
  /// `X-Mozilla-Status`, bits of Thunderbird's nsMsgMessageFlags.
  var mozilla: UInt64?
  /// `X-Mozilla-Status2`, the upper half of the same.
  var mozillaUpper: UInt64 = 0
  /// `X-Gmail-Labels`.
  var labels: [String]?
  /// `X-IMAP` or `X-IMAPbase`, which the first message of a file may have.
  var hasFolderData = false

  /// Takes the field if it is one that mail programs keep for themselves; false for a message's own.
  ///
  /// A field called Status is nobody's but the sender's when it holds a word rather than letters of flags.
  mutating func take(_ name: Range<Int>, _ value: Range<Int>, in bytes: Span<UInt8>) -> Bool {
    switch name.count {
    case 5: return bytes.spells("x-uid", in: name)
    case 6 where bytes.spells("status", in: name): return letters(value, "ROUND", bytes, into: &status)
    case 6 where bytes.spells("x-imap", in: name): hasFolderData = true
    case 8 where bytes.spells("x-status", in: name): return letters(value, "AFTDRO", bytes, into: &more)
    case 10 where bytes.spells("x-imapbase", in: name): hasFolderData = true
    case 10 where bytes.spells("x-keywords", in: name): keywords += words(value, bytes)
    case 14 where bytes.spells("x-mozilla-keys", in: name): keywords += words(value, bytes)
    case 14 where bytes.spells("x-gmail-labels", in: name):
      labels = GmailLabels.read(MboxHeader.text(value, bytes))
      return false
    case 16 where bytes.spells("x-mozilla-status", in: name): mozilla = hexadecimal(value, bytes)
    case 17 where bytes.spells("x-mozilla-status2", in: name): mozillaUpper = hexadecimal(value, bytes) ?? 0
    default: return false
    }
    return true
  }

  private func letters(
    _ value: Range<Int>, _ known: String, _ bytes: Span<UInt8>, into place: inout [UInt8]?
  ) -> Bool {
    let text = MboxHeader.text(value, bytes).filter { $0 > 32 }
    guard text.allSatisfy({ known.utf8.contains($0) }) else { return false }
    place = text
    return true
  }

  private func words(_ value: Range<Int>, _ bytes: Span<UInt8>) -> [String] {
    MboxHeader.text(value, bytes).split(whereSeparator: { $0 <= 32 }).map { String(decoding: $0, as: UTF8.self) }
  }

  private func hexadecimal(_ value: Range<Int>, _ bytes: Span<UInt8>) -> UInt64? {
    UInt64(String(decoding: MboxHeader.text(value, bytes), as: UTF8.self), radix: 16)
  }

  // MARK: What they mean

  /// Thunderbird's mark for messages that are deleted and wait for compaction.
  var isExpunged: Bool { (mozilla ?? 0) & 0x0008 != 0 }

  /// - Parameter written: What the fields said when we wrote them. Where two programs disagree, the one whose field
  ///   changed since then is right; without it a flag set by either is set.
  func flags(since written: MboxFlags? = nil) -> MboxFlags {
    var flags = MboxFlags()
    for keyword in keywords { flags.add(keyword) }
    let more = self.more ?? []
    flags.isDraft = more.contains(UInt8(ascii: "T"))
    flags.isDeleted = more.contains(UInt8(ascii: "D"))
    flags.isSeen = merge(status?.contains(UInt8(ascii: "R")), 0x0001, written?.isSeen)
    flags.isAnswered = merge(self.more?.contains(UInt8(ascii: "A")), 0x0002, written?.isAnswered)
    flags.isFlagged = merge(self.more?.contains(UInt8(ascii: "F")), 0x0004, written?.isFlagged)
    if (mozilla ?? 0) & 0x1000 != 0 { flags.add(MboxFlags.forwarded) }
    // The five labels of Thunderbird before it had keywords.
    let label = mozillaUpper >> 25 & 7
    if (1...5).contains(label) { flags.add("$label\(label)") }
    if let labels { GmailLabels.apply(labels, to: &flags) }
    return flags
  }

  private func merge(_ letter: Bool?, _ bit: UInt64, _ written: Bool?) -> Bool {
    let other = mozilla.map { $0 & bit != 0 }
    guard let letter, let other, let written else { return letter ?? false || other ?? false }
    return letter != written ? letter : other
  }
}

/// Labels of Google's export. The words for states are in the language of the account.
enum GmailLabels {
  /// The field's labels: words of RFC 2047 decoded, commas between them, quotes around one that holds a comma.
  static func read(_ value: [UInt8]) -> [String] {
    var labels: [String] = []
    var label = ""
    var isQuoted = false
    for character in HeaderText(value).text {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        labels.append(label)
        label = ""
      default: label.append(character)
      }
    }
    return (labels + [label]).map { trimmed($0) }.filter { !$0.isEmpty }
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  private static let unread: Set<String> = ["unread", "ongelezen", "ungelesen", "non lus", "no leídos", "da leggere"]
  private static let starred: Set<String> = [
    "starred", "met ster", "markiert", "suivis", "destacados", "speciali",
  ]
  private static let drafts: Set<String> = [
    "drafts", "draft", "concepten", "entwürfe", "brouillons", "borradores", "bozze",
  ]

  /// Everything that is not unread has been read: the export says so of nothing else.
  static func apply(_ labels: [String], to flags: inout MboxFlags) {
    let names = Set(labels.map { $0.lowercased() })
    if names.isDisjoint(with: unread) { flags.isSeen = true }
    if !names.isDisjoint(with: starred) { flags.isFlagged = true }
    if !names.isDisjoint(with: drafts) { flags.isDraft = true }
  }
}
