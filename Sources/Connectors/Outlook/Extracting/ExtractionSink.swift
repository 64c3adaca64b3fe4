import Archives
import Core
import Outlook
import PST

/// Takes converted items in the order of the file, writes them, and counts.
final class ExtractionSink {
  var report = ExtractionReport()
  private let folder: String
  private let mail: (any WritableMessageStore)?
  private let store: OutlookStore
  private let export: MailExport
  private var current: (path: [String], folder: ExtractionFolder)?

  init(folder: String, mail: (any WritableMessageStore)?, store: OutlookStore, export: MailExport) {
    (self.folder, self.mail, self.store, self.export) = (folder, mail, store, export)
  }

  /// A folder without items.
  func make(_ path: [String]) throws(Fault) {
    guard !path.isEmpty else { return }
    _ = try mail?.create(path)
  }

  func take(_ chunk: ConvertedChunk, path: [String]) throws {
    let folder = try self.folder(path)
    for item in chunk.items {
      report.findings.add(item.findings)
      if item.findings.contains(where: { $0.level >= .warning }) { report.tally.damaged += 1 }
      switch item.content {
      case .mail(let message, let range):
        try folder.begin(message)
        try chunk.bytes.withUnsafeBytes { try folder.write(UnsafeRawBufferPointer(rebasing: $0[range])) }
        try folder.end()
        count(.mail, range.count)
      case .largeMail: try writeLarge(item.id, folder)
      case .part(let file, let kind, let range):
        try folder.add(chunk.bytes[range], to: file)
        count(kind, range.count)
      case .calendar(let calendar, let kind):
        let bytes = try folder.add(calendar)
        count(kind, bytes)
      case .skipped(let reason): report.tally.skip(reason, 1)
      case .unreadable(let fault): unreadable(fault)
      }
    }
  }

  func finish() throws(Fault) {
    try current?.folder.finish()
    current = nil
  }

  func discard() { current?.folder.discard() }

  private func folder(_ path: [String]) throws(Fault) -> ExtractionFolder {
    if let current, current.path == path { return current.folder }
    try finish()
    let new = ExtractionFolder(root: folder, path: path, mail: mail)
    current = (path, new)
    return new
  }

  /// Read and written at once; its flags are known before its bytes.
  private func writeLarge(_ id: NodeID, _ folder: ExtractionFolder) throws {
    let message: OutlookMessage
    do throws(Fault) { message = try store.message(id) } catch { return unreadable(error) }
    try folder.begin(ItemConverter.newMessage(export.flags(of: message)))
    let result = try export.write(message, place: ItemConverter.place(of: message)) { piece in
      // The writer takes the bytes before the call ends.
      try piece.withUnsafeBytes { try folder.write($0) }
    }
    try folder.end()
    let findings = ItemConverter.findings(result)
    report.findings.add(findings)
    if findings.contains(where: { $0.level >= .warning }) { report.tally.damaged += 1 }
    count(.mail, result.size)
  }

  private func unreadable(_ fault: Fault) {
    report.tally.unreadable += 1
    report.findings.add([Finding(fault)])
  }

  private func count(_ kind: WrittenKind, _ bytes: Int) {
    report.tally.written[kind, default: 0] += 1
    report.tally.bytes += Int64(bytes)
  }
}
