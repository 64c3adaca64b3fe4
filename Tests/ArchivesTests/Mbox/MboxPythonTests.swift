import Archives
import Core
import TestKit
import Testing

/// Python's mailbox module reads what we write, and we read what it writes.
@Suite struct MboxPythonTests {
  private static let script = """
    import mailbox, sys
    box = mailbox.mbox(sys.argv[1])
    out = open(sys.argv[2], "wb")
    for key in range(len(box)):
        message = box[key]
        out.write(("%d|%s|" % (key, message.get_flags())).encode() + box.get_bytes(key).hex().encode() + b"\\n")
    if len(sys.argv) > 3:
        box.lock()
        added = mailbox.mboxMessage("Subject: from python\\n\\nFrom here\\n")
        added.set_flags("RF")
        box.add(added)
        changed = box[0]
        changed.add_flag("A")
        box[0] = changed
        box.close()
    """

  private func python(_ disk: TemporaryFolder, _ words: String...) async throws -> Bool {
    try Files.write(Self.script, to: disk("s.py"))
    guard
      let child = try? ChildProcess.start("python3", [disk("s.py")] + words, output: disk("log"), errors: disk("log"))
    else { return Skips.unless(false, "MboxPythonTests: no python3") }
    let exit = await child.exit()
    if exit.code == 127 { return Skips.unless(false, "MboxPythonTests: no python3") }
    #expect(exit.code == 0, "\(Files.text(disk("log")))")
    return exit.code == 0
  }

  @Test func pythonReadsWhatWeWrite() async throws {
    let disk = try TemporaryFolder()
    let mail = try TemporaryFolder()
    let store = try Mbox.disk(mail)
    let folder = try store.create(["x"])
    let writer = try store.writer(for: folder)
    let messages = MboxRoundTripTests.messages.filter { $0.count < 100_000 }
    for (index, message) in messages.enumerated() {
      try Mbox.write(writer, message, flags: index % 3 == 0 ? ["\\Seen", "\\Flagged"] : [])
    }
    let told = try writer.commit()
    guard try await python(disk, mail("x"), disk("out")) else { return }
    let lines = Files.text(disk("out")).split(separator: "\n")
    try #require(lines.count == messages.count)
    let file = try #require(Files.read(mail("x")))
    for (index, line) in lines.enumerated() {
      let words = line.split(separator: "|", omittingEmptySubsequences: false)
      #expect(words[1].filter { $0 != " " } == (index % 3 == 0 ? "ROF" : "O"), "message \(index)")
      // What stands behind the From line, as Python takes it apart.
      let start = Int(told[index].place.offset), end = start + Int(told[index].place.length)
      let own = file[start..<end].drop { $0 != 10 }.dropFirst()
      #expect(words[2] == own.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }
  }

  @Test func weReadWhatPythonChanges() async throws {
    let disk = try TemporaryFolder()
    let mail = try TemporaryFolder()
    let store = try Mbox.disk(mail)
    let folder = try store.create(["x"])
    let writer = try store.writer(for: folder)
    let messages = [Mbox.bytes("Subject: one$$x$"), Mbox.bytes("Subject: two$$>From y$")]
    for message in messages { try Mbox.write(writer, message, flags: ["\\Seen"]) }
    let told = try writer.commit()
    guard try await python(disk, mail("x"), disk("out"), "change") else { return }
    let all = try Mbox.all(store, folder)
    try #require(all.count == 3)
    #expect(all.prefix(2).map(\.1) == messages && all.prefix(2).map(\.0.key) == told.map(\.key))
    #expect(all.map(\.0.flags) == [["\\Seen", "\\Answered"], ["\\Seen"], ["\\Seen", "\\Flagged"]])
    #expect(String(decoding: all[2].1, as: UTF8.self).hasPrefix("Subject: from python\r\n"))
  }
}
