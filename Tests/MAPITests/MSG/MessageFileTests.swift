import Core
import MIME
import TestKit
import Testing

@testable import MAPI

@Suite struct MessageFileTests {
  private static func read(_ bytes: [UInt8]) throws -> MessageFile {
    try MessageFile(MailboxBytes(bytes), name: "f.msg")
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var sectorSize: Int
    var closesTexts: Bool
    var isUnicode: Bool
    var testDescription: String { "\(sectorSize) \(closesTexts ? "closed" : "open") \(isUnicode ? "Unicode" : "ANSI")" }
  }
  private static let rows = [512, 4096].flatMap { size in
    [false, true].flatMap { closes in
      [false, true].map { Row(sectorSize: size, closesTexts: closes, isUnicode: $0) }
    }
  }

  @Test(arguments: rows) func everythingIsRead(_ row: Row) throws {
    let sample = SampleMessage.make(nested: 2, isUnicode: row.isUnicode)
    var fixture = MessageFileFixture()
    (fixture.sectorSize, fixture.closesTexts) = (row.sectorSize, row.closesTexts)
    let message = try Self.read(try fixture.bytes(sample))
    let wanted = try ObjectText.lines(sample)
    #expect(try ObjectText.lines(message).sorted() == wanted.sorted())
    #expect(wanted.count > 100)
    #expect(message.damages.isEmpty)
    let codePage = try message.codePage()
    #expect(try message.text(PropertyID.subject, codePage: codePage) == "Šťastný Čeněk")
    #expect(try message.boolean(PropertyName(.common, 0x8503)) == true)
    #expect(try message.text(PropertyName(.internetHeaders, "x-mailer"), codePage: codePage) == "Pigeon")
    let second = try #require(try message.recipients().last)
    #expect(try second.text(PropertyID.displayName, codePage: codePage) == "Čeněk Šťastný")
  }

  @Test(arguments: [(0x0405, 1250), (0x0419, 1251), (0x0413, 1252), (0x0411, 932), (0x0C1A, 1251)])
  func textWithoutACodePageIsOfTheLanguage(_ locale: Int32, _ page: Int) throws {
    let sample = StoredMessage()
    SampleMessage.text(sample, PropertyID.subject, "Šťastný", false)
    sample.set(PropertyTag(PropertyID.internetCodepage, .integer32), .integer32(20_866))
    sample.set(PropertyTag(PropertyID.messageLocaleID, .integer32), .integer32(locale))
    let message = try Self.read(try MessageFileFixture().bytes(sample))
    #expect(try message.codePage().number == page)
  }

  @Test func anOLEObjectComesOutAsAFile() throws {
    let made = try CompoundFileWriter.file([
      .stream("CONTENTS", SampleMessage.data(9000)), .storage("Pool", [.stream("x", SampleMessage.data(20))]),
    ])
    let sample = StoredMessage()
    SampleMessage.text(sample, PropertyID.subject, "OLE")
    let attachment = StoredAttachment()
    attachment.set(PropertyTag(PropertyID.attachMethod, .integer32), .integer32(6))
    attachment.set(
      PropertyTag(PropertyID.attachDataBinary, .object), .other(.object, try made.bytes(at: 0, made.count)))
    sample.storedAttachments = [attachment]
    let message = try Self.read(try MessageFileFixture().bytes(sample))
    let read = try #require(try message.attachments().first)
    #expect(try read.message() == nil)
    let file = try CompoundFile(try #require(try read.open(PropertyID.attachDataBinary)), place: "x")
    let pool = try #require(file.child("Pool", of: file.root))
    #expect(file.children(of: pool).count == 1)
    let stream = file.open(try #require(file.child("CONTENTS", of: file.root))) { Issue.record($0) }
    #expect(try stream.bytes(at: 0, stream.count) == SampleMessage.data(9000))
    #expect(message.damages.isEmpty && read.damages.isEmpty)
  }

  // MARK: Damage

  @Test func whatIsCountedAndNotThereIsTold() throws {
    var fixture = MessageFileFixture()
    fixture.overcount = 2
    fixture.missing = [PropertyID.subject, 0x6002]
    let message = try Self.read(try fixture.bytes(SampleMessage.make(nested: 0)))
    #expect(try message.recipients().count == 2)
    #expect(try message.attachments().count == 5)
    #expect(try message.text(PropertyID.subject, codePage: .western) == "")
    #expect(try message.value(0x6002) == nil)
    #expect(try message.value(PropertyID.messageClass) != nil)
    // Looking again finds nothing new.
    _ = try message.value(PropertyID.subject)
    #expect(message.damages.count == 4)
    #expect(message.damages.allSatisfy { $0.code == "MSG-DAMAGED" && $0.place == "f.msg" })
  }

  @Test func messagesTooDeepInEachOtherAreTold() throws {
    func make(_ depth: Int) -> StoredMessage {
      let message = StoredMessage()
      SampleMessage.text(message, PropertyID.subject, "\(depth)")
      if depth > 0 {
        let attachment = StoredAttachment()
        attachment.enclosed = make(depth - 1)
        message.storedAttachments = [attachment]
      }
      return message
    }
    var message: any MessageObject = try Self.read(try MessageFileFixture().bytes(make(60)))
    var depth = 0
    let fault = #expect(throws: Fault.self) {
      while let inner = try message.attachments().first?.message() {
        message = inner
        depth += 1
      }
    }
    #expect(depth == ObjectLimits.depth)
    #expect(fault?.code == "MSG-LIMIT")
  }

  @Test func aFileWithoutAMessageIsRefused() throws {
    let file = try CompoundFileWriter.file([.stream("WordDocument", [1, 2, 3])])
    let fault = #expect(throws: Fault.self) { try MessageFile(file, name: "f.doc") }
    #expect(fault?.code == "CFB-FORMAT")
  }

  @Test func withoutItsListAMessageIsMadeOfItsStreams() throws {
    let file = try CompoundFileWriter.file([
      .stream("__substg1.0_0037001F", UTF16Text.bytes("Left over")),
      .stream("__substg1.0_1000001F", UTF16Text.bytes("x")),
    ])
    let message = try MessageFile(file, name: "f.msg")
    #expect(try message.text(PropertyID.subject, codePage: .western) == "Left over")
    #expect(message.tags.count == 2 && message.damages.count == 1)
  }

  @Test(arguments: [0, 1, 2, 63, 64, 200, 70_000]) func zerosBehindATextAreNoPartOfIt(_ zeros: Int) throws {
    let text = UTF16Text.bytes("Ends here")
    for (name, id) in [("__substg1.0_0037001F", PropertyID.subject), ("__substg1.0_1000001E", PropertyID.body)] {
      let stream = CompoundNode.stream(name, text + [UInt8](repeating: 0, count: zeros))
      let message = try MessageFile(try CompoundFileWriter.file([stream]), name: "f.msg")
      let source = try #require(try message.open(id))
      let value = try #require(try message.value(id))
      #expect(try source.bytes(at: 0, source.count) == Self.text(value))
      #expect(source.count == (id == PropertyID.subject ? text.count : text.count - 1))
    }
  }

  private static func text(_ value: PropertyValue) -> [UInt8]? {
    switch value {
    case .string(let bytes), .string8(let bytes): bytes
    default: nil
    }
  }

  private static func small() throws -> [UInt8] {
    let sample = StoredMessage(names: SampleMessage.names)
    SampleMessage.text(sample, PropertyID.subject, "Small")
    sample.set(PropertyTag(PropertyID.importance, .integer32), .integer32(2))
    sample.set(PropertyTag(0x6003, .binary.multiple), .several([.binary([1]), .binary([2, 3])]))
    SampleMessage.text(sample, 0x8003, "Pigeon")
    let recipient = StoredProperties()
    SampleMessage.text(recipient, PropertyID.displayName, "Anna")
    sample.storedRecipients = [recipient]
    let attachment = StoredAttachment()
    attachment.set(PropertyTag(PropertyID.attachDataBinary, .binary), .binary(SampleMessage.data(4200)))
    sample.storedAttachments = [attachment]
    return try MessageFileFixture().bytes(sample)
  }

  /// Everything that can be asked of it; faults are answers, too.
  private static func readAll(_ bytes: [UInt8]) -> Int {
    guard let message = try? read(bytes) else { return 0 }
    let bags = ((try? message.recipients()) ?? []) + ((try? message.attachments()) ?? []) + [message]
    var size = 0
    for bag in bags {
      for tag in bag.tags {
        size += 1
        _ = try? bag.value(tag.id)
        if let source = try? bag.open(tag.id) { size += (try? source.bytes(at: 0, source.count).count) ?? 0 }
      }
    }
    return size
  }

  @Test func anyCutIsSurvived() throws {
    let bytes = try Self.small()
    #expect(Self.readAll(bytes) > 4200)
    for end in stride(from: 0, to: bytes.count, by: 29) { #expect(Self.readAll(Array(bytes[..<end])) <= bytes.count) }
  }

  @Test func anyFlippedByteIsSurvived() throws {
    let bytes = try Self.small()
    for place in stride(from: 0, to: bytes.count, by: 3) {
      var other = bytes
      other[place] ^= UInt8(truncatingIfNeeded: 1 << (place % 8)) | 0x80
      #expect(Self.readAll(other) < 6 * bytes.count)
    }
  }
}
