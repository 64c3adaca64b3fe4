import Core
import Foundation
import IMAP
import TestKit
import Testing

@testable import IMAPServer

@Suite struct MailboxStoreTests {
  private let temporary: TemporaryFolder
  init() throws { temporary = try TemporaryFolder() }

  private func name(_ text: String) -> MailboxName { MailboxName(wire: text) }

  @Test func foldersSurviveReopening() throws {
    let names = ["Entw&APw-rfe", "a \"b\" %", "Werk/2026/Q1", "met\u{7F}teken"]
    let identity: [String]
    do {
      let mailbox = try MailStore(path: temporary.path + "/s", now: { 1_000 }).mailbox("jan@voorbeeld.example")
      for text in names { try mailbox.create(name(text), specialUse: text.hasPrefix("Entw") ? ["\\Drafts"] : []) }
      try mailbox.subscribe(name("nergens"))
      try mailbox.delete(name("Werk/2026/Q1"))
      identity = try names.dropLast().dropLast().map { try mailbox.folder(name($0)).validity.description }
    }
    let mailbox = try MailStore(path: temporary.path + "/s", now: { 5 }).mailbox("jan@voorbeeld.example")
    #expect(mailbox.folderNames == [.inbox, name(names[0]), name(names[1]), name(names[3])])
    #expect(try names.dropLast().dropLast().map { try mailbox.folder(name($0)).validity.description } == identity)
    #expect(mailbox.table.subscribed == [Array("nergens".utf8)])
    #expect(mailbox.table.rows[1].uses == ["\\Drafts"])
    // A clock that went back gives no validity twice.
    #expect(try mailbox.create(name("Werk/2026/Q1")).validity.rawValue > 1_000)
  }

  @Test func renameTakesChildrenAlong() throws {
    let mailbox = try MailStore(path: temporary.path + "/s").mailbox("jan")
    for text in ["a", "a/b", "a/b/c", "ab"] { try mailbox.create(name(text)) }
    try mailbox.append(folder: name("a/b"), messages: [NewMessage([1])])
    let validity = try mailbox.folder(name("a/b")).validity
    try mailbox.rename(name("a"), to: name("x"))
    #expect(mailbox.folderNames == [.inbox, name("x"), name("x/b"), name("x/b/c"), name("ab")])
    #expect(try mailbox.folder(name("x/b")).validity == validity)
    #expect(throws: Fault.self) { try mailbox.rename(name("x"), to: name("x/y")) }
    #expect(throws: Fault.self) { try mailbox.rename(name("x"), to: name("ab")) }
    #expect(throws: Fault.self) { try mailbox.rename(name("weg"), to: name("hier")) }
  }

  @Test func renamingInboxMovesItsMail() throws {
    let mailbox = try MailStore(path: temporary.path + "/s").mailbox("jan")
    try mailbox.append(folder: .inbox, messages: [NewMessage([1]), NewMessage([2])])
    try mailbox.rename(name("inbox"), to: name("Oud"))
    #expect(try mailbox.folder(name("Oud")).look { $0.messages.count } == 2)
    #expect(try mailbox.folder(.inbox).look { $0.messages.count } == 0)
    #expect(try mailbox.folder(.inbox).validity != mailbox.folder(name("Oud")).validity)
  }

  @Test(arguments: ["", "/", "a//b", "/a", "a\u{0}b", String(repeating: "x", count: 1_025)])
  func refusedNames(_ text: String) throws {
    let mailbox = try MailStore(path: temporary.path + "/s").mailbox("jan")
    #expect(throws: Fault.self) { try mailbox.create(name(text)) }
  }

  @Test func secondProcessIsKeptOut() throws {
    let store = try MailStore(path: temporary.path + "/s")
    do {
      _ = try MailStore(path: temporary.path + "/s")
      Issue.record("the store was opened twice")
    } catch {
      #expect(error.code == .storeBusy)
    }
    _ = try store.mailbox("jan")
  }

  @Test func namesStayInsideTheStore() {
    #expect(MailStore.fileName("../../etc") == "u-%2E%2E%2F%2E%2E%2Fetc")
    #expect(MailStore.fileName("Jan.D@x{|}`[") == "u-Jan%2ED%40x%7B%7C%7D%60%5B")
    #expect(MailStore.fileName("") == "u-")
  }

  @Test func keywordsHaveALimit() throws {
    let mailbox = try MailStore(path: temporary.path + "/s").mailbox("jan")
    let flags = (0..<58).map { Flag("k\($0)") }
    try mailbox.append(folder: .inbox, messages: [NewMessage([1], flags: flags + [.seen])])
    let folder = try mailbox.folder(.inbox)
    #expect(Set(folder.look { $0.names(of: $0.messages[0].flags) }) == Set(flags + [.seen]))
    #expect(throws: Fault.self) {
      try mailbox.append(folder: .inbox, messages: [NewMessage([1], flags: [Flag("k58")])])
    }
    #expect(folder.look { $0.messages.count } == 1)
  }

  /// Many tasks at once: every message arrives once, whole, under its own UID.
  @Test func concurrentAppends() async throws {
    let mailbox = try MailStore(path: temporary.path + "/s").mailbox("jan")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for turn in 0..<25 {
            let bytes = [UInt8](repeating: UInt8(task), count: 100 + turn * 37)
            try mailbox.append(folder: .inbox, messages: [NewMessage(bytes), NewMessage(bytes)])
          }
        }
      }
      try await group.waitForAll()
    }
    let folder = try mailbox.folder(.inbox)
    let messages = folder.look { $0.messages }
    #expect(messages.map(\.uid.rawValue) == Array(1...400))
    for message in messages {
      var bytes: [UInt8] = []
      try folder.read(message, 0..<message.size, appendingTo: &bytes)
      #expect(Checksum.crc32(bytes) == message.checksum)
      #expect(Set(bytes).count == 1)
    }
  }
}
