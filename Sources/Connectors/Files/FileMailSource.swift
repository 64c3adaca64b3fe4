public import Archives
internal import Core
public import Migration

/// A mailbox in files that is read and never changed.
public struct FileMailSource: MailSource {
  public let name: String
  private let catalogue: MailboxCatalogue

  /// - Parameters:
  ///   - name: for findings: `Maildir of jan`.
  ///   - state: path of a folder of this mailbox's own, in which the numbers of its messages are kept; made when needed.
  ///     Lost, everything is recognised by its looks, which costs time and nothing else.
  public init(_ store: any MessageStore, name: String, state: String) {
    self.init(store, name: name, state: state, steps: .unwatched)
  }

  package init(_ store: any MessageStore, name: String, state: String, steps: DiskSteps) {
    self.name = name
    catalogue = .of(store, state: state, steps: steps)
  }

  public func connect() async throws -> any SourceSession {
    let desk = FileDesk(catalogue)
    try await desk.begin()
    return FileSourceSession(desk: desk)
  }
}

/// One reader of a mailbox in files.
struct FileSourceSession: SourceSession {
  let desk: FileDesk
  var traits: SourceTraits {
    var traits = SourceTraits(provider: Providers.files)
    traits.product = desk.catalogue.store.form.rawValue
    return traits
  }

  func folders() async throws -> [SourceFolder] {
    try await desk.inventory().map { found in
      var folder = SourceFolder(wireName: found.wireName, path: found.folder.path)
      folder.role = found.folder.path == ["INBOX"] ? .inbox : nil
      folder.isSubscribed = found.folder.isSubscribed
      folder.isSelectable = found.folder.holdsMessages
      folder.fault = found.fault?.code
      if let standing = found.standing {
        (folder.validity, folder.nextID) = (standing.validity, standing.nextID)
        (folder.count, folder.modSequence) = (standing.count, standing.modSequence)
      }
      return folder
    }
  }

  func list(
    _ folder: SourceFolder, since checkpoint: Checkpoint?, page: ([ListedItem]) async throws -> Void
  ) async throws -> Listing {
    let start = try await desk.startListing(folder.wireName, place: folder.displayName, since: checkpoint)
    let now = Checkpoint(
      validity: start.standing.validity, nextID: start.standing.nextID, modSequence: start.standing.modSequence,
      count: start.standing.count)
    guard let changes = start.changes else {
      try await desk.pages(folder.wireName, place: folder.displayName, from: 1, page: page)
      return Listing(checkpoint: now, isComplete: true)
    }
    for first in stride(from: 0, to: changes.changed.count, by: FileDesk.pageSize) {
      let part = changes.changed[first..<min(first + FileDesk.pageSize, changes.changed.count)]
      try await page(try await desk.listed(part, in: folder.wireName, place: folder.displayName))
    }
    return Listing(checkpoint: now, isComplete: false, vanished: Self.ranges(changes.gone))
  }

  static func ranges(_ ids: [UInt32]) -> [ClosedRange<UInt32>] {
    var ranges: [ClosedRange<UInt32>] = []
    for id in ids {
      if let last = ranges.last, last.upperBound + 1 >= id {
        ranges[ranges.count - 1] = last.lowerBound...max(id, last.upperBound)
      } else {
        ranges.append(id...id)
      }
    }
    return ranges
  }

  func fingerprints(_ items: [ItemID], in folder: SourceFolder) async throws -> [Fingerprint] {
    try await desk.fingerprints(items, in: folder.wireName, place: folder.displayName)
  }

  func open(_ items: [ItemID], in folder: SourceFolder) async throws -> any ItemStream {
    try await desk.stream(items, in: folder.wireName, place: folder.displayName)
  }

  func close() async { await desk.close() }
}
