import Core

/// What was written out of a message.
struct MimeExtractScreen: Sendable {
  var file: String
  var folder: String
  var written: [ExtractedPart]
  /// Texts too long to be searched.
  var unsearched: Int

  var isDamaged: Bool { written.contains(where: \.isDamaged) }
  private var bytes: Int { written.reduce(0) { $0 + $1.bytes } }

  func lines(_ layout: Layout) -> [String] {
    guard !written.isEmpty else {
      return Wrap.lines("Nothing was written: \(file) has no attachments.", width: layout.width)
        + ["Next: postduif mime show \(file)"]
    }
    var out = Wrap.lines(
      "Wrote \(Words.count(written.count, "file")) to \(folder), \(ByteCount.text(Int64(bytes))).", width: layout.width)
    var table = Table([.init("Part", .note), .init("File", .name), .init("Size", .number), .init("", .note)])
    for part in written {
      table.rows.append([part.path, part.file, ByteCount.text(Int64(part.bytes)), part.isDamaged ? "damaged" : ""])
    }
    out += [""] + table.lines(layout)
    out += ["", layout.paint(" SHA-256 of what was written", .bold)]
    let width = written.reduce(4) { max($0, $1.path.utf8.count) }
    out += written.map { " \(DisplayWidth.padEnd($0.path, to: width))  \($0.sha256)" }
    if isDamaged { out += ["", "Of a damaged part everything that could be decoded was written."] }
    if unsearched > 0 {
      out += Wrap.lines(
        "\(Words.count(unsearched, "text")) longer than 32 MB \(unsearched == 1 ? "was" : "were") searched for uuencoded"
          + " files in the beginning only.", width: layout.width)
    }
    return out
  }

  var answer: Answer {
    Answer(
      type: "extracted",
      summary: [
        .init("file", .string(file)), .init("folder", .string(folder)), .init("files", .init(written.count)),
        .init("bytes", .init(bytes)),
      ], recordsName: "parts", recordType: "part", records: written.map(\.json),
      header: ["part", "type", "file", "bytes", "sha256", "damaged"],
      rows: written.map {
        [
          .text($0.path), .text($0.type), .text($0.file), .number(Int64($0.bytes)), .text($0.sha256),
          .text($0.isDamaged ? "yes" : "no"),
        ]
      }
    ) { lines($0) }
  }
}

extension ExtractedPart {
  var json: JSONValue {
    [
      "part": .string(path), "type": .string(type), "file": .string(file), "bytes": .init(bytes),
      "sha256": .string(sha256), "is_damaged": .bool(isDamaged),
    ]
  }
}
