import Core
import Lab
import Testing

@Suite struct ShortstrawTests {
  let company = Shortstraw()

  @Test func holdsAboutTwoThousandMessagesInFourMailboxes() {
    #expect(
      company.mailboxes.map(\.user) == [
        "oliver@shortstraw.example", "annie@shortstraw.example", "john@shortstraw.example",
        "info@shortstraw.example",
      ])
    #expect((1_900...2_300).contains(company.count))
    #expect(company.count == company.mailboxes.flatMap(\.folders).reduce(0) { $0 + $1.count })
  }

  @Test func sameSeedGivesTheSameMessages() throws {
    let again = Shortstraw()
    let other = Shortstraw(seed: 2)
    var differing = 0
    for (box, mailbox) in company.mailboxes.enumerated() {
      for (place, folder) in mailbox.folders.enumerated() where folder.count > 0 {
        let first = folder.message(0)
        let twin = again.mailboxes[box].folders[place].message(0)
        #expect(first.bytes == twin.bytes && first.flags == twin.flags && first.date == twin.date)
        if other.mailboxes[box].folders[place].message(0).bytes != first.bytes { differing += 1 }
      }
    }
    #expect(differing > 25)
  }

  @Test func aMessageDoesNotDependOnWhatWasMadeBefore() throws {
    let folder = try #require(company.mailboxes.first?.folders.first)
    let alone = folder.message(7)
    let inTurn = Array(folder.messages.prefix(8))[7]
    #expect(alone.bytes == inTurn.bytes)
  }

  /// Without the raw ones every message may be appended to an ordinary server: something in it, no NUL, no bare CR or LF.
  @Test func storableMessagesAreStorable() {
    for mailbox in company.mailboxes {
      for folder in mailbox.folders {
        for message in folder.messages where message.bytes.count < 1 << 20 {
          #expect(!message.bytes.isEmpty)
          #expect(isClean(message.bytes), "\(mailbox.user) \(folder.name)")
        }
      }
    }
  }

  @Test func rawMessagesAreThereWhenAskedFor() throws {
    let raw = Shortstraw(includesRaw: true)
    #expect(raw.count == company.count + 3)
    let inbox = try #require(raw.mailboxes.first?.folders.first)
    #expect(inbox.messages.filter { !isClean($0.bytes) }.count == 3)
  }

  @Test func theAwkwardOnesAreThere() throws {
    var digests: [String: [[UInt8]: Int]] = [:]
    var largest = 0
    var longestLine = 0
    var keywords: Set<String> = []
    var years: Set<Int> = []
    var withoutID = 0
    for mailbox in company.mailboxes {
      for folder in mailbox.folders {
        for message in folder.messages {
          largest = max(largest, message.bytes.count)
          keywords.formUnion(message.flags)
          years.insert(message.date.calendar.year)
          guard message.bytes.count < 1 << 20 else { continue }
          digests[mailbox.user + folder.name, default: [:]][message.bytes, default: 0] += 1
          longestLine = max(longestLine, message.bytes.split(separator: 0x0A).map(\.count).max() ?? 0)
          if !String(decoding: message.bytes, as: UTF8.self).lowercased().contains("message-id:") { withoutID += 1 }
        }
      }
    }
    #expect(largest > 20_000_000)
    #expect(longestLine >= 70_000)
    #expect(withoutID >= 4)
    #expect(years.isSuperset(of: [1_999, 2_019, 2_020, 2_026]))
    #expect(keywords.isSuperset(of: ["\\Deleted", "\\Draft", "$Forwarded", "Te-betalen"]))
    #expect(digests.values.flatMap(\.values).max() == 4)
  }

  private func isClean(_ bytes: [UInt8]) -> Bool {
    var previous: UInt8 = 0
    for byte in bytes {
      if byte == 0 || (byte == 0x0A) != (previous == 0x0D) { return false }
      previous = byte
    }
    return previous != 0x0D
  }
}
