import Core
import MIME
import MailCheck

/// A message and its parts.
struct MimeShowScreen: Sendable {
  var file: String
  var number: Int?
  var size: Int
  var summary: MessageSummary
  var parts: [PartRecord]
  var findings: [MailFinding]
  var showsAll = false

  /// More rows than this nobody reads.
  static let mostRows = 200

  func lines(_ layout: Layout) -> [String] {
    var out = Wrap.lines(verdict, width: layout.width)
    let known = header
    if !known.isEmpty { out += [""] + Labelled.lines(known, layout) }
    out += [""] + tree(layout)
    let shown = showsAll ? parts[...] : parts.prefix(Self.mostRows)
    let digests = shown.filter { $0.sha256 != nil }
    if !digests.isEmpty {
      let width = digests.reduce(4) { max($0, $1.path.utf8.count) }
      out += ["", layout.paint(" \(DisplayWidth.padEnd("Part", to: width))  SHA-256 of the decoded bytes", .bold)]
      out += digests.map { " \(DisplayWidth.padEnd($0.path, to: width))  \($0.sha256 ?? "")" }
    }
    if !findings.isEmpty { out += [""] + FindingLines.lines(flaws, layout) }
    return out + [next]
  }

  private var verdict: String {
    let attachments = parts.count { $0.isAttachment && $0.messageDepth == 0 }
    let count = parts.count { $0.kind == .part }
    var text = "A message of \(ByteCount.text(Int64(size)))"
    text += count == 0 ? " without parts" : " with \(Words.count(count, "part"))"
    if attachments > 0, count > 0 { text += ", \(Words.count(attachments, "attachment"))" }
    return text + (findings.isEmpty ? "; nothing is wrong with it." : "; \(Words.count(findings.count, "flaw")).")
  }

  private var next: String {
    if !findings.isEmpty { return "Next: postduif mime check \(shownFile)" }
    return parts.contains { $0.isAttachment }
      ? "Next: postduif mime extract \(shownFile)\(number.map { " --message \($0)" } ?? "") --attachments --to FOLDER"
      : "Next: postduif mime check \(shownFile)"
  }

  /// Without a next step each: the last line has one for all.
  private var flaws: [Finding] {
    findings.map { finding in
      var shown = finding.finding(in: "")
      shown.next = ""
      return shown
    }
  }

  private var shownFile: String { file.contains(" ") ? "\"\(file)\"" : file }

  private var header: [(label: String, text: String)] {
    [
      ("From", summary.from), ("To", summary.to), ("Date", summary.date), ("Subject", summary.subject),
      ("Message-ID", summary.messageID),
    ].compactMap { label, text in text.map { (label, $0) } }
  }

  // MARK: The tree

  private func tree(_ layout: Layout) -> [String] {
    var table = Table([
      .init("Part", .number), .init("Type", .number), .init("Encoding", .number), .init("Encoded", .number),
      .init("Decoded", .number), .init("Name", .name),
    ])
    let shown = showsAll ? parts[...] : parts.prefix(Self.mostRows)
    let branches = Self.branches(shown.map(\.depth), isASCII: layout.isASCII)
    for (part, branch) in zip(shown, branches) {
      table.rows.append([
        part.path, branch + DisplayWidth.printable(Self.words(part)),
        part.content.form == .leaf ? Self.short(part.content.encoding) : "", ByteCount.text(Int64(part.encodedBytes)),
        part.decodedBytes.map { ByteCount.text(Int64($0)) } ?? "", Self.name(part),
      ])
    }
    fit(&table, layout)
    var out = table.lines(layout)
    if shown.count < parts.count {
      out.append(" \(layout.ellipsis) \(Words.number(parts.count - shown.count)) more (--all shows each)")
    }
    return out
  }

  /// Numbers of parts, types and encodings are read from the left; types get what sizes and names leave.
  private func fit(_ table: inout Table, _ layout: Layout) {
    func width(_ column: Int) -> Int {
      table.rows.reduce(DisplayWidth.of(table.columns[column].title)) { max($0, DisplayWidth.of($1[column])) }
    }
    let others = [0, 2, 3, 4].reduce(0) { $0 + width($1) } + table.gap * 5 + 1
    let type = min(width(1), max(22, layout.width - others - min(width(5), 20)))
    for (column, width) in [(0, width(0)), (1, type), (2, width(2))] {
      table.columns[column].title = DisplayWidth.padEnd(table.columns[column].title, to: width)
      for row in table.rows.indices {
        let cell = DisplayWidth.cutEnd(table.rows[row][column], to: width, ellipsis: layout.ellipsis)
        table.rows[row][column] = DisplayWidth.padEnd(cell, to: width)
      }
    }
  }

  /// A file's name, or the subject of a message within the message.
  private static func name(_ part: PartRecord) -> String {
    if let name = part.fileName { return name }
    guard part.depth > 0, let subject = part.subject else { return "" }
    return "\"\(subject)\""
  }

  /// `text/plain utf-8`, `multipart/signed (signed)`.
  private static func words(_ part: PartRecord) -> String {
    var text = part.mediaType.description
    if let charset = part.charset { text += " \(charset)" }
    if let meaning = part.meaning { text += " (\(meaning.rawValue))" }
    if part.content.form == .opaque { text += " (not looked into)" }
    return text
  }

  private static func short(_ encoding: TransferEncoding) -> String {
    encoding == .quotedPrintable ? "q-p" : encoding.name
  }

  /// What stands before each row so that it hangs on its parent.
  static func branches(_ depths: [Int], isASCII: Bool) -> [String] {
    let (fork, last, line) = isASCII ? ("|- ", "`- ", "|  ") : ("├─ ", "└─ ", "│  ")
    var out = [String](repeating: "", count: depths.count)
    // From below: on which levels does something follow?
    var follows: [Bool] = []
    for index in depths.indices.reversed() {
      let depth = depths[index]
      if follows.count > depth + 1 { follows.removeLast(follows.count - depth - 1) }
      while follows.count <= depth { follows.append(false) }
      if depth > 0 {
        out[index] =
          (1..<depth).map { follows[$0] ? line : "   " }.joined() + (follows[depth] ? fork : last)
      }
      follows[depth] = true
    }
    return out
  }
}

extension MimeShowScreen {
  var answer: Answer {
    Answer(
      type: "message",
      summary: [
        .init("file", .string(file)), .init("message", .init(number)), .init("bytes", .init(size)),
        .init("from", .init(summary.from)), .init("to", .init(summary.to)), .init("date", .init(summary.date)),
        .init("subject", .init(summary.subject)), .init("message_id", .init(summary.messageID)),
        .init("findings", .array(findings.map { $0.json(file: file, message: number, start: nil) })),
      ], recordsName: "parts", recordType: "part", records: parts.map(\.json),
      header: [
        "part", "depth", "type", "charset", "encoding", "disposition", "name", "meaning", "start", "encoded_bytes",
        "decoded_bytes", "sha256",
      ],
      rows: parts.map { part in
        [
          .text(part.path), .number(Int64(part.depth)), .text(part.mediaType.description), .text(part.charset ?? ""),
          .text(part.content.encoding.name), .text(part.disposition), .text(part.fileName ?? ""),
          .text(part.meaning?.rawValue ?? ""), .number(Int64(part.start)), .number(Int64(part.encodedBytes)),
          part.decodedBytes.map { .number(Int64($0)) } ?? .empty, .text(part.sha256 ?? ""),
        ]
      }
    ) { lines($0) }
  }
}

extension PartRecord {
  var json: JSONValue {
    [
      "part": path.isEmpty ? .null : .string(path), "depth": .init(depth),
      "is_message": .bool(kind == .message), "type": .string(mediaType.description), "charset": .init(charset),
      "encoding": .string(content.encoding.name), "disposition": disposition.isEmpty ? .null : .string(disposition),
      "name": .init(fileName), "subject": .init(subject), "meaning": .init(meaning?.rawValue),
      "is_attachment": .bool(isAttachment), "is_opaque": .bool(content.form == .opaque), "start": .init(start),
      "body_start": .init(bodyStart), "encoded_bytes": .init(encodedBytes), "decoded_bytes": .init(decodedBytes),
      "sha256": .init(sha256), "is_damaged": .bool(!decoding.isEmpty),
    ]
  }
}
