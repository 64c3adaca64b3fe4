internal import Archives
internal import Core
internal import Migration
internal import NIOCore

/// Bodies of one folder in the order they were asked for, read as they are asked for: at most one window is in memory.
/// Lives on its session's thread.
actor FileItemStream: ItemStream {
  nonisolated var unownedExecutor: UnownedSerialExecutor { desk.unownedExecutor }

  private let desk: FileDesk
  private let folder: FolderCatalogue
  private var ids: ArraySlice<ItemID>
  /// Where messages lie, asked for once and ahead.
  private var places: [UInt32: MessagePlace]?
  /// The message that is being handed out, and how many of its bytes are to come.
  private var current: (id: ItemID, message: any StoredMessage, left: Int)?

  private static let chunkSize = 128 << 10
  /// Bytes and messages handed out at a time.
  private static let windowBytes = 256 << 10
  private static let windowMessages = 64

  init(_ ids: [ItemID], in folder: FolderCatalogue, on desk: FileDesk) {
    self.ids = ids[...]
    self.folder = folder
    self.desk = desk
  }

  func next() async throws -> [ItemEvent]? {
    var events: [ItemEvent] = []
    var bytes = 0
    var messages = 0
    while bytes < Self.windowBytes, messages < Self.windowMessages {
      if current != nil {
        bytes += try goOn(&events)
      } else if let id = ids.popFirst() {
        messages += 1
        bytes += try begin(id, &events)
      } else {
        break
      }
    }
    return events.isEmpty ? nil : events
  }

  private func place(of id: ItemID) throws(Fault) -> MessagePlace? {
    if let places { return places[id.rawValue] }
    var known: [UInt32: MessagePlace] = [:]
    for item in try folder.items([id.rawValue] + ids.map(\.rawValue)) { known[item.id] = item.message.place }
    places = known
    return known[id.rawValue]
  }

  private func begin(_ id: ItemID, _ events: inout [ItemEvent]) throws(Fault) -> Int {
    do throws(Fault) {
      guard let place = try place(of: id) else {
        throw Fault(.itemGone, "the file is no longer there", place: folder.place, recovery: .skipItem)
      }
      let message = try folder.store.open(place, in: folder.folder)
      let size = message.size
      // Read whole before a word of it is told, so that one that cannot be read costs the others nothing.
      let first = try Self.read(message, upTo: min(size, Self.chunkSize), place: folder.place)
      events.append(.begin(id, size: size))
      if first.readableBytes > 0 { events.append(.bytes(first)) }
      if first.readableBytes == size {
        events.append(.end(id))
      } else {
        current = (id, message, size - first.readableBytes)
      }
      return first.readableBytes
    } catch {
      guard error.recovery == .skipItem else { throw error }
      events.append(.missing(id, error))
      return 0
    }
  }

  private func goOn(_ events: inout [ItemEvent]) throws(Fault) -> Int {
    guard var open = current else { return 0 }
    do throws(Fault) {
      let part = try Self.read(open.message, upTo: min(open.left, Self.chunkSize), place: folder.place)
      open.left -= part.readableBytes
      events.append(.bytes(part))
      if open.left == 0 { events.append(.end(open.id)) }
      current = open.left == 0 ? nil : open
      return part.readableBytes
    } catch {
      // Half of it is on its way: what was begun is void, and the next try sees the file as it is then.
      current = nil
      throw Fault(error.code, error.message, place: folder.place, recovery: .reconnect, advice: error.advice)
    }
  }

  /// Exactly `count` bytes.
  private static func read(_ message: any StoredMessage, upTo count: Int, place: String) throws(Fault) -> ByteBuffer {
    var buffer = ByteBuffer()
    buffer.reserveCapacity(count)
    while buffer.readableBytes < count {
      var failure: Fault?
      let left = count - buffer.readableBytes
      let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 0) { space in
        let room = UnsafeMutableRawBufferPointer(rebasing: space.prefix(left))
        do throws(Fault) { return try message.read(into: room) } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      guard got > 0 else {
        throw Fault(.itemRefused, "the file changed while it was read", place: place, recovery: .skipItem)
      }
    }
    return buffer
  }
}
