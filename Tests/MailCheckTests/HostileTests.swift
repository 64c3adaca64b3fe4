import MIME
import MailCheck
import Testing

/// Whatever comes in, what is kept is bounded and a finding says where reading gave up.
@Suite struct HostileTests {
  private func limits(_ check: inout MessageCheck) throws -> MailFinding {
    try #require(check.finish().first { $0.rule == .limit })
  }

  @Test func tenThousandPartsWithinEachOther() throws {
    var check = MessageCheck(keepsParts: true)
    check.take(Mail.multiparts(10_000))
    #expect(try limits(&check).offset > 0)
    #expect(check.parts.count <= 101)
    var nested = MessageCheck(keepsParts: true)
    nested.take(Mail.nested(10_000))
    #expect(try limits(&nested).detail == "parts lie too deep within each other")
    #expect(nested.parts.count <= 101)
  }

  @Test func aHundredThousandParts() throws {
    var check = MessageCheck(keepsParts: true)
    check.take(Mail.plain(["Content-Type: multipart/mixed; boundary=x"], ""))
    let part = Array("--x\r\n\r\na\r\n".utf8)
    for _ in 0..<100_000 { check.take(part) }
    let finding = try limits(&check)
    #expect(finding.detail == "there are too many parts" && finding.offset > 90_000)
    #expect(check.parts.count == 10_001)
  }

  @Test func aHeaderThatDoesNotEnd() throws {
    var check = MessageCheck(keepsParts: true)
    let line = Array(("X: " + String(repeating: "x", count: 900) + "\r\n ").utf8)
    let piece = [[UInt8]](repeating: line, count: 1_000).flatMap(\.self)
    for _ in 0..<60 { check.take(piece) }
    #expect(try limits(&check).detail == "a header field is too long")
    var many = MessageCheck()
    let field = Array(("X: " + String(repeating: "x", count: 9_000) + "\r\n").utf8)
    for _ in 0..<3_000 { many.take(field) }
    let finding = try limits(&many)
    #expect(finding.detail == "a header is too long" && finding.offset <= 16 << 20)
  }

  @Test func equalsSignsWithoutEnd() throws {
    var check = MessageCheck()
    check.take(Mail.plain(["Content-Transfer-Encoding: quoted-printable"], ""))
    let piece = [UInt8](repeating: UInt8(ascii: "="), count: 1 << 20)
    for _ in 0..<16 { check.take(piece) }
    let found = check.finish()
    #expect(found.contains { $0.rule == .decoding && $0.count == 1 })
    #expect(found.contains { $0.rule == .lineLong })
  }

  /// Each of a hundred thousand flaws counts; one is kept.
  @Test func flawsAreCountedNotKept() throws {
    var check = MessageCheck()
    check.take(Mail.plain(["Content-Type: multipart/mixed; boundary=x"], ""))
    let part = Array("--x\r\nContent-Type: text/plain; charset=klingon\r\n\r\na\r\n".utf8)
    for _ in 0..<5_000 { check.take(part) }
    let found = check.finish()
    #expect(try #require(found.first { $0.rule == .charset }).count == 5_000)
    #expect(found.count < 10)
  }
}
