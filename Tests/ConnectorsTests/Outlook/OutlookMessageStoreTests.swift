import Archives
import Connectors
import Core
import MIME
import TestKit
import Testing

@Suite struct OutlookMessageStoreTests {
  @Test(arguments: [PSTLayout.ansi, .unicode, .unicode4K]) func mailIsReadAsAMailbox(_ layout: PSTLayout) throws {
    let folder = try TemporaryFolder("outlook-store")
    let subjects = try MadeOutlookFile.write(folder("a.pst"), layout)
    let store = try OutlookMessageStore(folder("a.pst"))
    var keys: Set<MessageKey> = []
    var found: [String: Int] = [:]
    var others = 0
    for kept in try store.folders() {
      try store.scan(kept) { message in
        #expect(keys.insert(message.key).inserted)
        if let fault = message.fault {
          #expect(fault.code == "PST-NO-MAIL")
          #expect(throws: Fault.self) { try store.open(message.place, in: kept) }
          others += 1
          return
        }
        found[kept.path.joined(separator: "/"), default: 0] += 1
        let opened = try store.open(message.place, in: kept)
        let bytes = try Self.bytes(of: opened)
        #expect(bytes.count == opened.size)
        #expect(Message(bytes).damage.isEmpty)
        // Once more, the same.
        #expect(try Self.bytes(of: store.open(message.place, in: kept)) == bytes)
        #expect(message.date.seconds >= MadeOutlookFile.sent)
      }
    }
    #expect(found == subjects.mapValues(\.count))
    #expect(others == 3)
  }

  @Test func theFormIsSeen() throws {
    let folder = try TemporaryFolder("outlook-store")
    try MadeOutlookFile.write(folder("a.pst"))
    #expect(try ArchiveForm.detected(in: FileTrees.open(folder("a.pst"))) == .pst)
  }

  static func bytes(of message: any Archives.StoredMessage) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 7_000)
    while true {
      var failure: Fault?
      let count = piece.withUnsafeMutableBytes { buffer in
        do throws(Fault) { return try message.read(into: buffer) } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      if count == 0 { return bytes }
      bytes += piece[..<count]
    }
  }
}
