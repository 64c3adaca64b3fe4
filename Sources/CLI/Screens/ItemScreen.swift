import Core
import Migration

/// Skipped and failed items, many or one.
enum ItemScreen {
  static func list(_ items: [ItemRecord], _ layout: Layout) -> [String] {
    guard !items.isEmpty else { return ["No item was skipped and none failed.", "Next: postduif verify"] }
    let open = items.count { $0.accepted == nil }
    let skipped = items.count { $0.state == .skipped }
    var out = [
      "\(Words.count(skipped, "item")) skipped, \(Words.number(items.count - skipped)) failed;"
        + " \(Words.number(items.count - open)) accepted.", "",
    ]
    var table = Table([
      .init("No.", .number), .init("Code", .name), .init("Date", .number), .init("Size", .number),
      .init("Subject", .note), .init("Folder", .name), .init("Mailbox", .name), .init("", .note),
    ])
    table.rows = items.map { item in
      [
        String(item.number), item.code.rawValue, item.date.day, ByteCount.text(item.size), subject(item),
        item.folder.joined(separator: "/"), item.mailbox, item.accepted == nil ? "" : "accepted",
      ]
    }
    out += table.lines(layout)
    out += [
      "",
      open == 0
        ? "Next: postduif report" : "Next: postduif item show \(items.first { $0.accepted == nil }?.number ?? 0)",
    ]
    return out
  }

  static func show(_ item: ItemRecord, _ layout: Layout) -> [String] {
    let text = FindingCatalogue.text(for: item.code.rawValue)
    var pairs: [(label: String, text: String)] = [
      ("Subject", subject(item)), ("From", item.from), ("Date", Words.moment(item.date)),
      ("Size", ByteCount.text(item.size)), ("Mailbox", item.mailbox),
      ("Folder", item.folder.joined(separator: "/")), ("Number there", String(item.id)),
      ("Why", item.detail.isEmpty ? "\(item.code)" : "\(item.code): \(item.detail)"),
    ]
    if let accepted = item.accepted { pairs.append(("Accepted", accepted)) }
    let what = item.state == .skipped ? "was skipped" : "failed"
    var out = ["Item \(item.number) \(what)\(text.map { ": \($0.title)" } ?? "")."]
    out += [""] + Labelled.lines(pairs.filter { !$0.text.isEmpty }, layout)
    if let text, item.accepted == nil {
      out += [""]
      for step in text.steps {
        let filled = step.replacing("NUMBER", with: String(item.number))
        out += Wrap.block(filled, indent: "   ", first: " \(layout.dot) ", width: layout.width)
      }
    }
    return out
  }

  private static func subject(_ item: ItemRecord) -> String { item.subject.isEmpty ? "(no subject)" : item.subject }
}
