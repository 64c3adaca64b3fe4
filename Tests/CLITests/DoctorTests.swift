import Core
import IMAPClient
import TestKit
import Testing

@testable import CLI

@Suite struct DoctorTests {
  // MARK: the protocol

  private static let sent = SNTP.Timestamp(secondsSince1970: 1_795_464_840.25)

  /// A good answer of a server that is `ahead` seconds ahead, where each way takes a quarter of a second.
  private static func answer(
    to request: [UInt8], ahead: Double, at now: Double = 1_795_464_840.25, first: UInt8 = 0b00_100_100,
    stratum: UInt8 = 2
  ) -> [UInt8] {
    func bytes(_ time: SNTP.Timestamp) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: time.bits >> (56 - 8 * $0)) }
    }
    let there = SNTP.Timestamp(secondsSince1970: now + 0.25 + ahead)
    return [first, stratum] + [UInt8](repeating: 0, count: 22) + request[40..<48] + bytes(there) + bytes(there)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: [UInt8]
    var offset: Double?
  }

  static var rows: [Row] {
    let request = SNTP.request(sent)
    let good = answer(to: request, ahead: 360)
    var other = good
    other[30] ^= 1
    var empty = good
    for place in 40..<48 { empty[place] = 0 }
    return [
      Row(testDescription: "six minutes behind", answer: good, offset: 360),
      Row(testDescription: "an hour ahead", answer: answer(to: request, ahead: -3_600), offset: -3_600),
      Row(testDescription: "with more behind it", answer: good + [1, 2, 3], offset: 360),
      Row(testDescription: "the answer to another question", answer: other),
      Row(testDescription: "a server without the time", answer: answer(to: request, ahead: 0, first: 0b11_100_100)),
      Row(testDescription: "a kiss of death", answer: answer(to: request, ahead: 0, stratum: 0)),
      Row(testDescription: "stratum 16", answer: answer(to: request, ahead: 0, stratum: 16)),
      Row(testDescription: "a question for an answer", answer: answer(to: request, ahead: 0, first: 0b00_100_011)),
      Row(testDescription: "no time of sending", answer: empty),
    ] + (0..<48).map { Row(testDescription: "cut at \($0)", answer: Array(good.prefix($0))) }
  }

  @Test(arguments: rows) func answers(row: Row) {
    let received = SNTP.Timestamp(secondsSince1970: 1_795_464_840.75)
    let offset = SNTP.offset(row.answer, sent: Self.sent, received: received)
    #expect(offset.map { ($0 * 1_000).rounded() } == row.offset.map { $0 * 1_000 })
  }

  @Test(arguments: [0, 1_795_464_840.5, 2_085_978_495, 2_085_978_496.25, 4_000_000_000]) func timestamps(
    seconds: Double
  ) {
    // 2_085_978_496 is 2036-02-07T06:28:16Z, when 32 bits since 1900 are full (RFC 4330 §3).
    let stamp = SNTP.Timestamp(secondsSince1970: seconds)
    #expect(seconds == 0 || abs(stamp.secondsSince1970 - seconds) < 0.001)
    #expect(SNTP.request(stamp).count == SNTP.size)
  }

  @Test(
    arguments: [
      ("pool.ntp.org", "pool.ntp.org", 123), ("127.0.0.1:1123", "127.0.0.1", 1_123),
      ("2001:db8::1", "2001:db8::1", 123),
      ("[2001:db8::1]:1123", "2001:db8::1", 1_123), ("", nil, 0), ("a:b", nil, 0), ("a:0", nil, 0), ("a:70000", nil, 0),
      ("[::1]x", nil, 0), ("a b", nil, 0), (":123", nil, 0),
    ] as [(String, String?, Int)])
  func timeServers(text: String, host: String?, port: Int) {
    let server = TimeServer(text)
    #expect(server?.host == host)
    if host != nil { #expect(server?.port == port) }
  }

  @Test(
    arguments: [
      ("[Time]\n#NTP=no.example\nNTP=ntp1.example ntp2.example\n", "ntp1.example"), ("[Time]\n#NTP=\nNTP=\n", nil),
      ("# comment\npool 2.debian.pool.example iburst\n", "2.debian.pool.example"),
      ("server\tntp.example\n", "ntp.example"),
      ("FallbackNTP=no.example\n", nil), ("", nil),
    ] as [(String, String?)])
  func configurations(text: String, host: String?) { #expect(TimeServer.named(in: text)?.host == host) }

  // MARK: the judgement

  @Test(
    arguments: [
      (0.2, "ok CLOCK-SKEW", "clock right to a second"), (-12, "ok CLOCK-SKEW", "clock right to 12 s"),
      (31, "warning CLOCK-SKEW", "31 s behind"), (-301, "problem CLOCK-SKEW", "5 min ahead of"),
      (86_400, "problem CLOCK-SKEW", "24 h behind"), (nil, "note CLOCK-UNKNOWN", "does not answer"),
    ] as [(Double?, String, String)])
  func clocks(offset: Double?, kind: String, says: String) {
    let finding = ClockCheck.judge(offset, by: "ntp.example")
    #expect("\(finding.level) \(finding.code)" == kind && finding.message.contains(says), "\(finding)")
    #expect(
      finding.level == .ok || finding.next.contains("sudo timedatectl") || finding.next.contains("postduif doctor"))
  }

  @Test(
    arguments: [
      (-90, 6 * 24 + 1, false, "warning CERT-SOON", "expires in 6 days, on Sunday 2026-11-29"),
      (-90, 5, false, "warning CERT-SOON", "expires today"), (-90, 20 * 24, false, "warning CERT-SOON", "in 20 days"),
      (-90, 21 * 24, false, nil, ""), (-90, 500 * 24, true, nil, ""),
      (-90, -5 * 24, false, "problem CERT-EXPIRED", "expired on 2026-11-18, 5 days ago"),
      (-90, -5 * 24, true, "warning CERT-EXPIRED", "5 days ago"), (-90, -1, false, "problem CERT-EXPIRED", "today"),
      (6, 90 * 24, false, "problem CLOCK-SKEW", "begins in 6 h"),
    ] as [(Int64, Int64, Bool, String?, String)])
  func certificates(startHours: Int64, endHours: Int64, isPassedOver: Bool, kind: String?, says: String) {
    let now = Samples.now
    let term = CertificateTerm(start: now.seconds + startHours * 3_600, end: now.seconds + endHours * 3_600)
    let finding = CertificateFindings.judge(term, at: "imap.example:993", isPassedOver: isPassedOver, now: now)
    #expect(finding.map { "\($0.level) \($0.code)" } == kind)
    #expect(finding?.message.contains(says) ?? true, "\(String(describing: finding))")
  }

  // MARK: over the wire

  private func clock(_ words: [String]) async throws -> Stage.Outcome {
    let stage = try Stage()
    defer { stage.clear() }
    return await stage.run(["doctor"] + words)
  }

  @Test(arguments: [(3_600.0, 1, "CLOCK-SKEW"), (0, 0, "clock right to")]) func aTimeServerIsAsked(
    ahead: Double, status: Int32, says: String
  ) async throws {
    let server = try await TimeServerDouble { request in
      let now = SNTP.Timestamp(bits: request[40..<48].reduce(0) { $0 << 8 | UInt64($1) }).secondsSince1970
      // What was not asked for comes first, and must be passed over.
      return [[1, 2, 3], Self.answer(to: request, ahead: ahead, at: now)]
    }
    let outcome = try await clock(["--time-server", "127.0.0.1:\(server.port)"])
    await server.stop()
    #expect(outcome.status.rawValue == status && outcome.out.contains(says), "\(outcome.out)")
  }

  @Test func aSilentTimeServerLeavesTheClockUnknown() async throws {
    let server = try await TimeServerDouble { _ in [] }
    let outcome = try await clock(["--time-server", "127.0.0.1:\(server.port)"])
    await server.stop()
    #expect(outcome.status == .done)
    #expect(outcome.out.contains("CLOCK-UNKNOWN") && outcome.out.contains("could not be made"), "\(outcome.out)")
  }

  @Test func wordsThatAreNoServerAreRefused() async throws {
    #expect(try await clock(["--time-server", "a b"]).status == .misused)
  }
}
