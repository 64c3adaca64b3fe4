import Core
import Foundation
import MAPI
import Outlook
import Testing

@Suite struct ObjectJSONTests {
  private static func read(_ message: StoredMessage, _ options: ObjectJSON.Options = .init()) throws -> [String: Any] {
    let bytes = ObjectJSON.bytes(message, options)
    #expect(String(validating: bytes, as: UTF8.self) != nil)
    let object = try JSONSerialization.jsonObject(with: Data(bytes))
    return try #require(object as? [String: Any])
  }

  private static func properties(_ rows: [Row]) throws -> [[String: Any]] {
    try #require(try read(StoredMessage(rows: rows))["properties"] as? [[String: Any]])
  }

  @Test func names() throws {
    let rows = [
      Row(.publicStrings, "Keywords", .texts(["a", "b"])), Row(.address, 0x8005, "Berg, Hanna"), Row(0x6666, "x"),
      Row(0x3001, "Hanna"), Row(.microsoft(0x1234), 0x99, .integer32(1)),
    ]
    let all = try Self.properties(rows)
    #expect(all.map { $0["name"] as? String } == ["PidTagDisplayName", nil, "PidLidFileUnder", "PidNameKeywords", nil])
    #expect(
      all.map { $0["tag"] as? String ?? "" } == ["0x3001001F", "0x6666001F", "0x8002001F", "0x8001101F", "0x80030003"])
    #expect(all[2]["set"] as? String == "00062004-0000-0000-C000-000000000046")
    #expect(all[2]["id"] as? String == "0x8005")
    #expect(all[3]["id"] as? String == "Keywords")
    #expect(all[3]["values"] as? [String] == ["a", "b"])
    #expect(all[0]["type"] as? String == "PtypString")
    #expect(all[3]["type"] as? String == "PtypMultipleString")
    // The order in which they were set makes no difference, nor do the numbers of names beyond the tag.
    let turned = try Self.properties(rows.reversed())
    #expect(turned.map { $0["name"] as? String } == all.map { $0["name"] as? String })
  }

  struct Value: Sendable {
    var value: PropertyValue
    var member: String
    var text: String
    init(_ value: PropertyValue, _ member: String, _ text: String) {
      (self.value, self.member, self.text) = (value, member, text)
    }
  }

  static let rows: [Value] = [
    Value(.integer16(-3), "value", "-3"), Value(.integer64(.min), "value", "\"-9223372036854775808\""),
    Value(.integer64(1 << 53), "value", "9007199254740992"), Value(.currency(12_345), "value", "12345"),
    Value(.floating64(0.1), "value", "0.1"), Value(.floating64(.infinity), "value", "\"inf\""),
    Value(.floating64(.leastNonzeroMagnitude), "value", "5e-324"), Value(.boolean(true), "value", "true"),
    Value(.errorCode(0x8004_010F), "value", "\"0x8004010F\""),
    Value(.time(FileTime(ticks: 133_028_126_670_000_001)), "value", "\"2022-07-20T17:44:27.0000001Z\""),
    Value(.time(FileTime(ticks: 0)), "ticks", "\"0\""),
    Value(.time(FileTime(ticks: .max)), "ticks", "\"18446744073709551615\""),
    Value(.guid(.address), "value", "\"00062004-0000-0000-C000-000000000046\""),
    Value(.text("a\"\\\u{0}\u{1F}\n<é😀"), "value", "\"a\\\"\\\\\\u0000\\u001f\\n<é😀\""),
    Value(.string([0x3D, 0xD8]), "value", "\"\u{FFFD}\""), Value(.string8([0xE9]), "value", "\"é\""),
    Value(.binary([1, 2, 3]), "base64", "\"AQID\""),
    Value(.other(PropertyType(rawValue: 0x0999), [1]), "base64", "\"AQ==\""),
    Value(.several([]), "values", "[]"),
    Value(.several([.binary([1])]), "values", "[{\"length\":1,\"base64\":\"AQ==\"}]"),
    Value(.several([.integer32(1), .integer32(2)]), "values", "[1,2]"),
  ]

  @Test(arguments: rows) func values(_ row: Value) throws {
    let text = String(decoding: ObjectJSON.bytes(StoredMessage(rows: [Row(0x6666, row.value)])), as: UTF8.self)
    #expect(text.contains(",\"\(row.member)\":\(row.text)}"), "\(text)")
    _ = try Self.properties([Row(0x6666, row.value)])
  }

  @Test func largeValuesGoInPieces() throws {
    // An odd number of units before, so that pairs lie across the pieces.
    let text = "a" + String(repeating: "😀é", count: 600_000)
    let message = StoredMessage(rows: [
      Row(0x1000, .text(text)), Row(0x3701, .binary([UInt8](repeating: 0x61, count: 200_000))),
    ])
    var pieces = 0
    var bytes: [UInt8] = []
    try ObjectJSON.write(message) { piece in
      pieces += 1
      #expect(piece.count < 256 << 10)
      bytes += piece
    }
    #expect(pieces > 10)
    let object = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let all = try #require(object["properties"] as? [[String: Any]])
    #expect(all[0]["value"] as? String == text)
    #expect(all[1]["bytes"] as? Int == 200_000)
    #expect(all[1]["sha256"] as? String == "2287d207f24a941ff3b56c04c8a25ad56b63e3023207b3bb5b4ac0c9869d74be")
  }

  @Test func recipientsAttachmentsAndDamage() throws {
    let message = StoredMessage(rows: [Row(0x0037, "x")])
    let recipient = StoredProperties()
    recipient.set(PropertyTag(0x3001, .string), .text("Hanna"))
    message.storedRecipients = [recipient]
    let attachment = StoredAttachment()
    attachment.set(PropertyTag(0x3705, .integer32), .integer32(5))
    attachment.enclosed = StoredMessage(rows: [Row(0x0037, "binnen")])
    message.storedAttachments = [attachment]
    message.damages = [Fault("PST-BLOCK-CRC", "The checksum is wrong.", place: "a.pst", recovery: .skipItem)]
    let object = try Self.read(message)
    let inner = try #require(
      ((object["attachments"] as? [[String: Any]])?.first?["message"] as? [String: Any])?["properties"])
    #expect((inner as? [[String: Any]])?.first?["value"] as? String == "binnen")
    #expect((object["recipients"] as? [[[String: Any]]])?.first?.first?["value"] as? String == "Hanna")
    #expect((object["damages"] as? [[String: Any]])?.first?["code"] as? String == "PST-BLOCK-CRC")
  }

  @Test func depthHasAnEnd() throws {
    var message = StoredMessage(rows: [Row(0x0037, "0")])
    for depth in 1...100 {
      let outer = StoredMessage(rows: [Row(0x0037, .text("\(depth)"))])
      let attachment = StoredAttachment()
      attachment.enclosed = message
      outer.storedAttachments = [attachment]
      message = outer
    }
    let text = String(decoding: ObjectJSON.bytes(message), as: UTF8.self)
    #expect(text.contains("\"message\":null"))
    _ = try Self.read(message)
  }

  @Test func onlySome() throws {
    var options = ObjectJSON.Options()
    options.only = [0x3001]
    let object = try Self.read(StoredMessage(rows: [Row(0x3001, "a"), Row(0x3002, "b")]), options)
    #expect((object["properties"] as? [[String: Any]])?.count == 1)
  }

  @Test func tableOfNames() {
    #expect(PropertyNames.name(of: 0x0037) == "PidTagSubject")
    #expect(PropertyNames.name(of: PropertyName(.task, 0x8101)) == "PidLidTaskStatus")
    #expect(PropertyNames.name(of: PropertyName(.publicStrings, "Keywords")) == "PidNameKeywords")
    #expect(PropertyNames.name(of: 0x6665) == nil)
    #expect(PropertyNames.set(.meeting) == "Meeting")
  }
}
