import Core
import MIME
import TestKit
import Testing

@testable import Archives

@Suite struct EmlReaderTests {
  let folder: TemporaryFolder
  var reader: EmlReader { get throws { EmlReader(try FolderTree(folder.path)) } }

  init() throws { folder = try TemporaryFolder("emlread") }

  private func write(_ text: String, _ path: String) throws {
    var place = folder.path
    for part in path.split(separator: "/").dropLast() {
      place += "/\(part)"
      try Files.makeFolder(place)
    }
    try Files.write(text, to: folder(path))
  }

  private static func apple(_ message: String, flags: UInt64, received: Int = 0) -> String {
    let date = received > 0 ? "<key>date-received</key>\n\t<integer>\(received)</integer>\n" : ""
    return "\(message.utf8.count)       \n\(message)<?xml version=\"1.0\"?>\n<plist version=\"1.0\">\n<dict>\n\(date)"
      + "\t<key>flags</key>\n\t<integer>\(flags)</integer>\n</dict>\n</plist>\n"
  }

  @Test func plainFoldersAndAnyCaseOfTheEnding() throws {
    try write("Date: Wed, 31 Jan 2024 14:26:05 +0100\n\nb\n", "1.EML")
    try write(
      "Received: from a by b; Thu, 1 Feb 2024 00:00:00 +0000\nDate: Wed, 31 Jan 2024 14:26:05 +0100\n\n", "2.eml")
    try write("From x Mon\nSubject: n\n\n", "Sent Items/1.eml")
    try write("x", "Sent Items/notes.txt")
    try write("x", "Sent Items/._1.eml")
    try write("x", "__MACOSX/1.eml")
    try write("x", "Empty/note.txt")
    let reader = try reader
    #expect(try reader.folders().map(\.path) == [["Empty"], ["INBOX"], ["Sent Items"]])
    #expect(try reader.folders().map(\.holdsMessages) == [false, true, true])
    #expect(
      try reader.told(["INBOX"]) == [
        Told(
          bytes: Array("Date: Wed, 31 Jan 2024 14:26:05 +0100\r\n\r\nb\r\n".utf8), flags: [],
          date: "2024-01-31T14:26:05+01:00"),
        Told(
          bytes: Array(
            "Received: from a by b; Thu, 1 Feb 2024 00:00:00 +0000\r\nDate: Wed, 31 Jan 2024 14:26:05 +0100\r\n\r\n"
              .utf8),
          flags: [], date: "2024-02-01T00:00:00+00:00"),
      ])
    #expect(try reader.told(["Sent Items"]).map(\.bytes) == [Array("Subject: n\r\n\r\n".utf8)])
  }

  @Test(
    arguments: [
      (0, []), (1, ["\\Seen"]), (0b1_0001_0111, ["\\Seen", "\\Deleted", "\\Answered", "\\Flagged", "$Forwarded"]),
      (8_590_195_713, ["\\Seen"]), (1 << 6 | 1 << 9, ["\\Draft", "Redirected"]), (1 << 24, ["$Junk"]),
      (1 << 25 | 1 << 3 | 1 << 5, ["$NotJunk"]),
    ] as [(UInt64, [String])])
  func applesFlags(bits: UInt64, flags: [String]) throws {
    try write(Self.apple("Subject: x\n\nbody\n", flags: bits, received: 1_706_707_565), "M/1.emlx")
    #expect(
      try reader.told(["M"]) == [
        Told(bytes: Array("Subject: x\r\n\r\nbody\r\n".utf8), flags: flags, date: "2024-01-31T13:26:05+00:00")
      ])
  }

  @Test func applesNestsAreFlattened() throws {
    let message = Self.apple("Subject: x\n\n", flags: 1)
    try write(message, "V9/ABC-1/INBOX.mbox/9C3-UUID/Data/3/1/Messages/13001.emlx")
    try write(message, "V9/ABC-1/INBOX.mbox/9C3-UUID/Data/Messages/7.emlx")
    try write("x", "V9/ABC-1/INBOX.mbox/9C3-UUID/Data/Attachments/7/2/letter.eml")
    try write(message, "V9/ABC-1/INBOX.mbox/Klanten.mbox/9C3/Data/Messages/8.emlx")
    try write(message, "V9/ABC-1/Sent.imapmbox/Messages/9.emlx")
    try write(message, "V9/ABC-1/Sent/2023.mbox/Messages/1.emlx")
    let reader = try reader
    let account = ["V9", "ABC-1"]
    #expect(
      try reader.folders().filter(\.holdsMessages).map(\.path) == [
        account + ["INBOX"], account + ["INBOX", "Klanten"], account + ["Sent"], account + ["Sent", "2023"],
      ])
    #expect(try reader.folders().map(\.path).count == 6)
    #expect(try reader.told(account + ["INBOX"]).count == 2)
    #expect(try reader.told(account + ["INBOX", "Klanten"]).count == 1)
    #expect(try reader.told(account + ["Sent", "2023"]).count == 1)
    let single = EmlReader(try FolderTree(folder("V9/ABC-1/Sent.imapmbox")))
    #expect(try single.told(["INBOX"]).count == 1)
  }

  @Test(arguments: [
    ("1.partial.emlx", "5\nabcde", "EML-PARTIAL"), ("1.msg", "\u{D0}\u{CF}", "EML-MSG"), ("1.eml", "", "EML-EMPTY"),
    ("1.emlx", "", "EML-EMLX"), ("1.emlx", "12\nabc", "EML-EMLX"), ("1.emlx", "Subject: x\n\n", "EML-EMLX"),
    ("1.emlx", "-3\nabc", "EML-EMLX"), ("1.emlx", "0\n", "EML-EMPTY"),
    ("1.emlx", "99999999999999999999\nx", "EML-EMLX"),
  ]) func whatCannotBeReadIsTold(name: String, content: String, code: String) throws {
    try write(content, "F/\(name)")
    try write("Subject: good\n\n", "F/good.eml")
    let messages = try reader.messages(["F"])
    #expect(messages.count == 2)
    #expect(messages.compactMap(\.fault?.code.rawValue) == [code])
    let folder = try #require(try reader.folders().first { $0.path == ["F"] })
    let fault = try #require(throws: Fault.self) {
      try reader.open(MessagePlace(name: Array(name.utf8)), in: folder)
    }
    #expect(fault.code.rawValue == code && fault.recovery == .skipItem)
  }

  @Test func anEmlxCutAnywhereIsTheWholeMessageOrAFault() throws {
    let whole = Self.apple("Subject: x\n\nbody\n", flags: 17)
    let bytes = Array(whole.utf8)
    for end in bytes.indices {
      let source = MailboxBytes(Array(bytes[..<end]))
      guard let file = try? EmlFile(source, .emlx, place: "x") else {
        #expect(end < bytes.count - 100)
        continue
      }
      var read: [UInt8] = []
      try file.pass { read += $0 }
      #expect(read == Array("Subject: x\n\nbody\n".utf8))
      #expect(
        file.apple?.flags == [] || file.apple?.flags == ["\\Seen", "\\Flagged"] || file.apple?.flags == ["\\Seen"])
    }
  }

  @Test func packedFoldersReadTheSame() throws {
    let zip = ZipBuilder([.init("Mail/Inbox/a.eml", "Subject: 1\n\n"), .init("Mail/Inbox/b.eml", "Subject: 2\r\n\r\n")])
    var tar = TarBuilder()
    tar.add("./Mail/Inbox/b.eml", "Subject: 2\r\n\r\n")
    tar.add("./Mail/Inbox/a.eml", "Subject: 1\n\n")
    tar.end()
    try Files.write(zip.bytes(), to: folder("z"))
    try Files.write(tar.bytes, to: folder("t"))
    try Files.write(Pack.gzip(tar.bytes), to: folder("g"))
    for name in ["z", "t", "g"] {
      let reader = EmlReader(try FileTrees.open(folder(name)))
      #expect(
        Set(try reader.told(["Mail", "Inbox"]).map { String(decoding: $0.bytes, as: UTF8.self) })
          == ["Subject: 1\r\n\r\n", "Subject: 2\r\n\r\n"])
    }
  }
}
