import Core
import Foundation
import MIME
import TestKit
import Testing

/// Python's `email` package reads what we build, and says the same of it.
@Suite struct PythonDifferentialTests {
  /// Prints one JSON object per file: what the package makes of the message.
  static let script = """
    import sys, json, email, email.policy, email.utils, email.header, hashlib
    def text(value):
        if value is None: return None
        # str(make_header(...)) puts blanks between chunks of different sets; here all is one set.
        return "".join(b.decode(c or "ascii") if isinstance(b, bytes) else b for b, c in email.header.decode_header(value))
    for path in sys.argv[1:]:
        m = email.message_from_bytes(open(path, "rb").read())
        parts = []
        for p in m.walk():
            if p.is_multipart(): parts.append([p.get_content_type()]); continue
            name = p.get_filename()
            parts.append([p.get_content_type(), name, hashlib.sha256(p.get_payload(decode=True)).hexdigest()])
        one = lambda v: v.replace("\\r\\n", "").replace("\\n", "")
        to = [[text(n) or "", a] for n, a in email.utils.getaddresses([one(m["To"])])] if m["To"] else []
        when = email.utils.parsedate_to_datetime(m["Date"])
        print(json.dumps({"subject": text(one(m["Subject"])), "to": to, "date": when.isoformat(), "parts": parts,
            "defects": [type(d).__name__ for p in m.walk() for d in p.defects]}))
    """

  struct Sample {
    var subject: String
    var to: [MailAddress]
    var time: ZonedTime
    var texts: [String]
    var name: String
    var data: [UInt8]
    var bytes: [UInt8]
  }

  private static let words = [
    "Angebot", "für", "München", "日本語", "😀", "a,b", "(x)", "№5", "Grüße;", "plain", "words", "\"q\"", "ÄÖÜ", "x=y",
    "Привет",
    String(repeating: "lang", count: 30),
  ]

  static func sample(_ seed: UInt64) -> Sample {
    var random = SplitMix(seed: seed)
    func words(_ most: Int) -> String {
      (0...Int(random.next() % UInt64(most))).map { _ in Self.words[Int(random.next() % 16)] }.joined(separator: " ")
    }
    let subject = words(12)
    let to = (0...Int(random.next() % 5)).map {
      MailAddress(name: words(4), localPart: "user.\($0)", domain: "example.org")
    }
    let time = ZonedTime(
      seconds: Int64(random.next() % 2_000_000_000), zoneMinutes: Int16(Int(random.next() % 49) * 30) - 720)
    let texts = (0..<2).map { _ in (0..<Int(random.next() % 9)).map { _ in words(20) + "\r\n" }.joined() }
    let name = words(6) + ".bin"
    let data = (0..<Int(random.next() % 500)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    var builder = MessageBuilder(
      .mixed([
        .alternative([.text(texts[0]), .text(texts[1], subtype: "html")]),
        .data(data, type: "application/x-thing", fileName: name),
      ]), seed: seed)
    builder.text("Subject", subject)
    builder.addresses("To", to)
    builder.date("Date", time)
    return Sample(
      subject: subject, to: to, time: time, texts: texts, name: name, data: data, bytes: builder.bytes())
  }

  @Test func readsTheSame() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mime-python-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let samples = (1...60).map { Self.sample(UInt64($0)) }
    for (index, sample) in samples.enumerated() {
      try Data(sample.bytes).write(to: folder.appending(path: "\(index).eml"))
    }
    guard let lines = try Self.run(samples.indices.map { folder.appending(path: "\($0).eml").path() }) else {
      Skips.record("PythonDifferentialTests.readsTheSame: no python3")
      return
    }
    try #require(lines.count == samples.count)
    for (line, sample) in zip(lines, samples) { try compare(line, sample) }
  }

  private func compare(_ line: Substring, _ sample: Sample) throws {
    let theirs = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(theirs["subject"] as? String == sample.subject)
    #expect(theirs["to"] as? [[String]] == sample.to.map { [$0.name ?? "", $0.address] })
    let date = (theirs["date"] as? String ?? "").replacing("+00:00", with: "Z")
    #expect(date == sample.time.rfc3339.replacing("+00:00", with: "Z"))
    #expect((theirs["defects"] as? [String])?.isEmpty == true)
    let parts = try #require(theirs["parts"] as? [[Any]])
    try #require(parts.count == 5)
    #expect(
      parts.map { $0[0] as? String } == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/x-thing",
      ])
    #expect(parts[4][1] as? String == sample.name)
    let bodies = sample.texts.map { Array($0.utf8) } + [sample.data]
    #expect(parts[2...].map { $0[2] as? String } == bodies.map { Digest.sha256($0) })
  }

  /// Nil when python3 is not on this machine.
  private static func run(_ paths: [String]) throws -> [Substring]? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + paths
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    // env(1) ends with 127 when it finds no such program.
    if process.terminationStatus == 127 { return nil }
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
  }
}
