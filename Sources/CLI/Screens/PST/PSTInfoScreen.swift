import Connectors
import Core
import Migration
import PST

/// What an Outlook file holds.
struct PSTInfoScreen: Sendable {
  var file: String
  var pst: PSTFile
  var survey: OutlookSurvey

  private var faults: [Fault] { pst.faults + pst.repairs + survey.damages }
  var isHealthy: Bool { faults.isEmpty }

  /// `Unicode PST`, `OST with 4K pages`, `ANSI PST (Outlook 97 to 2002)`.
  private var format: String {
    let kind =
      switch pst.kind {
      case .pst: "PST"
      case .ost: "OST"
      default: "Outlook file"
      }
    return switch pst.format {
    case .ansi: "ANSI \(kind) (Outlook 97 to 2002)"
    case .unicode: "Unicode \(kind)"
    case .unicode4K: "\(kind) with 4K pages (Outlook 2013 and later)"
    }
  }

  private var encoding: String {
    switch pst.encoding {
    case .none: "none"
    case .permute: "compressible"
    case .cyclic: "high"
    }
  }

  private var health: String {
    guard let first = faults.first else { return "no damage seen; \"postduif pst check\" reads every block" }
    return "\(Words.count(faults.count, "finding")), the first: \(first.message)"
  }

  func lines(_ layout: Layout) -> [String] {
    var facts: [(label: String, text: String)] = [
      ("Format", "\(format), \(ByteCount.text(Int64(pst.size)))"), ("Encoding", encoding),
    ]
    if !survey.displayName.isEmpty { facts.append(("Name", survey.displayName)) }
    if survey.hasPassword { facts.append(("Password", "yes; it protects nothing and is not needed")) }
    facts.append(("Items", counts))
    facts.append(("Health", health))
    var out = Labelled.lines(facts, layout)
    var folders = Table([
      .init("Folder", .name), .init("Items", .number), .init("Unread", .number), .init("Size", .number),
      .init("Class", .note),
    ])
    folders.rows = survey.folders.map { folder in
      [
        name(folder), Words.number(folder.items), Words.number(folder.unread), ByteCount.text(folder.bytes),
        folder.place.entry.containerClass ?? "",
      ]
    }
    out += [""] + folders.lines(layout)
    out += [""] + kinds.lines(layout)
    out += [""] + years.lines(layout)
    if !faults.isEmpty {
      out += [""] + FindingLines.lines(faults.prefix(10).map { Finding($0, level: .warning) }, layout)
    }
    return out + ["", "Next: postduif pst extract \(ShellText.quoted(file)) --to FOLDER"]
  }

  private var counts: String {
    var parts = ["\(Words.number(survey.items)) in \(Words.count(survey.folders.count, "folder"))"]
    if survey.deleted > 0 { parts.append("\(Words.number(survey.deleted)) deleted (--deleted)") }
    if survey.orphans > 0 { parts.append("\(Words.number(survey.orphans)) without a folder (--orphans)") }
    if survey.settings > 0 { parts.append("\(Words.number(survey.settings)) of Outlook's own settings") }
    return parts.joined(separator: ", ")
  }

  private func name(_ folder: OutlookSurvey.Folder) -> String {
    let name = folder.place.path.isEmpty ? "(top)" : folder.place.path.joined(separator: "/")
    return folder.place.isDeleted ? name + " (deleted)" : folder.place.isOrphan ? name + " (orphan)" : name
  }

  private var kinds: Table {
    var table = Table([.init("Message class", .name), .init("Items", .number)])
    let sorted = survey.classes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    table.rows = sorted.map { [$0.key, Words.number($0.value)] }
    return table
  }

  private var years: Table {
    var table = Table([.init("Year", .name), .init("Items", .number)])
    table.rows = survey.years.sorted { $0.key < $1.key }.map {
      [$0.key == 0 ? "(no date)" : String($0.key), Words.number($0.value)]
    }
    return table
  }

  var answer: Answer {
    Answer(
      type: "pst",
      summary: [
        .init("file", .string(file)), .init("format", .string(format)), .init("encoding", .string(encoding)),
        .init("bytes", .init(pst.size)), .init("name", .string(survey.displayName)),
        .init("has_password", .bool(survey.hasPassword)), .init("items", .init(survey.items)),
        .init("deleted", .init(survey.deleted)), .init("orphans", .init(survey.orphans)),
        .init("settings", .init(survey.settings)),
        .init("classes", .object(survey.classes.sorted { $0.key < $1.key }.map { .init($0.key, .init($0.value)) })),
        .init("years", .object(survey.years.sorted { $0.key < $1.key }.map { .init(String($0.key), .init($0.value)) })),
        .init("findings", .array(faults.map { Finding($0, level: .warning).json })),
      ], recordsName: "folders", recordType: "folder",
      records: survey.folders.map { folder in
        [
          "path": .array(folder.place.path.map { .string($0) }), "class": .init(folder.place.entry.containerClass),
          "items": .init(folder.items), "unread": .init(folder.unread), "deleted": .init(folder.deleted),
          "settings": .init(folder.settings), "bytes": .init(Int(folder.bytes)),
        ]
      }, header: ["folder", "class", "items", "unread", "deleted", "settings", "bytes"],
      rows: survey.folders.map { folder in
        [
          .text(folder.place.path.joined(separator: "/")), .text(folder.place.entry.containerClass ?? ""),
          .number(Int64(folder.items)), .number(Int64(folder.unread)), .number(Int64(folder.deleted)),
          .number(Int64(folder.settings)), .number(folder.bytes),
        ]
      }
    ) { lines($0) }
  }
}
