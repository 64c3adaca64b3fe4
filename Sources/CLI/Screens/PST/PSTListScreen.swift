import Core
import MAPI
import PST

/// Items of an Outlook file.
struct PSTListScreen: Sendable {
  struct Row: Sendable {
    var folder: String
    var id: NodeID
    var isDeleted: Bool
    var messageClass = ""
    var subject = ""
    var from = ""
    var time: ZonedTime?
    var size = 0
    var isRead = true

    init(folder: String, id: NodeID, isDeleted: Bool) {
      (self.folder, self.id, self.isDeleted) = (folder, id, isDeleted)
    }

    mutating func fill(_ bag: any PropertyBag, _ codePage: CodePage) throws(Fault) {
      messageClass = try bag.text(PropertyID.messageClass, codePage: codePage) ?? ""
      subject = OutlookSubject.whole(try bag.text(PropertyID.subject, codePage: codePage) ?? "")
      from = try bag.text(PropertyID.sentRepresentingName, codePage: codePage) ?? ""
      var time: FileTime?
      for id in [PropertyID.messageDeliveryTime, PropertyID.clientSubmitTime, PropertyID.lastModificationTime] {
        if time == nil { time = try bag.time(id) }
      }
      self.time = time.map { ZonedTime(seconds: $0.seconds) }
      size = max(0, try bag.integer(PropertyID.messageSize) ?? 0)
      isRead = (try bag.integer(PropertyID.messageFlags) ?? 1) & 1 != 0
    }
  }
  var file: String
  var rows: [Row]
  var damages: [Fault]

  func lines(_ layout: Layout) -> [String] {
    guard !rows.isEmpty else {
      return ["There are no items.", "Next: postduif pst info \(ShellText.quoted(file))"]
    }
    var out: [String] = []
    var folder = ""
    var table = Self.table
    func flush() {
      guard !table.rows.isEmpty else { return }
      out += (out.isEmpty ? [] : [""]) + [" " + layout.paint(DisplayWidth.printable(folder), .bold)]
      out += table.lines(layout)
      table = Self.table
    }
    for row in rows {
      if row.folder != folder { flush() }
      folder = row.folder
      table.rows.append([
        row.time.map(Words.moment) ?? "", row.from, (row.isDeleted ? "(deleted) " : "") + row.subject,
        ByteCount.text(Int64(row.size)),
      ])
    }
    flush()
    out += ["", Words.count(rows.count, "item") + "; times are UTC."]
    if !damages.isEmpty {
      out += [""] + FindingLines.lines(damages.prefix(10).map { Finding($0, level: .warning) }, layout)
    }
    return out
  }

  private static var table: Table {
    Table([.init("Date", .number), .init("From", .name), .init("Subject", .note), .init("Size", .number)])
  }

  var answer: Answer {
    Answer(
      type: "items", summary: [.init("file", .string(file)), .init("items", .init(rows.count))],
      records: rows.map { row in
        [
          "folder": .string(row.folder), "node": .string(Self.node(row.id)), "class": .string(row.messageClass),
          "subject": .string(row.subject), "from": .string(row.from), "time": .init(row.time), "bytes": .init(row.size),
          "is_read": .bool(row.isRead), "is_deleted": .bool(row.isDeleted),
        ]
      }, header: ["folder", "node", "class", "time", "from", "subject", "bytes", "read", "deleted"],
      rows: rows.map { row in
        [
          .text(row.folder), .text(Self.node(row.id)), .text(row.messageClass), .text(row.time?.rfc3339 ?? ""),
          .text(row.from), .text(row.subject), .number(Int64(row.size)), .text(row.isRead ? "yes" : "no"),
          .text(row.isDeleted ? "yes" : "no"),
        ]
      }
    ) { lines($0) }
  }

  private static func node(_ id: NodeID) -> String { "0x" + String(id.rawValue, radix: 16, uppercase: true) }
}

/// PidTagSubject as it is stored. [MS-PST] §2.5.3.1.1.1
enum OutlookSubject {
  /// Without the two characters that mark how long its prefix is.
  static func whole(_ text: String) -> String {
    text.unicodeScalars.first?.value == 1 ? String(text.unicodeScalars.dropFirst(2)) : text
  }
}
