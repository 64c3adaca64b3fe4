import Core
import MAPI
import TestKit

/// A store with one of everything that the writer can write.
enum SmallStore {
  struct Written {
    var summary: PSTNodeWriter.Summary
    var messages: [UInt32] = []
  }

  static func write(
    _ path: String, _ layout: PSTLayout, _ encoding: PSTEncoding, mails: Int = 40, whole: Bool? = nil
  ) throws -> Written {
    let writer = try PSTWriter(path, layout: layout, encoding: encoding, seed: 7)
    let inbox = writer.folder("Postvak IN")
    let deep = writer.folder("Klanten", in: writer.folder("Archief", in: inbox))
    writer.folder("Leeg", class: "IPF.Imap", in: deep)
    writer.folder("Agenda", class: "IPF.Appointment")
    var messages: [UInt32] = []
    for number in 0..<mails {
      messages.append(try writer.add(mail(number), to: number % 3 == 0 ? deep : inbox))
    }
    messages.append(try writer.add(everything, to: inbox))
    messages.append(try writer.add(PSTMessage([.text(PropertyID.subject, "Bare")], recipients: nil), to: inbox))
    try writer.addAssociated(PSTMessage([.text(PropertyID.messageClass, "IPM.Configuration.Test")]), to: inbox)
    try writer.searchFolder(
      "Ongelezen", found: [(messages[0], deep, [.text(PropertyID.subject, "Bericht 0")])])
    try writer.searchFolder("Niets")
    return Written(summary: try writer.finish(whole: whole), messages: messages)
  }

  static func mail(_ number: Int) -> PSTMessage {
    .mail(
      subject: "Bericht \(number)",
      text: String(repeating: "Regel \(number) met één é.\r\n", count: 1 + number % 7 * 60),
      from: "Zoë Müller", "zoe@voorbeeld.example", sent: 1_700_000_000 + Int64(number) * 3600,
      to: [PSTRecipient(.to, "Jan", "jan@firma.example"), PSTRecipient(.blindCopy, "Stil", "stil@firma.example")])
  }

  /// Long values, every kind of attachment and of property.
  static var everything: PSTMessage {
    let long = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    var message = PSTMessage.mail(
      subject: "Alles", text: String(repeating: "lang ", count: 20_000), from: "A", "a@voorbeeld.example",
      sent: 1_700_000_000, to: (0..<60).map { PSTRecipient(.copy, "Nummer \($0)", "n\($0)@firma.example") })
    message.attachments = [
      .file("klein.bin", [1, 2, 3]), .file("groot.bin", long), .file("leeg.bin", []),
      PSTAttachment(.message(mail(7)), [.text(PropertyID.displayName, "Bericht 7")]),
      PSTAttachment(.storage(Array(long.prefix(20_000)))), PSTAttachment(.file("\\\\server\\map\\bestand.doc")),
      PSTAttachment(.webLink("https://schijf.voorbeeld.example/stuk")), PSTAttachment(.nothing),
    ]
    message.named = [
      PSTNamedProperty(PropertyName(.common, 0x8503), .boolean, .boolean(true)),
      PSTNamedProperty(
        PropertyName(.publicStrings, "Keywords"), .string.multiple,
        .several([.string(UTF16Text.bytes("Rood")), .string(UTF16Text.bytes("Blauw"))])),
      PSTNamedProperty(PropertyName(.appointment, 0x8205), .integer32, .integer32(2)),
    ]
    message.properties += [
      PSTProperty(PropertyTag(0x6001, .guid), .guid(.common)),
      PSTProperty(PropertyTag(0x6002, .floating64), .floating64(1.5)),
      PSTProperty(PropertyTag(0x6003, .integer16), .integer16(-2)),
      PSTProperty(PropertyTag(0x6004, .integer32.multiple), .several([.integer32(1), .integer32(2)])),
      PSTProperty(PropertyTag(0x6005, .integer64), .integer64(-3)), .binary(0x6006, []),
    ]
    return message
  }
}
