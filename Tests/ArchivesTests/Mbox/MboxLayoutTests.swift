import Archives
import Core
import TestKit
import Testing

@Suite struct MboxLayoutTests {
  private static let mail = "From me@x Mon Jun  3 12:50:27 1996\nA: b\n\nx\n"

  /// Files, and folders with the file each lies in; `-` for one that holds no messages, `!` for one with a fault.
  static let rows: [(files: [String], folders: [String])] = [
    (
      ["Inbox", "Inbox.msf", "Inbox.sbd/Klanten", "Inbox.sbd/Klanten.sbd/Peeters", "Trash", "msgFilterRules.dat"],
      [
        "INBOX=Inbox", "Trash=Trash", "INBOX/Klanten=Inbox.sbd/Klanten",
        "INBOX/Klanten/Peeters=Inbox.sbd/Klanten.sbd/Peeters",
      ]
    ),
    (["Oud.sbd/A"], ["Oud=-", "Oud/A=Oud.sbd/A"]),
    (
      ["Werk.mbox/mbox", "Werk.mbox/table_of_contents", "Werk/Oud.mbox/mbox"],
      ["Werk=Werk.mbox/mbox", "Werk/Oud=Werk/Oud.mbox/mbox"]
    ),
    (["mail/werk", "mail/a b", "mail/.werk.lock"], ["mail=-", "mail/a b=mail/a b", "mail/werk=mail/werk"]),
    (["All mail.mbox"], ["All mail=All mail.mbox"]),
    (["a.mbox", "a"], ["a=a", "a.mbox!"]),
    (
      ["B&AOQ-ckerei", "a&b", "100%25", "50%", "x%2Fy", "%2e"],
      ["%2e=%2e", "100%=100%25", "50%=50%", "Bäckerei=B&AOQ-ckerei", "a&b=a&b", "x/y=x%2Fy"]
    ),
  ]

  @Test(arguments: rows) func row(files: [String], folders: [String]) throws {
    let store = MboxStore(tree: MemoryTree(Dictionary(uniqueKeysWithValues: files.map { ($0, Self.mail) })))
    let found = try store.folders().map { folder in
      let name = folder.path.joined(separator: "/")
      if folder.fault != nil { return name + "!" }
      return name + "=" + (folder.holdsMessages ? String(decoding: folder.place, as: UTF8.self) : "-")
    }
    // A name with a slash in it looks like two here.
    #expect(found == folders)
  }

  @Test func whatIsNoMboxIsAFaultOfItsFolderAlone() throws {
    let store = MboxStore(
      tree: MemoryTree(["Inbox": Self.mail, "leeg": "", "regels": "\n\n", "foto": "\u{1}\u{2}JFIF no mail at all"]))
    let folders = try store.folders()
    #expect(folders.map(\.path) == [["INBOX"], ["foto"], ["leeg"], ["regels"]])
    #expect(folders.map { $0.fault?.code } == [nil, "MBOX-FORMAT", nil, nil])
    #expect(folders[1].fault?.recovery == .skipFolder)
    #expect(throws: Fault.self) { try Mbox.scan(store, folders[1]) }
    #expect(try Mbox.scan(store, folders[2]).isEmpty && Mbox.scan(store, folders[3]).isEmpty)
    var unseen = folders[1]
    unseen.fault = nil
    #expect(throws: Fault.self) { try Mbox.scan(store, unseen) }
  }

  static let names = [
    "Klanten", "Bäckerei Müller", "a/b", ".verborgen", "..", ".", "x.sbd", "x.MSF", "x.mbox", "100%", "%41", "a&b",
    "&AOQ-", "con",
    "COM1.txt", "nul", "eind.", "eind ", "~", "x~", "#x", "a:b\\c*?\"<>|", "tab\there", "x.lock", "a.html", ".sbd",
    ".mbox",
    "table_of_contents", "日本語", "e\u{301}", "x.sbd.sbd", "mbox",
  ]

  /// Each name becomes a folder and is read again as it was, at the top and inside another.
  @Test func namesComeBack() throws {
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    for name in Self.names {
      let folder = try store.create([name])
      let inside = try store.create(["Ouder", name])
      #expect(folder.path == [name] && inside.path == ["Ouder", name])
      #expect(try store.create([name]).place == folder.place, "made once")
    }
    let paths = Set(try store.folders().map { $0.path.map { Array($0.utf8) } })
    for name in Self.names {
      #expect(paths.contains([Array(name.utf8)]), "\(name)")
      #expect(paths.contains([Array("Ouder".utf8), Array(name.utf8)]), "\(name) inside")
    }
    #expect(paths.count == Self.names.count * 2 + 1)
  }

  @Test func foldersAreMadeAsThunderbirdMakesThem() throws {
    let disk = try TemporaryFolder()
    let store = try Mbox.disk(disk)
    #expect(
      try store.create(["INBOX", "Klanten", "Peeters"]).place.elementsEqual("Inbox.sbd/Klanten.sbd/Peeters".utf8))
    #expect(Files.exists(disk("Inbox")) && Files.exists(disk("Inbox.sbd/Klanten")))
    let long = String(repeating: "x", count: 241)
    #expect(throws: Fault.self) { try store.create([long]) }
  }

  @Test func aFolderOfFilesKeepsItsForm() throws {
    let disk = try TemporaryFolder()
    try Files.makeFolder(disk("werk"))
    try Files.write(Self.mail, to: disk("werk/a"))
    let store = try Mbox.disk(disk)
    #expect(try store.create(["werk", "b"]).place.elementsEqual("werk/b".utf8))
    #expect(try store.create(["werk"]).place.elementsEqual("werk.mbox".utf8))
    #expect(try store.folders().map(\.path) == [["werk"], ["werk", "a"], ["werk", "b"]])
  }
}
