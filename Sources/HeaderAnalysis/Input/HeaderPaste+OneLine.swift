extension HeaderPaste {
  /// Fields that every message has, or that begin most headers.
  private static let known: Set<String> = [
    "received", "return-path", "delivered-to", "authentication-results", "arc-seal", "arc-message-signature",
    "arc-authentication-results", "dkim-signature", "received-spf", "from", "to", "cc", "subject", "date", "message-id",
    "mime-version", "content-type", "content-transfer-encoding", "x-mailer", "user-agent", "reply-to", "sender",
    "references", "in-reply-to", "x-received", "x-google-smtp-source", "x-originating-ip", "list-id",
    "list-unsubscribe", "x-spam-status", "x-forefront-antispam-report", "x-microsoft-antispam", "thread-topic",
    "thread-index", "accept-language", "content-language", "content-disposition",
    "authentication-results-original", "envelope-to", "delivery-date", "auto-submitted", "precedence", "organization",
    "list-post", "list-help", "list-subscribe", "list-archive", "list-owner", "importance", "errors-to", "bcc",
    "disposition-notification-to", "feedback-id", "comments", "keywords", "resent-from", "resent-date",
  ]

  static func isKnown(_ line: Line) -> Bool {
    known.contains(String(decoding: line.prefix(60).prefix { $0 != 0x3A && $0 != 0x20 }, as: UTF8.self).lowercased())
  }

  /// A page that made blanks of all line ends: one long line with several known names in it.
  mutating func partOneLine(_ lines: inout [Line]) {
    let filled = lines.lazy.filter { !Self.isEmpty($0) }
    guard filled.count <= 3, let at = lines.firstIndex(where: { !Self.isEmpty($0) && $0.count > 200 }) else { return }
    let pieces = Self.parted(lines[at])
    guard pieces.count > 3 else { return }
    lines.replaceSubrange(at...at, with: pieces)
    note(.oneLine)
  }

  private static func isName(_ word: Line) -> Bool {
    guard let first = word.first, first &- 0x41 < 26, isField(word) else { return false }
    return isKnown(word) || word.starts(with: [0x58, 0x2D])
  }

  /// Before each word that is a known name, or one that begins with `X-`, with a colon and a blank behind it. `for` and
  /// `from` of a Received field have no colon, the names in a signature's list no blank, and `(Authenticated sender: an)`
  /// no capital.
  private static func parted(_ line: Line) -> [Line] {
    var pieces: [Line] = []
    var start = line.startIndex
    var word = line.startIndex
    while word < line.endIndex {
      let end = line[word...].firstIndex(of: 0x20) ?? line.endIndex
      if end > word + 1, line[end - 1] == 0x3A, word > start, isName(line[word..<end]) {
        pieces.append(line[start..<word])
        start = word
      }
      word = end + 1
    }
    pieces.append(line[start...])
    return pieces
  }
}
