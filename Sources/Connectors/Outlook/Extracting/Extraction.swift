public import Archives
public import Core
import MAPI
import Outlook
import PST

/// Writes what is in an Outlook file as files that every program reads.
///
/// Items are converted several at a time and written in the order of the file. Whatever dies leaves messages that are whole;
/// files of a folder have their names when they are complete.
public struct Extraction: Sendable {
  private let file: OutlookFile
  private let folder: String
  private let options: ExtractionOptions
  private let converter: ItemConverter
  /// Items in one piece of work; a chunk holds at most this many times ``ItemConverter/largest``.
  private static let chunkSize = 16

  /// - Parameter folder: An empty folder that is there.
  public init(_ file: OutlookFile, to folder: String, options: ExtractionOptions) {
    (self.file, self.folder, self.options) = (file, folder, options)
    converter = ItemConverter(
      choice: options.choice, mail: MailExport(options: NaturalForm.mailOptions(keepsRTF: options.keepsRTF)))
  }

  /// - Parameters:
  ///   - mail: Where messages go; nil when none are asked for.
  ///   - workers: How many convert at a time.
  ///   - onProgress: Called now and then.
  ///
  /// Throws what writing throws; what cannot be read stands in the report.
  public func run(
    mail: (any WritableMessageStore)?, workers: Int, onProgress: (ExtractionTally) -> Void
  ) async throws -> ExtractionReport {
    let store = OutlookStore(NodeDatabase(file.file), name: file.name)
    let sink = ExtractionSink(folder: folder, mail: mail, store: store, export: converter.mail)
    do {
      try await run(store, sink, workers: max(1, workers), onProgress)
      try sink.finish()
    } catch {
      sink.discard()
      throw error
    }
    sink.report.findings.add(file.file.faults + file.file.repairs + store.damages)
    return sink.report
  }

  /// What is to be written into one folder.
  private struct Work {
    var path: [String]
    var items: [NodeID] = []
  }

  private func run(
    _ store: OutlookStore, _ sink: ExtractionSink, workers: Int, _ onProgress: (ExtractionTally) -> Void
  ) async throws {
    let (file, converter) = (file, converter)
    try await withThrowingTaskGroup(of: ConvertedChunk.self) { group in
      var (sent, taken) = (0, 0)
      var early: [Int: ConvertedChunk] = [:]
      var paths: [Int: [String]] = [:]
      /// Writes what is next in order; waits for one more.
      func takeOne() async throws {
        guard let chunk = try await group.next() else { return }
        early[chunk.number] = chunk
        while let next = early.removeValue(forKey: taken) {
          try sink.take(next, path: paths.removeValue(forKey: taken) ?? [])
          taken += 1
          onProgress(sink.report.tally)
        }
      }
      for work in try works(store, sink) {
        if work.items.isEmpty { try sink.make(work.path) }
        for first in stride(from: 0, to: work.items.count, by: Self.chunkSize) {
          let ids = Array(work.items[first..<min(first + Self.chunkSize, work.items.count)])
          let number = sent
          paths[number] = work.path
          group.addTask {
            file.withStore { store in
              var chunk = ConvertedChunk(number: number)
              for id in ids { converter.convert(id, in: store, into: &chunk) }
              return chunk
            }
          }
          sent += 1
          while sent - taken > workers + 1 { try await takeOne() }
        }
      }
      while taken < sent { try await takeOne() }
    }
  }

  /// All folders with their items; what is not asked for is counted.
  private func works(_ store: OutlookStore, _ sink: ExtractionSink) throws(Fault) -> [Work] {
    var works: [Work] = []
    for place in store.places() {
      let folder = store.folder(place.entry.id)
      var (present, deleted) = (Work(path: place.path), Work(path: ["Recovered", "Deleted"] + place.path))
      try folder.forEachItem(.message) { item throws(Fault) in
        let isDeleted = place.isDeleted || item.isDeleted
        if place.isOrphan || isDeleted { deleted.items.append(item.id) } else { present.items.append(item.id) }
        return true
      }
      var settings = 0
      try folder.forEachItem(.associated) { _ throws(Fault) in
        settings += 1
        return true
      }
      sink.report.tally.skip(.settings, settings)
      sink.report.findings.add(folder.damages)
      let reason: SkipReason = place.isOrphan ? .orphan : .deleted
      if place.isOrphan { deleted.path = ["Recovered", "Orphans"] + place.path }
      let isWanted = place.isOrphan ? options.orphans : options.deleted
      // An empty folder that Outlook shows is made, if it is for mail.
      if !present.items.isEmpty || place.isVisible && place.holdsMail && !place.isDeleted && !place.path.isEmpty {
        works.append(present)
      }
      if isWanted {
        if !deleted.items.isEmpty { works.append(deleted) }
      } else {
        sink.report.tally.skip(reason, deleted.items.count)
      }
    }
    var lost = Work(path: ["Recovered", "Orphans"])
    try store.orphans { item throws(Fault) in
      if item.kind == .message { lost.items.append(item.id) } else { sink.report.tally.skip(.settings, 1) }
      return true
    }
    if options.orphans { works.append(lost) } else { sink.report.tally.skip(.orphan, lost.items.count) }
    return works.filter { !$0.items.isEmpty || $0.path.first != "Recovered" }
  }
}

/// What came of an extraction.
public struct ExtractionReport: Sendable {
  public var tally = ExtractionTally()
  public var findings = BoundedFindings()
  public init() {}
}

/// The first so many findings, and how many there were.
public struct BoundedFindings: Sendable {
  public private(set) var first: [Finding] = []
  public private(set) var count = 0
  public static let most = 2_000
  public init() {}

  public mutating func add(_ findings: [Finding]) {
    count += findings.count
    first += findings.prefix(max(0, Self.most - first.count))
  }

  public mutating func add(_ faults: [Fault], _ level: Finding.Level = .warning) {
    add(faults.map { Finding($0, level: level) })
  }
}

extension ExtractionTally {
  mutating func skip(_ reason: SkipReason, _ count: Int) {
    if count > 0 { skipped[reason, default: 0] += count }
  }
}
