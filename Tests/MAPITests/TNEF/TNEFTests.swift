import Core
import MIME
import TestKit
import Testing

@testable import MAPI

@Suite struct TNEFTests {
  private static func read(_ bytes: [UInt8]) throws -> StoredMessage { try TNEF.message(bytes, place: "winmail.dat") }

  @Test(arguments: [false, true], [false, true]) func everythingIsRead(_ isUnicode: Bool, _ leavesOut: Bool) throws {
    let sample = SampleMessage.make(nested: 2, isUnicode: isUnicode)
    var fixture = TNEFFixture()
    fixture.codePage = isUnicode ? 1252 : 1250
    fixture.leavesOutRendering = leavesOut
    let message = try Self.read(try fixture.bytes(sample))
    // Messages within are written with Windows-1252 in the attribute that counts.
    let wanted = try ObjectText.lines(sample).filter { !$0.contains("message \(PropertyID.messageCodepage) ") }
    let got = try Set(ObjectText.lines(message))
    #expect(wanted.filter { !got.contains($0) } == [])
    #expect(wanted.count > 100)
    #expect(message.damages.isEmpty)
    let codePage = try message.codePage()
    #expect(try message.text(PropertyID.subject, codePage: codePage) == "Šťastný Čeněk")
    #expect(try message.boolean(PropertyName(.common, 0x8503)) == true)
    #expect(message.storedAttachments.count == sample.storedAttachments.count)
  }

  // MARK: Microsoft Mail

  private static func date(_ numbers: UInt16...) -> [UInt8] {
    numbers.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
  }

  @Test func oldAttributesBecomeProperties() throws {
    var fixture = TNEFFixture()
    let name = Array("Bakker, Anna\0".utf8) + [0]
    let address = Array("SMTP:anna@shortstraw.example\0".utf8)
    fixture.legacy = [
      (0x0007_8008, Array("IPM.Microsoft Mail.Note\0".utf8)), (0x0001_8004, Array("Old subject\0".utf8)),
      (0x0003_8005, Self.date(2004, 2, 29, 13, 5, 9, 0)), (0x0004_800D, [1, 0]), (0x0006_8007, [0x20]),
      (0x0001_8009, Array("00FFa0\0".utf8)), (0x0002_800C, Array("Text\0".utf8)),
      (0x0000_8000, [4, 0, 0, 0, UInt8(name.count), 0, UInt8(address.count), 0] + name + address),
      (0x0006_0001, [2, 0] + Array("B\0".utf8) + [9, 0] + Array("SMTP:b@c\0".utf8)), (0x0004_0009, [1, 0]),
      (0x0003_0006, Self.date(1999, 13, 1, 0, 0, 0, 0)),
    ]
    let message = try Self.read(try fixture.bytes(StoredMessage()))
    func text(_ id: UInt16) throws -> String? { try message.text(id, codePage: .western) }
    #expect(try text(PropertyID.messageClass) == "IPM.Note")
    #expect(try text(PropertyID.subject) == "Old subject")
    #expect(try text(PropertyID.body) == "Text")
    #expect(try message.time(PropertyID.clientSubmitTime)?.seconds == 1_078_059_909)
    #expect(try message.integer(PropertyID.importance) == 2)
    #expect(try message.integer(PropertyID.messageFlags) == 3)
    #expect(try message.binary(0x300B) == [0, 255, 160])
    #expect(try text(PropertyID.senderName) == "Bakker, Anna")
    #expect(try text(PropertyID.senderAddressType) == "SMTP")
    #expect(try text(PropertyID.senderEmailAddress) == "anna@shortstraw.example")
    #expect(try text(PropertyID.sentRepresentingEmailAddress) == "b@c")
    #expect(try message.boolean(0x0063) == true)
    #expect(!message.has(PropertyID.startDate))
    #expect(message.damages.isEmpty)
  }

  @Test(arguments: [
    ("IPM.Microsoft Mail.Non-Delivery", "Report.IPM.Note.NDR"),
    ("IPM.Microsoft Schedule.MtgRespA", "IPM.Schedule.Meeting.Resp.Tent"), ("IPM.Task", "IPM.Task"),
  ])
  func oldClassesHaveNewNames(_ old: String, _ new: String) {
    #expect(String(decoding: TNEFMessageClass.modern(Array(old.utf8)), as: UTF8.self) == new)
  }

  @Test(arguments: [("IPM.Microsoft Schedule.MtgReq", false), ("IPM.Microsoft Schedule.MtgRespP", true)])
  func theOwnerIsOrganizerOrAnswered(_ messageClass: String, _ isAnswered: Bool) throws {
    var fixture = TNEFFixture()
    fixture.legacy = [
      (0x0007_8008, Array((messageClass + "\0").utf8)), (0x0006_0000, [2, 0, 65, 0, 2, 0, 66, 0]),
      (0x0001_8004, Array("Old\0".utf8)),
    ]
    let sample = StoredMessage()
    SampleMessage.text(sample, PropertyID.subject, "New")
    let message = try Self.read(try fixture.bytes(sample))
    #expect(try message.text(isAnswered ? 0x0044 : PropertyID.sentRepresentingName, codePage: .western) == "A")
    #expect(message.has(0x0044) == isAnswered)
    // The list of properties counts more.
    #expect(try message.text(PropertyID.subject, codePage: .western) == "New")
  }

  // MARK: Names

  @Test func twoNamesWithOneNumberAreToldApart() {
    var names = TNEFNames()
    let one = TNEFProperty(tag: PropertyTag(0x8000, .integer32), name: PropertyName(.common, 1), value: .integer32(1))
    var two = one
    two.name = PropertyName(.common, 2)
    var three = one
    (three.name, three.tag.id) = (PropertyName(.common, 3), 0xFFFF)
    names.add([one, two, three, one])
    #expect(names.id(one) == 0x8000)
    #expect(Set([one, two, three].map { names.id($0) }).count == 3)
    #expect(names.names.count == 3)
  }

  // MARK: Damage

  private static func small() throws -> [UInt8] {
    let sample = StoredMessage(names: SampleMessage.names)
    SampleMessage.text(sample, PropertyID.subject, "Small")
    sample.set(PropertyTag(0x6003, .binary.multiple), .several([.binary([1]), .binary([2, 3])]))
    SampleMessage.text(sample, 0x8003, "Pigeon")
    let recipient = StoredProperties()
    SampleMessage.text(recipient, PropertyID.displayName, "Anna")
    sample.storedRecipients = [recipient]
    for name in ["first", "second"] {
      let attachment = StoredAttachment()
      SampleMessage.text(attachment, PropertyID.attachLongFilename, name)
      attachment.set(PropertyTag(PropertyID.attachDataBinary, .binary), .binary(SampleMessage.data(500)))
      sample.storedAttachments.append(attachment)
    }
    let enclosed = StoredMessage()
    SampleMessage.text(enclosed, PropertyID.subject, "Inner")
    let inner = StoredAttachment()
    inner.enclosed = enclosed
    sample.storedAttachments.append(inner)
    return try TNEFFixture().bytes(sample)
  }

  /// Where the data of the first attachment begin.
  private static func data(in bytes: [UInt8]) throws -> Int {
    let data = SampleMessage.data(500)
    return try #require((0..<(bytes.count - 500)).first { bytes[$0..<($0 + 500)].elementsEqual(data) })
  }

  @Test func aWrongChecksumIsTold() throws {
    var bytes = try Self.small()
    let place = try Self.data(in: bytes)
    bytes[place + 100] ^= 0xFF
    let message = try Self.read(bytes)
    #expect(message.damages.map(\.code) == ["TNEF-DAMAGED"])
    #expect(message.damages.first?.place == "winmail.dat, byte \(place - 9)")
    #expect(message.storedAttachments.count == 3)
    #expect(try message.storedAttachments.first?.binary(PropertyID.attachDataBinary)?.count == 500)
  }

  @Test(arguments: [0, 1, 2, 3]) func aWrongLengthCostsNoOtherAttachment(_ byte: Int) throws {
    var bytes = try Self.small()
    let place = try Self.data(in: bytes)
    bytes[place - 4 + byte] ^= 0x40
    let message = try Self.read(bytes)
    #expect(message.damages.count == 1)
    #expect(message.storedAttachments.count == 3)
    #expect(try message.storedAttachments.first?.binary(PropertyID.attachDataBinary) == SampleMessage.data(500))
    #expect(try message.storedAttachments[1].binary(PropertyID.attachDataBinary) == SampleMessage.data(500))
    #expect(message.storedAttachments[2].enclosed != nil)
  }

  @Test func somethingElseIsSteppedOver() throws {
    var bytes = try Self.small()
    bytes[try Self.data(in: bytes) - 9] = 77
    let message = try Self.read(bytes)
    #expect(message.damages.count == 1)
    #expect(message.storedAttachments.count == 3)
    #expect(try message.storedAttachments[1].binary(PropertyID.attachDataBinary) == SampleMessage.data(500))
  }

  @Test func messagesTooDeepInEachOtherAreTold() throws {
    var inner = StoredMessage()
    SampleMessage.text(inner, PropertyID.subject, "deep")
    for _ in 0..<60 {
      let attachment = StoredAttachment()
      attachment.enclosed = inner
      inner = StoredMessage()
      inner.storedAttachments = [attachment]
    }
    var message = try Self.read(try TNEFFixture().bytes(inner))
    var depth = 0
    while let next = message.storedAttachments.first?.enclosed {
      message = next
      depth += 1
    }
    #expect(depth == ObjectLimits.depth)
    #expect(message.storedAttachments.first?.damages.first?.code == "TNEF-LIMIT")
  }

  @Test func ofACutStreamTheBeginningIsLeft() throws {
    let bytes = try Self.small()
    var ends: Set<Int> = [4, 5, 6]
    var attributes = try #require(TNEFAttributes(bytes, 0..<bytes.count))
    while let attribute = attributes.next(damaged: { damage, _ in Issue.record("\(damage)") }) {
      ends.insert(attribute.data.upperBound + 2)
    }
    for end in 0..<bytes.count {
      guard let message = try? Self.read(Array(bytes[..<end])) else {
        #expect(end < 4)
        continue
      }
      #expect(!message.damages.isEmpty || ends.contains(end), "cut at \(end)")
      if end > bytes.count / 2 { #expect(try message.text(PropertyID.subject, codePage: .western) == "Small") }
    }
  }

  @Test(arguments: [0x01, 0x80, 0xFF]) func aFlippedByteIsNoticed(_ flip: Int) throws {
    let bytes = try Self.small()
    // The key behind the signature may be anything.
    for place in 6..<bytes.count {
      var other = bytes
      other[place] ^= UInt8(flip)
      let message = try Self.read(other)
      #expect(!message.damages.isEmpty || message.storedAttachments.contains { !$0.damages.isEmpty }, "byte \(place)")
    }
  }

  /// Attributes that each claim to be as long as the rest: no work is done that grows with the square of the size.
  @Test(.timeLimit(.minutes(2))) func aHostileStreamEndsSoon() throws {
    var bytes = Array(try TNEFFixture().bytes(StoredMessage()).prefix(6))
    let count = 60_000
    for step in 0..<count {
      let left = UInt32((count - step) * 11 - 11)
      bytes += [1, 0x04, 0x80, 0x01, 0x00] + (0..<4).map { UInt8(truncatingIfNeeded: left >> (8 * $0)) } + [9, 9]
    }
    let message = try Self.read(bytes + [5])
    #expect(!message.damages.isEmpty && message.damages.count <= DamageList.most)
  }

  @Test(arguments: [[], [0x78, 0x9F, 0x3E], Array("Hello there".utf8)]) func otherBytesAreRefused(_ bytes: [UInt8]) {
    #expect(!TNEF.isPossible(bytes))
    let fault = #expect(throws: Fault.self) { try Self.read(bytes) }
    #expect(fault?.code == "TNEF-FORMAT")
  }
}
