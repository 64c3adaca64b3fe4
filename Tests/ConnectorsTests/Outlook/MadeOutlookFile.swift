import Core
import MAPI
import TestKit

/// A file with some of everything that can come out of one.
enum MadeOutlookFile {
  static let mails = 40
  static let sent: Int64 = 1_700_000_000

  /// - Returns: subjects by folder.
  @discardableResult
  static func write(_ path: String, _ layout: PSTLayout = .unicode) throws -> [String: Set<String>] {
    let writer = try PSTWriter(path, layout: layout, encoding: layout == .unicode4K ? .none : .permute)
    let inbox = writer.folder("Inbox")
    let below = writer.folder("Klanten/Offertes", in: inbox)
    let calendar = writer.folder("Agenda", class: "IPF.Appointment")
    let contacts = writer.folder("Contacten", class: "IPF.Contact")
    let notes = writer.folder("Notities", class: "IPF.StickyNote")
    writer.folder("Leeg")
    var subjects: [String: Set<String>] = ["Inbox": [], "Inbox/Klanten/Offertes": []]
    for number in 0..<mails {
      let isBelow = number % 4 == 0
      // An old file has one code page for all.
      let subject = "Bericht \(number)" + (layout == .ansi ? "" : " é ✓")
      subjects[isBelow ? "Inbox/Klanten/Offertes" : "Inbox", default: []].insert(subject)
      // Some larger than what is converted in memory.
      let size = number % 13 == 0 ? 900_000 : 2_000
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
      let attachment = PSTAttachment(
        .bytes(bytes), [.text(PropertyID.attachLongFilename, "bijlage \(number).bin")])
      _ = try writer.add(
        .mail(
          subject: subject, text: "Dag,\r\nregel \(number)\r\n", from: "Jan", "jan@oud.example",
          sent: sent + Int64(number),
          attachments: number % 3 == 0 ? [attachment] : []),
        to: isBelow ? below : inbox)
    }
    _ = try writer.add(
      .mail(subject: "Weg", text: "weg", from: "Jan", "jan@oud.example", sent: sent), to: inbox, .unlisted)
    _ = try writer.add(
      PSTMessage([
        .text(PropertyID.messageClass, "IPM.Contact"), .text(PropertyID.displayName, "Hanna Berg"),
        .text(PropertyID.subject, "Hanna Berg"),
      ]), to: contacts)
    _ = try writer.add(
      PSTMessage([
        .text(PropertyID.messageClass, "IPM.Appointment"), .text(PropertyID.subject, "Overleg"),
        .time(PropertyID.startDate, sent), .time(PropertyID.endDate, sent + 3_600),
      ]), to: calendar)
    _ = try writer.add(
      PSTMessage([
        .text(PropertyID.messageClass, "IPM.StickyNote"), .text(PropertyID.subject, "Melk"),
        .text(PropertyID.body, "Melk halen"), .time(PropertyID.lastModificationTime, sent),
      ]), to: notes)
    try writer.addAssociated(PSTMessage([.text(PropertyID.messageClass, "IPM.Configuration.View")]), to: inbox)
    try writer.finish()
    return subjects
  }
}
