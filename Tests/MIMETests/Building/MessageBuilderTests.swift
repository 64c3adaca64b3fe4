import Core
import MIME
import Testing

/// What is built reads back the same, whatever it holds.
@Suite struct MessageBuilderTests {
  static let seeds: [UInt64] = Array(1...40)

  /// Texts of every kind of trouble: blanks in a row, encoded words' beginnings, long words, emoji, controls.
  static func text(_ random: inout SplitMix) -> String {
    let pieces = [
      "word", " ", "  ", "Grüße", "日本語のテキスト", "=?utf-8?Q?x?=", "😀👩‍👩‍👧", "a,b;c:d", "(x)", "\"q\"", "\\", "<a@b>", "ß", "é",
      String(repeating: "long", count: 40), String(repeating: "ü", count: 70), "_", "=", "?", "x@y", ".", "'", "%41",
      "*",
    ]
    return (0..<Int(random.next() % 9)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
  }

  private func check(_ bytes: [UInt8]) {
    var start = 0
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0A { #expect(index > 0 && bytes[index - 1] == 0x0D, "bare line feed at \(index)") }
      if byte == 0x0A {
        #expect(index - 1 - start <= 998)
        start = index + 1
      }
    }
    #expect(bytes.allSatisfy { $0 != 0 })
  }

  @Test(arguments: seeds)
  func texts(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<25 {
      let text = Self.text(&random)
      var builder = MessageBuilder(.text(""), seed: seed)
      builder.text("Subject", text)
      let bytes = builder.bytes()
      check(bytes)
      #expect(bytes.allSatisfy { $0 < 0x80 })
      let subject = try #require(Message(bytes).root.subject)
      #expect(subject.text == text && subject.flaws.isEmpty, "\(text.debugDescription) \(subject.flaws)")
    }
  }

  @Test(arguments: seeds)
  func addresses(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let locals = ["a", "a.b", "a b", "a\"b", "a..b", ".", "ü", "a@b", "(x)", "a\\b"]
    let domains = [
      "x.org", "[192.0.2.1]", "[IPv6:2001:db8::1]", "müller.example", String(repeating: "d", count: 200) + ".org",
    ]
    for _ in 0..<20 {
      var expected: [AddressList.Entry] = []
      func mailbox() -> MailAddress {
        let name = Self.text(&random)
        return MailAddress(
          name: name.isEmpty ? nil : name, localPart: locals[Int(random.next() % 10)],
          domain: domains[Int(random.next() % 5)])
      }
      for _ in 0...Int(random.next() % 4) {
        if random.next() % 4 == 0 {
          let members = (0..<Int(random.next() % 3)).map { _ in mailbox() }
          expected.append(.group(AddressGroup(name: "G \(Self.text(&random))", members: members)))
        } else {
          expected.append(.mailbox(mailbox()))
        }
      }
      var builder = MessageBuilder(.text(""), seed: seed)
      builder.addresses("To", AddressList(entries: expected))
      let bytes = builder.bytes()
      check(bytes)
      let read = Message(bytes).root.addresses("to")
      #expect(AddressTests.text(read) == AddressTests.text(AddressList(entries: expected)))
      #expect(read.flaws.isEmpty, "\(read.flaws) \(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test(arguments: seeds)
  func fileNames(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<25 {
      let name = Self.text(&random)
      let part = PartBuilder.data([1, 2, 3], type: "image/png", fileName: name)
      let bytes = MessageBuilder(.mixed([.text("x"), part]), seed: seed).bytes()
      check(bytes)
      #expect(bytes.allSatisfy { $0 < 0x80 })
      let read = Message(bytes).root.children
      try #require(read.count == 2)
      let value = try #require(read[1].disposition)
      #expect(value.fileName == name && value.flaws.isEmpty, "\(name.debugDescription) \(value.flaws)")
      #expect(try read[1].decodedBody().bytes == [1, 2, 3])
    }
  }

  static let bodies: [(String, BodyEncoding)] = [
    ("plain\r\nlines\r\n", .sevenBit), ("", .sevenBit), ("no end", .sevenBit), ("From here\r\n", .quotedPrintable),
    ("x\r\nFrom here", .quotedPrintable), (".\r\n", .quotedPrintable), ("a\r\n.", .quotedPrintable),
    ("a \r\nb", .quotedPrintable),
    ("--boundary\r\n", .sevenBit), ("Grüße aus dem Süden des Landes, wo es warm ist\r\n", .quotedPrintable),
    ("日本語のテキスト\r\n", .base64), (String(repeating: "x", count: 998), .sevenBit),
    (String(repeating: "x", count: 999), .quotedPrintable), (String(repeating: "a=b ", count: 300), .quotedPrintable),
    ("tab\t\r\n", .quotedPrintable), ("..\r\n", .sevenBit),
  ]

  @Test(arguments: bodies.indices)
  func encodingOfBody(_ index: Int) throws {
    let (text, encoding) = Self.bodies[index]
    let bytes = MessageBuilder(.text(text), seed: 1).bytes()
    check(bytes)
    let root = Message(bytes).root
    #expect(try root.text().text == text)
    let names: [BodyEncoding: TransferEncoding] = [
      .sevenBit: .sevenBit, .quotedPrintable: .quotedPrintable, .base64: .base64,
    ]
    #expect(root.encoding == names[encoding])
    let lines = bytes[root.bodyRange].split(separator: 0x0A).map { $0.last == 0x0D ? $0.dropLast() : $0 }
    #expect(!lines.contains { $0.starts(with: "From ".utf8) || $0.elementsEqual(".".utf8) })
    if encoding != .sevenBit { #expect(lines.allSatisfy { $0.count <= 76 }) }
  }

  @Test(arguments: seeds)
  func anyText(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let pieces = [
      "\r\n", "\r\n.", "\r\nFrom ", " \r\n", "ä", "x", "=", "word ", "\t", "--=_", String(repeating: "y", count: 80),
      "\u{1}",
    ]
    for _ in 0..<25 {
      let text = (0..<Int(random.next() % 40)).map { _ in pieces[Int(random.next() % 12)] }.joined()
      let bytes = MessageBuilder(.mixed([.text(text), .text(text, subtype: "html")]), seed: seed).bytes()
      check(bytes)
      let parts = Message(bytes).root.children
      #expect(try parts.map { try $0.text().text } == [text, text], "\(text.debugDescription)")
    }
  }

  @Test func lineEndsOfTextBecomeCRLF() throws {
    let bytes = MessageBuilder(.text("a\nb\rc\r\nd\r"), seed: 1).bytes()
    #expect(try Message(bytes).root.text().text == "a\r\nb\r\nc\r\nd\r\n")
  }

  @Test func treesKeepTheirShape() throws {
    let inner = MessageBuilder(.text("inside"), seed: 5).bytes()
    let picture = PartBuilder.data(Array(0...255), type: "image/png").inline(contentID: "pic@x.org", fileName: "b.png")
    let body = PartBuilder.alternative([.text("plain"), .related([.text("<p>", subtype: "html"), picture])])
    let bytes = MessageBuilder(.mixed([body, .message(inner), .data([0], type: "multipart/mixed")]), seed: 9).bytes()
    let message = Message(bytes)
    #expect(message.damage.isEmpty)
    #expect(
      message.parts.map(\.mediaType.description) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "message/rfc822", "text/plain", "application/octet-stream",
      ])
    #expect(message.parts[3].contentType?.parameters["type"] == "text/html")
    #expect(message.parts[5].identifiers("content-id") == ["pic@x.org"])
    #expect(try message.parts[5].decodedBody().bytes == Array(0...255))
    #expect(Array(bytes[message.parts[6].bodyRange]) == inner)
    #expect(MessageBuilder(.mixed([body]), seed: 9).bytes() == MessageBuilder(.mixed([body]), seed: 9).bytes())
    #expect(MessageBuilder(.mixed([body]), seed: 9).bytes() != MessageBuilder(.mixed([body]), seed: 10).bytes())
  }

  @Test func eightBitMessagesAreSaidToBe() throws {
    let inner = Array("Subject: x\r\n\r\nGrüße\r\n".utf8)
    let message = Message(MessageBuilder(.mixed([.message(inner)]), seed: 1).bytes())
    #expect(message.parts[0].encoding == .eightBit && message.parts[1].encoding == .eightBit)
    let long = Array(("Subject: x\r\n\r\n" + String(repeating: "y", count: 2_000)).utf8)
    let odd = Message(MessageBuilder(.mixed([.message(long)]), seed: 1).bytes())
    #expect(odd.parts[1].fileName == "message.eml")
    #expect(try odd.parts[1].decodedBody().bytes == long)
  }

  @Test func boundariesAvoidTheContent() {
    // The boundary this seed gives first, put into the content.
    let first = Message(MessageBuilder(.mixed([.text("x")]), seed: 3).bytes()).root.contentType?.boundary ?? ""
    let bytes = MessageBuilder(.mixed([.text("--\(first)\r\n--\(first)--")]), seed: 3).bytes()
    let root = Message(bytes).root
    #expect(root.contentType?.boundary != first)
    #expect(root.children.count == 1)
  }

  @Test func nothingInjectsFields() throws {
    var builder = MessageBuilder(.text("x"), seed: 1)
    builder.text("Subject", "a\r\nBcc: b@c.d\r\n\r\nbody")
    builder.text("X: y\r\nBcc", "z")
    builder.addresses("To", [MailAddress(name: "a\r\nBcc: x", localPart: "u\r\nBcc: y", domain: "x.org>\r\nBcc: <z")])
    builder.identifiers("Message-ID", ["a\r\nBcc: b@c"])
    let root = Message(builder.bytes()).root
    #expect(root.fields.all("bcc").isEmpty)
    #expect(root.fields.map(\.name) == ["Subject", "To", "Message-ID", "MIME-Version", "Content-Type"])
  }

  @Test func dates() throws {
    let time = ZonedTime(seconds: 1_795_464_840, zoneMinutes: -210)
    var builder = MessageBuilder(.text("x"), seed: 1)
    builder.date("Date", time)
    let date = try #require(Message(builder.bytes()).root.date)
    #expect(date.time == time && date.flaws.isEmpty)
  }

  @Test func foldingStaysWithinTheGoodLength() {
    var builder = MessageBuilder(.text("x"), seed: 1)
    builder.text("Subject", String(repeating: "some words and Wörter ", count: 40))
    builder.addresses(
      "To", (0..<50).map { MailAddress(name: "Person Nummer \($0)", localPart: "p\($0)", domain: "x.org") })
    builder.text("Comments", String(repeating: "日本語", count: 60))
    builder.addresses("Cc", [MailAddress(name: String(repeating: "Ö", count: 90), localPart: "a", domain: "x.org")])
    let lines = builder.bytes().split(separator: 0x0A)
    #expect(lines.allSatisfy { $0.count <= 79 })
    // RFC 2047 §2: 76 characters, and the CR.
    #expect(lines.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("=?utf-8?B") || $0.count <= 77 })
  }
}
