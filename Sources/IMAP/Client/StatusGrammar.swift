/// `resp-text`: codes in brackets and words. RFC 9051 §7.1, RFC 5530.
extension ResponseCursor {
  /// `OK`, `NO` …; nil when the word is none of them, with the cursor where it was.
  mutating func condition() -> Status.Condition? {
    let start = at
    while at < bytes.count, ASCII.isLetter(bytes[at]) { at += 1 }
    let word = start..<at
    if isAtEnd || next == ASCII.space || next == ASCII.openBracket {
      if bytes.matches("OK", in: word) { return .ok }
      if bytes.matches("NO", in: word) { return .no }
      if bytes.matches("BAD", in: word) { return .bad }
      if bytes.matches("BYE", in: word) { return .bye }
      if bytes.matches("PREAUTH", in: word) { return .preauth }
    }
    at = start
    return nil
  }

  /// The rest of a status line. Text and even the space before it may be missing.
  mutating func status(_ condition: Status.Condition) throws(ParseFault) -> Status {
    skipSpaces()
    let code = next == ASCII.openBracket ? try codeInBrackets() : nil
    if code != nil { _ = skip(ASCII.space) }
    let text = copy(at..<bytes.count)
    at = bytes.count
    return Status(condition, code: code, text: text)
  }

  /// A code that is broken inside becomes ``ResponseCode/other(name:text:)`` up to the next bracket; without any closing
  /// bracket the whole is words, as some BAD answers quote the command.
  private mutating func codeInBrackets() throws(ParseFault) -> ResponseCode? {
    let start = at
    at += 1
    let nameStart = at
    while at < bytes.count, bytes[at] > ASCII.space, bytes[at] != ASCII.closeBracket { at += 1 }
    let name = nameStart..<at
    if !name.isEmpty {
      let valueStart = at
      skipSpaces()
      if next == ASCII.closeBracket {
        let code = plainCode(name)
        at += 1
        return code
      }
      if let code = knownCode(name), skipToBracket() { return code }
      at = valueStart
      skipSpaces()
      let textStart = at
      while at < bytes.count, bytes[at] != ASCII.closeBracket { at += 1 }
      if !isAtEnd {
        let text = copy(textStart..<at)
        at += 1
        return .other(name: upper(name), text: text)
      }
    }
    at = start
    return nil
  }

  private mutating func skipToBracket() -> Bool {
    skipSpaces()
    return skip(ASCII.closeBracket)
  }

  private func plainCode(_ name: Range<Int>) -> ResponseCode {
    if bytes.matches("READ-WRITE", in: name) { return .readWrite }
    if bytes.matches("READ-ONLY", in: name) { return .readOnly }
    if bytes.matches("ALERT", in: name) { return .alert }
    if bytes.matches("TRYCREATE", in: name) { return .tryCreate }
    if bytes.matches("UIDNOTSTICKY", in: name) { return .uidNotSticky }
    if bytes.matches("NOMODSEQ", in: name) { return .noModSequence }
    if bytes.matches("CLOSED", in: name) { return .closed }
    return .word(upper(name))
  }

  /// Nil when the code has no case or its value does not parse.
  private mutating func knownCode(_ name: Range<Int>) -> ResponseCode? {
    do throws(ParseFault) {
      if bytes.matches("APPENDUID", in: name) {
        let validity = UIDValidity(try number())
        try space()
        return .appendUID(validity, try ranges())
      }
      if bytes.matches("COPYUID", in: name) { return try copyUID() }
      if bytes.matches("HIGHESTMODSEQ", in: name) { return .highestModSequence(try number64()) }
      if bytes.matches("PERMANENTFLAGS", in: name) { return .permanentFlags(try flags()) }
      if bytes.matches("UIDNEXT", in: name) { return .uidNext(try number()) }
      if bytes.matches("UIDVALIDITY", in: name) { return .uidValidity(UIDValidity(try number())) }
      if bytes.matches("UNSEEN", in: name) { return .unseen(SequenceNumber(try number())) }
      if bytes.matches("CAPABILITY", in: name) {
        return .capability(Capabilities(try words(until: ASCII.closeBracket)))
      }
      if bytes.matches("MODIFIED", in: name) { return .modified(try set()) }
      if bytes.matches("MAILBOXID", in: name) {
        try open()
        let id = copy(try word())
        try close()
        return .mailboxID(id)
      }
      return nil
    } catch {
      return nil
    }
  }

  private mutating func copyUID() throws(ParseFault) -> ResponseCode {
    let validity = UIDValidity(try number())
    try space()
    let source = try set()
    try space()
    return .copyUID(validity, source: source, destination: try set())
  }
}
