import Archives
import Core
import MIME
import TestKit
import Testing

/// What is written comes back byte for byte.
@Suite struct MboxRoundTripTests {
  private static let line = "From me@x Mon Jun  3 12:50:27 1996"

  static let messages: [[UInt8]] =
    [
      "", "$", "$$", "x", "x$", "A: b$", "A: b$$", "A: b", "A: b$$x", "A: b$$x$$", "A: b$$x$$$", "A: b$$\r",
      "A: b$$x\r\r$",
      "\(line)$A: b$$x$", "A: b$\(line)$C: d$$x$", "A: b$$\(line)$\(line)$$\(line)", "From ", "From", "Fro$From$From $",
      ">From $>>From $>>>From x$> From$>>", ">>>>>>>", ">", "A: b$$>", "A: b$$>F", "A: b$$From", "A: b$$>From",
      "|", "||", "A: b||x|", "A: b|$x$", "A: b$$x|y$z$", "A: b$$x$y|", "A: b$$\(line)|>From |x", "A: b$$|\r|\r$|",
      "\r", "\r\r", "\rFrom $", "A: b\r$$", "A: \u{0}$$\u{0}\u{0}$", "\u{0}",
      "Status: RO$X-Status: A$X-Keywords: a$X-Mozilla-Status: 0009$A: b$$x$", "X-Mozilla-Status: 0009$$",
      " folded$A: b$$",
      "X-Postduif: 1 + 0000000000000001 00000001 +0000 ----- - ----------------$A: b$$x$",
      "Content-Length: 1$$xyz$", "Content-Length: 2$$x$$$", "Content-Length: 2$$x$", "Content-Length: 0$$\(line)$$x$",
      "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA$$x$",
      "no colon$at all$", "A: b$$" + String(repeating: "x", count: 70_000) + "$",
      String(repeating: ">", count: 1_500) + "From x$",
      "A: b$$" + String(repeating: "y$", count: 200_000) + "|tail$" + String(repeating: "From $", count: 90_000) + "x",
      "A: b$$" + String(repeating: "z", count: 2_200_000),
      String(repeating: "H: x$", count: 20_000) + "$body$",
    ].map { Mbox.bytes($0) } + [Array(0...255), [255, 254, 10, 13, 10]]

  private func check(_ store: MboxStore, _ folder: StoredFolder, _ expected: [[UInt8]], _ told: [ScannedMessage]) throws
  {
    let all = try Mbox.all(store, folder)
    try #require(all.count == expected.count)
    for (index, (message, bytes)) in all.enumerated() {
      #expect(bytes == expected[index], "message \(index)")
      #expect(message.key == told[index].key && message.place == told[index].place, "message \(index)")
      #expect(
        message.size == told[index].size && message.date == told[index].date && message.flags == told[index].flags)
    }
  }

  @Test func hostileBodies() throws {
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    let folder = try store.create(["Klanten"])
    let writer = try store.writer(for: folder)
    var told: [ScannedMessage] = []
    for batch in stride(from: 0, to: Self.messages.count, by: 7) {
      for message in Self.messages[batch..<min(batch + 7, Self.messages.count)] { try Mbox.write(writer, message) }
      told += try writer.commit()
    }
    try check(store, folder, Self.messages, told)
    // The same through a store that knows nothing.
    let other = try Mbox.disk(disk)
    try check(other, Mbox.folder(other, "Klanten"), Self.messages, told)
    #expect(!Files.exists(disk("Klanten.lock")))
  }

  /// Each in two pieces cut at every point, and byte by byte.
  @Test func inPieces() throws {
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    let folder = try store.create(["x"])
    let writer = try store.writer(for: folder)
    var expected: [[UInt8]] = []
    for message in Self.messages where message.count < 300 {
      for cut in message.indices.dropFirst() {
        try Mbox.write(writer, message, cuts: [cut])
        expected.append(message)
      }
      try Mbox.write(writer, message, cuts: Array(message.indices.dropFirst()))
      expected.append(message)
    }
    try check(store, folder, expected, try writer.commit())
  }

  static let flagRows: [(flags: [String], kept: [String])] = [
    ([], []), (["\\Seen"], ["\\Seen"]), (["\\Flagged", "\\Answered"], ["\\Answered", "\\Flagged"]),
    (["\\Draft", "\\Deleted", "\\Recent"], ["\\Draft", "\\Deleted"]),
    (["$Forwarded", "klant", "KLANT"], ["$Forwarded", "klant"]), (["bad word", "x\n"], []),
    ((0..<40).map { "keyword\($0)" }, (0..<40).map { "keyword\($0)" }),
  ]

  @Test func flagsAndDatesComeBack() throws {
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    let folder = try store.create(["x"])
    let writer = try store.writer(for: folder)
    let dates = [0, -1, 1_700_000_000, 4_000_000_000, -2_000_000_000].map { ZonedTime(seconds: $0, zoneMinutes: -570) }
    for (index, row) in Self.flagRows.enumerated() {
      try Mbox.write(writer, Mbox.bytes("A: b$$x$"), flags: row.flags, date: dates[index % dates.count])
    }
    _ = try writer.commit()
    let found = try Mbox.scan(store, folder)
    #expect(found.map(\.flags) == Self.flagRows.map(\.kept))
    #expect(found.map(\.date) == Self.flagRows.indices.map { dates[$0 % dates.count] })
  }

  @Test func theSenderIsTheEnvelopes() throws {
    let rows = [
      ("Return-Path: <env@x.example>$From: a@b$$", "env@x.example"),
      ("From: Jan <jan@b.example>$Return-Path: <c@d>$$", "c@d"),
      ("From: Jan <jan@b.example>$$", "jan@b.example"), ("Return-Path: <>$From: a@b$$", "MAILER-DAEMON"),
      ("Subject: x$$From: a@b$", "MAILER-DAEMON"), ("From: \"a b\"@c$$", "MAILER-DAEMON"), ("", "MAILER-DAEMON"),
    ]
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    let writer = try store.writer(for: try store.create(["x"]))
    for row in rows { try Mbox.write(writer, Mbox.bytes(row.0), date: ZonedTime(seconds: 833_806_227)) }
    _ = try writer.commit()
    let lines = Files.text(disk("x")).split(separator: "\n").filter { $0.hasPrefix("From ") }
    #expect(lines.map(String.init) == rows.map { "From \($0.1) Mon Jun  3 12:50:27 1996" })
  }

  static let foreign: [(file: String, before: [String])] = [
    ("\(line)|A: b||x", ["A: b$$x$"]), ("\(line)|A: b||x|", ["A: b$$x$"]), ("\(line)|A: b||x||", ["A: b$$x$"]),
    ("\(line)$A: b$$x$$", ["A: b$$x$"]), ("\(line)$A: b$$x$", ["A: b$$x$"]), ("|", []), ("||", []),
    ("\(line)|A: b||>From x|", ["A: b$$>From x$"]),
  ]

  /// Another program's file is added to; what was there keeps its bytes, keys and places.
  @Test(arguments: foreign) func behindForeignMail(file: String, before: [String]) throws {
    let disk = try TemporaryFolder()
    try Files.write(Mbox.bytes(file), to: disk("x"))
    let store = try Mbox.disk(disk)
    let folder = try Mbox.folder(store, "x")
    let old = try Mbox.all(store, folder)
    #expect(old.map(\.1) == before.map { Mbox.bytes($0) })
    let writer = try store.writer(for: folder)
    let message = Mbox.bytes("C: d$$>From y$|z")
    try Mbox.write(writer, message)
    let told = try writer.commit()
    #expect(try #require(Files.read(disk("x"))).starts(with: Mbox.bytes(file)))
    let all = try Mbox.all(store, folder)
    #expect(all.map(\.1) == before.map { Mbox.bytes($0) } + [message])
    #expect(all.map(\.0.key) == old.map(\.0.key) + told.map(\.key))
    for (message, bytes) in old { #expect(try Mbox.read(store, message.place, folder) == bytes) }
  }

  @Test func nothingIsKeptOfWhatIsTakenBack() throws {
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    let folder = try store.create(["x"])
    let writer = try store.writer(for: folder)
    try Mbox.write(writer, Mbox.bytes("A: 1$$"))
    _ = try writer.commit()
    let size = Files.size(disk("x"))
    for length in [10, 3_000_000] {
      try Mbox.write(writer, Mbox.bytes("A: 2$$"))
      try writer.begin(NewMessage(flags: [], date: nil))
      try [UInt8](repeating: 120, count: length).withUnsafeBytes { try writer.write($0) }
      writer.discard()
      #expect(Files.size(disk("x")) == size)
    }
    try Mbox.write(writer, Mbox.bytes("A: 3$$"))
    _ = try writer.commit()
    #expect(try Mbox.all(store, folder).map(\.1) == [Mbox.bytes("A: 1$$"), Mbox.bytes("A: 3$$")])
  }
}
