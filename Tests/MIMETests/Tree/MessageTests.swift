import MIME
import Testing

@Suite struct MessageTests {
  private static let letter = Array(
    """
    From: a@example.com
    Subject: one\r
     two
    subject: again
    Content-Type: multipart/mixed; boundary=b

    pre
    --b
    Content-Type: text/plain

    Hello
    --b
    Content-Type: message/rfc822

    Subject: inner
    Content-Transfer-Encoding: quoted-printable

    =41=
    B
    --b
    Content-Type: message/rfc822
    Content-Transfer-Encoding: base64

    U3ViamVjdDogZW5jb2RlZAoKZGVlcA==
    --b--
    post

    """.utf8)

  private func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func fieldsAreFoundByName() throws {
    let root = Message(Self.letter).root
    #expect(root.fields.map(\.name) == ["From", "Subject", "subject", "Content-Type"])
    let subject = try #require(root.fields["SUBJECT"])
    #expect(text(subject.body) == " one\r\n two\n")
    #expect(text(subject.unfolded) == "one two")
    #expect(root.fields.all("subject").count == 2)
    #expect(root.fields["Sub"] == nil)
  }

  @Test func theTreeIsThere() throws {
    let root = Message(Self.letter).root
    #expect(root.children.map { "\($0.mediaType)" } == ["text/plain", "message/rfc822", "message/rfc822"])
    #expect(text(Self.letter[try #require(root.preambleRange)]) == "pre")
    #expect(text(Self.letter[try #require(root.epilogueRange)]) == "post\n")
    #expect(root.children[0].withBody { $0.count } == 5)
    let inner = try #require(root.children[1].inner)
    #expect(text(try #require(inner.fields["Subject"]).unfolded) == "inner")
    #expect(text(try inner.decodedBody().bytes) == "AB")
    #expect(inner.parent?.parent?.kind == .message)
    #expect(root.children[2].inner == nil)
    let decoded = try #require(try root.children[2].decodedMessage())
    #expect(text(try decoded.root.decodedBody().bytes) == "deep")
  }

  @Test func decodingStopsAtItsLimit() {
    var limits = Limits()
    limits.decodedBytes = 4
    let part = Message(Self.letter).root.children[0]
    #expect(throws: DecodingLimit(offset: part.bodyRange.lowerBound)) { try part.decodedBody(limits: limits) }
  }

  @Test func changesTouchOnlyTheirBytes() throws {
    let message = Message(Self.letter)
    var edit = MessageEdit(message)
    #expect(edit.bytes == Self.letter)
    try edit.replace(message.root.children[0], with: Array("\nBye".utf8))
    try edit.replace(try #require(message.root.fields["subject"]), with: Array("new".utf8))
    try edit.remove(message.root.fields[2])
    try edit.add("X-New", Array("yes".utf8), to: message.root)
    var expected = text(Self.letter)
    for (old, new) in [
      ("Content-Type: text/plain\n\nHello", "\nBye"), ("Subject: one\r\n two\n", "Subject: new\n"),
      ("subject: again\n", ""), ("boundary=b\n", "boundary=b\nX-New: yes\n"),
    ] {
      expected.replace(old, with: new, maxReplacements: 1)
    }
    #expect(text(edit.bytes) == expected)
  }

  @Test func changesToTheSameBytesAreRefused() throws {
    let message = Message(Self.letter)
    var edit = MessageEdit(message)
    let part = message.root.children[1]
    try edit.replaceBody(of: part, with: [])
    #expect(throws: MessageEdit.Overlap(range: part.range)) { try edit.replace(part, with: []) }
    #expect(throws: MessageEdit.Overlap.self) { try edit.replaceBody(of: part.children[0], with: []) }
  }

  @Test func aFieldIsAddedBehindAHeaderThatIsCut() throws {
    let message = Message(Array("A: b".utf8))
    var edit = MessageEdit(message)
    try edit.add("C", Array("d".utf8), to: message.root)
    #expect(text(edit.bytes) == "A: b\r\nC: d\r\n")
  }
}
