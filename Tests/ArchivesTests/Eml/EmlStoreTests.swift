import Core
import Glibc
import TestKit
import Testing

@testable import Archives

@Suite struct EmlStoreTests {
  let folder: TemporaryFolder
  let store: EmlStore
  let inbox: StoredFolder
  static let date = ZonedTime(seconds: 1_706_707_565, zoneMinutes: 60)

  init() throws {
    folder = try TemporaryFolder("eml")
    store = try EmlStore(folder("mail"))
    inbox = try store.create(["INBOX"])
  }

  private var names: [String] {
    Files.all(below: folder("mail")).map { String($0.dropFirst(folder("mail").utf8.count + 1)) }
      .filter { !$0.hasSuffix("postduif.tsv") }.sorted()
  }

  static let messages: [[UInt8]] = [
    Array("Subject: plain\r\n\r\nline\r\n".utf8), Array("Subject: unix\n\nline\n.\n".utf8),
    Array("From somebody Mon Jan 1 00:00:00 2024\r\nSubject: quoted\r\n\r\nx\r\n".utf8),
    Array("From no line end".utf8), Array("From here\nno header\n".utf8), [0, 255, 13, 10, 0, 10, 13, 13, 10],
    Array("\r\r\r".utf8), [10], [13], Array("Subject: mixed\r\n\nbody\r\n".utf8), Array("x".utf8),
    Array("Subject: long\r\n\r\n".utf8) + Array(repeating: Array("0123456789abcdef\r\n".utf8), count: 90_000).joined(),
    Array("Subject: long unix\n\n".utf8) + Array(repeating: Array("0123456789abcde\n".utf8), count: 90_000).joined(),
  ]

  @Test(arguments: [1, 7, 300_000]) func messagesComeBackByteForByte(pieceBytes: Int) throws {
    let messages = pieceBytes < 100 ? Self.messages.filter { $0.count < 1_000 } : Self.messages
    let writer = try store.writer(for: inbox)
    for message in messages { try writer.add(message, date: Self.date, pieceBytes: pieceBytes) }
    let written = try writer.commit()
    #expect(written.map(\.size) == messages.map { Int64($0.count) })
    // The side file is used, then a store that never saw it written, then the files are touched and read in full.
    for round in 0..<3 {
      let reader = round == 0 ? store : try EmlStore(folder("mail"))
      if round == 2 { for file in Files.all(below: folder("mail/INBOX")) { utimes(file, nil) } }
      #expect(Set(try reader.told(["INBOX"]).map(\.bytes)) == Set(messages))
      #expect(Set(try reader.messages(["INBOX"]).map(\.key)) == Set(written.map(\.key)))
    }
  }

  @Test func flagsAndDatesStay() throws {
    let writer = try store.writer(for: inbox)
    let flags = ["\\Seen", "$Forwarded", "Übrig"]
    try writer.add(Array("Subject: a\r\n\r\n".utf8), flags: flags, date: ZonedTime(seconds: -5, zoneMinutes: -90))
    try writer.add(Array("Subject: b\r\n\r\n".utf8), date: Self.date)
    let written = try writer.commit()
    _ = try store.setFlags(["\\Flagged", "has blank"], of: written[1].place, in: inbox)
    try store.flush(inbox)
    let told = try EmlStore(folder("mail")).told(["INBOX"])
    #expect(told.map(\.flags) == [flags, ["\\Flagged"]])
    #expect(told.map(\.date) == ["1969-12-31T22:29:55-01:30", "2024-01-31T14:26:05+01:00"])
    var status = stat()
    #expect(stat(folder("mail/INBOX/2024-01-31 1426 b.eml"), &status) == 0 && status.st_mtim.tv_sec == 1_706_707_565)
  }

  @Test func namesAreForPeopleAndNeverEqualWithoutCase() throws {
    let writer = try store.writer(for: inbox)
    let subjects = [
      "Invoice", "INVOICE", "Invoice", "a/b\\c: d?", "CON", "  ", ".hidden", "=?utf-8?q?B=C3=A4cker?=",
      String(repeating: "ö", count: 200), String(repeating: "Ö", count: 200), "x\u{202E}fdp.exe", "Ends. . .",
    ]
    for subject in subjects { try writer.add(Array("Subject: \(subject)\r\n\r\n".utf8), date: Self.date) }
    _ = try writer.commit()
    let stems = names.map { $0.dropFirst("INBOX/2024-01-31 1426".utf8.count) }
    for stem in [
      " Invoice.eml", " INVOICE (2).eml", " Invoice (3).eml", " a_b_c_ d_.eml", " _CON.eml", ".eml", " _.hidden.eml",
      " Bäcker.eml", " xfdp.exe.eml", " Ends.eml",
    ] {
      #expect(stems.contains(Substring(stem)), "\(stem) in \(stems)")
    }
    #expect(Set(names.map { $0.lowercased() }).count == subjects.count)
    #expect(names.allSatisfy { $0.utf8.count <= "INBOX/".utf8.count + 120 })
    #expect(
      names.filter { $0.hasSuffix("öö.eml") }.count == 1 && names.filter { $0.hasSuffix("ÖÖ (2).eml") }.count == 1)
  }

  @Test func renamedAndTouchedFilesAreTheSameMessagesAndTwinsStayTwo() throws {
    let twin = Array("Subject: twin\n\nsame\n".utf8)
    let writer = try store.writer(for: inbox)
    for number in 0..<3 { try writer.add(twin, flags: ["k\(number)"], date: Self.date) }
    try writer.add(Array("Subject: other\r\n\r\n".utf8), flags: ["\\Seen"], date: Self.date)
    let written = try writer.commit()
    #expect(Set(written.map(\.key)).count == 4)
    // What was written right now may be written again without its time telling.
    #expect(try store.stamp(of: inbox) == nil)
    var past = [timeval(tv_sec: 1_700_000_000, tv_usec: 0), timeval(tv_sec: 1_700_000_000, tv_usec: 0)]
    utimes(folder("mail/INBOX/postduif.tsv"), &past)
    let stamp = try #require(try store.stamp(of: inbox))
    #expect(rename(folder("mail/INBOX/2024-01-31 1426 other.eml"), folder("mail/INBOX/Mine.EML")) == 0)
    #expect(rename(folder("mail/INBOX/2024-01-31 1426 twin.eml"), folder("mail/INBOX/zz.eml")) == 0)
    #expect(try #require(try store.stamp(of: inbox)) != stamp)
    for file in Files.all(below: folder("mail/INBOX")) { utimes(file, nil) }
    let after = try store.messages(["INBOX"])
    for message in written {
      let same = try #require(after.first { $0.key == message.key })
      #expect(same.flags == message.flags && same.date == message.date && same.size == message.size)
    }
    #expect(after.count == 4)
    #expect(Set(try store.told(["INBOX"]).map(\.bytes)) == [twin, Array("Subject: other\r\n\r\n".utf8)])
    // A further twin gets a key of its own and disturbs none.
    let second = try store.writer(for: inbox)
    try second.add(twin, date: Self.date)
    let key = try #require(try second.commit().first?.key)
    #expect(!written.map(\.key).contains(key))
    #expect(Set(try store.messages(["INBOX"]).map(\.key)) == Set(written.map(\.key) + [key]))
  }

  @Test func removedAndDiscardedMessagesAreGone() throws {
    let writer = try store.writer(for: inbox)
    try writer.add(Array("Subject: a\r\n\r\n".utf8), date: Self.date)
    let first = try writer.commit()
    try writer.add(Array("Subject: b\r\n\r\n".utf8), date: Self.date)
    try writer.begin(NewMessage(flags: [], date: nil))
    writer.discard()
    #expect(names == ["INBOX/2024-01-31 1426 a.eml"])
    try store.remove(first[0].place, in: inbox)
    #expect(try store.messages(["INBOX"]).isEmpty && names.isEmpty)
    try writer.add(Array("Subject: a\r\n\r\n".utf8), date: Self.date)
    #expect(try writer.commit().count == 1)
    #expect(throws: Fault.self) { try store.open(MessagePlace(name: Array("b.eml".utf8)), in: inbox) }
  }

  @Test func filesOfOthersAreNeverOverwritten() throws {
    let writer = try store.writer(for: inbox)
    try Files.write("theirs", to: folder("mail/INBOX/2024-01-31 1426 a.eml"))
    try writer.add(Array("Subject: a\r\n\r\n".utf8), date: Self.date)
    #expect(try writer.commit().map { String(decoding: $0.place.name, as: UTF8.self) } == ["2024-01-31 1426 a (2).eml"])
    #expect(Files.text(folder("mail/INBOX/2024-01-31 1426 a.eml")) == "theirs")
  }

  @Test func folderNamesAreReversible() throws {
    let paths: [[String]] = [
      ["Klanten"], ["klanten"], ["Klanten", "Bäckerei Müller"], ["a/b\\c"], ["..", "x"], [".hidden"], ["CON"],
      ["Trailing."],
      ["Archive.mbox"], ["100%25"], ["%"], ["postduif.tsv"], ["tab\there"],
      [String(repeating: "lang ", count: 60) + "x"],
      [String(repeating: "lang ", count: 60) + "y"], ["__MACOSX"], [" "], ["Messages"], ["Data"],
      ["Attachments", "Messages"],
    ]
    for path in paths {
      let made = try store.create(path)
      #expect(made.path == path)
      let writer = try store.writer(for: made)
      try writer.add(Array("Subject: \(path.joined(separator: ">"))\r\n\r\n".utf8), date: Self.date)
      _ = try writer.commit()
      #expect(try store.create(path).place == made.place)
    }
    let again = try EmlStore(folder("mail"))
    let found = try again.folders().filter(\.holdsMessages).map(\.path)
    #expect(Set(found) == Set(paths + [["INBOX"], [".."], ["Attachments"]]))
    #expect(found.count == Set(found).count)
    for path in paths { #expect(try again.messages(path).count == 1, "\(path)") }
    let order = try again.folders().map(\.path)
    for path in order where path.count > 1 {
      #expect(order.prefix { $0 != path }.contains(Array(path.dropLast())))
    }
    for name in names { #expect(name.split(separator: "/").allSatisfy { $0.utf8.count <= 255 && !$0.hasPrefix(".") }) }
  }

  @Test func theSideFileIsReadAndMendedWhateverStandsInIt() throws {
    let writer = try store.writer(for: inbox)
    try writer.add(Array("Subject: a\r\n\r\n".utf8), flags: ["\\Seen"], date: Self.date)
    let place = try writer.commit()[0].place
    let sheet = folder("mail/INBOX/postduif.tsv")
    Files.append("flags\t2024-01-31 1426 a.eml\t\\Fla", to: sheet)
    #expect(try EmlStore(folder("mail")).messages(["INBOX"])[0].flags == ["\\Seen"])
    _ = try store.setFlags(["\\Draft"], of: place, in: inbox)
    #expect(try EmlStore(folder("mail")).messages(["INBOX"])[0].flags == ["\\Draft"])
    for _ in 0..<1_100 { _ = try store.setFlags(["x"], of: place, in: inbox) }
    #expect((Files.size(sheet) ?? 0) > 30_000)
    _ = try EmlStore(folder("mail")).writer(for: inbox)
    #expect((Files.size(sheet) ?? 0) < 500)
    #expect(try EmlStore(folder("mail")).messages(["INBOX"])[0].flags == ["x"])
    unlink(sheet)
    #expect(try EmlStore(folder("mail")).messages(["INBOX"])[0].key == store.messages(["INBOX"])[0].key)
  }
}
