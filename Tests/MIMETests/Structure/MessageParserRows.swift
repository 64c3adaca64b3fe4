/// A message and what the parser says about it; `|` stands for LF, `$` for CR LF.
struct MessageRow: Sendable, CustomStringConvertible {
  var spec: String
  var input: String
  var lines: [String]

  init(_ spec: String, _ input: String, _ lines: String...) {
    self.spec = spec
    self.input = input
    self.lines = lines
  }

  var bytes: [UInt8] { Array(input.replacing("|", with: "\n").replacing("$", with: "\r\n").utf8) }
  var description: String { "\(spec): \(input)" }

  static let all = header + multipart + broken

  static let header: [MessageRow] = [
    MessageRow("RFC 5322 §2.1", "A: b$$text$", "message 0", "field A: b$", "is text/plain leaf", "body text$", "end 0"),
    MessageRow("nothing", "", "message 0", "! the header has no end", "is text/plain leaf", "end 0"),
    MessageRow("no fields", "|text", "message 0", "is text/plain leaf", "body text", "end 0"),
    MessageRow(
      "RFC 5322 §2.2.3", "A: b$ c$\td$$", "message 0", "field A: b$ c$\td$", "is text/plain leaf", "end 0"),
    MessageRow(
      "RFC 5322 §4.5", "A \t: b||x", "message 0", "field A \t: b|", "is text/plain leaf", "body x", "end 0"),
    MessageRow(
      "mailbox file", "From me Mon|A: b||x", "message 0", "from From me Mon|", "field A: b|", "is text/plain leaf",
      "body x", "end 0"),
    MessageRow(
      "quoted", ">From me|A: b||x", "message 0", "from >From me|", "field A: b|", "is text/plain leaf", "body x",
      "end 0"),
    MessageRow(
      "From in the middle", "A: b|From me Mon||x", "message 0", "field A: b|", "odd From me Mon|",
      "is text/plain leaf", "body x", "end 0"),
    MessageRow(
      "junk first", "junk|A: b||x", "message 0", "odd junk|", "field A: b|", "is text/plain leaf", "body x", "end 0"),
    MessageRow(
      "folding first", " junk|A: b||x", "message 0", "odd  junk|", "field A: b|", "is text/plain leaf", "body x",
      "end 0"),
    MessageRow(
      "junk between", "A: b|no field|C: d||x", "message 0", "field A: b|", "odd no field|", "field C: d|",
      "is text/plain leaf", "body x", "end 0"),
    MessageRow(
      "no empty line", "A: b|Hello all|how are you", "message 0", "field A: b|", "! the header has no end",
      "is text/plain leaf", "body Hello all|how are you", "end 0"),
    MessageRow(
      "no header", "Hello all,||how: are you", "message 0", "! the header has no end", "is text/plain leaf",
      "body Hello all,||how: are you", "end 0"),
    MessageRow(
      "cut off", "A: b|C: d", "message 0", "field A: b|", "field C: d", "! the header has no end",
      "is text/plain leaf", "end 0"),
    MessageRow(
      "name cut off", "A: b|C", "message 0", "field A: b|", "! the header has no end", "is text/plain leaf", "body C",
      "end 0"),
    MessageRow(
      "no name", ": b|C: d||x", "message 0", "odd : b|", "field C: d|", "is text/plain leaf", "body x", "end 0"),
    MessageRow(
      "a name beyond ASCII, and none", "A: b|Sübject: c|: d||x", "message 0", "field A: b|", "odd Sübject: c|",
      "odd : d|",
      "is text/plain leaf", "body x", "end 0"),
    MessageRow(
      "CR CR LF", "A: b\r$\r$x", "message 0", "field A: b\r$", "is text/plain leaf", "body x", "end 0"),
    MessageRow(
      "CR alone is no line end", "A: b\rc||x\ry", "message 0", "field A: b\rc|", "is text/plain leaf", "body x\ry",
      "end 0"),
    MessageRow(
      "RFC 2045 §5.2", "Content-Type: text||x", "message 0", "field Content-Type: text|",
      "! Content-Type cannot be read", "is text/plain leaf", "body x", "end 0"),
    MessageRow(
      "twice", "Content-Type: a/b|Content-Type: c/d||x", "message 0", "field Content-Type: a/b|",
      "field Content-Type: c/d|", "! Content-Type is there twice", "is a/b leaf", "body x", "end 0"),
  ]

  private static let mixed = "Content-Type: multipart/mixed; boundary=b"

  static let multipart: [MessageRow] = [
    MessageRow(
      "RFC 2046 §5.1.1", "\(mixed)$$pre$--b$$one$--b$A: b$$two$$--b--$post$", "message 0", "field \(mixed)$",
      "is multipart/mixed multipart", "preamble pre", "next 0", "part 1", "is text/plain leaf", "body one", "end 1",
      "next 0", "part 1", "field A: b$", "is text/plain leaf", "body two$", "end 1", "last 0", "epilogue $post$",
      "end 0"),
    MessageRow(
      "blanks behind boundaries", "\(mixed)||--b \t|\n1|--b-- |", "message 0", "field \(mixed)|",
      "is multipart/mixed multipart", "next 0", "part 1", "is text/plain leaf", "body 1", "end 1", "last 0",
      "epilogue |", "end 0"),
    MessageRow(
      "a line that only begins like it", "\(mixed)||--b||--bc|--b-|--b--x|--b--", "message 0", "field \(mixed)|",
      "is multipart/mixed multipart", "next 0", "part 1", "is text/plain leaf", "body --bc|--b-|--b--x", "end 1",
      "last 0", "end 0"),
    MessageRow(
      "boundary without preamble and empty line", "\(mixed)|--b||1|--b--", "message 0", "field \(mixed)|",
      "! the header has no end", "is multipart/mixed multipart", "next 0", "part 1", "is text/plain leaf", "body 1",
      "end 1", "last 0", "end 0"),
    MessageRow(
      "RFC 2046 §5.1.5", "Content-Type: multipart/digest; boundary=b||--b||A: b||1|--b--", "message 0",
      "field Content-Type: multipart/digest; boundary=b|", "is multipart/digest multipart", "next 0", "part 1",
      "is message/rfc822 message", "message 2", "field A: b|", "is text/plain leaf", "body 1", "end 2", "end 1",
      "last 0", "end 0"),
    MessageRow(
      "boundary in quotes, with comment and 2231 pieces",
      "Content-Type: multipart/mixed (so) ; boundary*0=\"x \"; boundary*1=y||--x y||1|--x y--", "message 0",
      "field Content-Type: multipart/mixed (so) ; boundary*0=\"x \"; boundary*1=y|", "is multipart/mixed multipart",
      "next 0", "part 1", "is text/plain leaf", "body 1", "end 1", "last 0", "end 0"),
    MessageRow(
      "one boundary a prefix of the other",
      "\(mixed)||--b|Content-Type: multipart/mixed; boundary=bb||--bb||1|--bb--|--b--", "message 0", "field \(mixed)|",
      "is multipart/mixed multipart", "next 0", "part 1", "field Content-Type: multipart/mixed; boundary=bb|",
      "is multipart/mixed multipart", "next 1", "part 2", "is text/plain leaf", "body 1", "end 2", "last 1", "end 1",
      "last 0", "end 0"),
    MessageRow(
      "RFC 2046 §5.2.1", "Content-Type: message/rfc822||From me|A: b||x", "message 0",
      "field Content-Type: message/rfc822|", "is message/rfc822 message", "message 1", "from From me|", "field A: b|",
      "is text/plain leaf", "body x", "end 1", "end 0"),
    MessageRow(
      "RFC 2046 §5.2.3", "Content-Type: message/external-body||A: b||x", "message 0",
      "field Content-Type: message/external-body|", "is message/external-body leaf", "body A: b||x", "end 0"),
  ]

  static let broken: [MessageRow] = [
    MessageRow(
      "no end", "\(mixed)||--b||1|", "message 0", "field \(mixed)|", "is multipart/mixed multipart", "next 0", "part 1",
      "is text/plain leaf", "body 1|", "end 1", "! the last boundary is missing", "end 0"),
    MessageRow(
      "an outer boundary ends what is within",
      "\(mixed)||--b|Content-Type: multipart/mixed; boundary=c||--c||1|--b||2|--b--", "message 0", "field \(mixed)|",
      "is multipart/mixed multipart", "next 0", "part 1", "field Content-Type: multipart/mixed; boundary=c|",
      "is multipart/mixed multipart", "next 1", "part 2", "is text/plain leaf", "body 1", "end 2",
      "! the last boundary is missing", "end 1", "next 0", "part 1", "is text/plain leaf", "body 2", "end 1", "last 0",
      "end 0"),
    MessageRow(
      "boundary behind the last one", "\(mixed)||--b--|--b||x", "message 0", "field \(mixed)|",
      "is multipart/mixed multipart", "last 0", "epilogue |--b||x", "end 0"),
    MessageRow(
      "no part between", "\(mixed)||--b|--b||1|--b|--b--", "message 0", "field \(mixed)|",
      "is multipart/mixed multipart", "next 0", "next 0", "part 1", "is text/plain leaf", "body 1", "end 1", "next 0",
      "last 0", "end 0"),
    MessageRow(
      "no boundary line", "\(mixed)||x|--c|", "message 0", "field \(mixed)|", "is multipart/mixed multipart",
      "preamble x|--c|", "! a multipart has no boundary line", "end 0"),
    MessageRow(
      "no parameter", "Content-Type: multipart/mixed||--b||x|--b--", "message 0",
      "field Content-Type: multipart/mixed|", "! a multipart names no boundary", "is multipart/mixed leaf",
      "body --b||x|--b--", "end 0"),
    MessageRow(
      "header cut by a boundary", "\(mixed)||--b|A: b|--b--", "message 0", "field \(mixed)|",
      "is multipart/mixed multipart", "next 0", "part 1", "field A: b|", "! the header has no end",
      "is text/plain leaf", "end 1", "last 0", "end 0"),
    MessageRow(
      "encoded multipart", "\(mixed)|Content-Transfer-Encoding: base64||--b||1|--b--", "message 0", "field \(mixed)|",
      "field Content-Transfer-Encoding: base64|", "! a multipart is said to be encoded",
      "is multipart/mixed multipart", "next 0", "part 1", "is text/plain leaf", "body 1", "end 1", "last 0", "end 0"),
    MessageRow(
      "encoded message", "Content-Type: message/rfc822|Content-Transfer-Encoding: base64||QQ==", "message 0",
      "field Content-Type: message/rfc822|", "field Content-Transfer-Encoding: base64|",
      "! a message within the message is encoded", "is message/rfc822 leaf", "body QQ==", "end 0"),
    MessageRow(
      "unknown encoding", "Content-Transfer-Encoding: x-new||x", "message 0",
      "field Content-Transfer-Encoding: x-new|", "! the transfer encoding is unknown", "is text/plain leaf", "body x",
      "end 0"),
  ]
}
