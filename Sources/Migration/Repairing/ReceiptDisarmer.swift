import Core
import Crypto
import NIOCore

/// Takes the request for a read receipt out of unread mail on its way, so that nobody is told years later that his mail was
/// read: the last letter of the field's name changes, which keeps the message's size and every other byte.
actor ReceiptDisarmer: ItemStream {
  struct Change: Sendable {
    var original: String
    var stored: String
  }

  private let source: any ItemStream
  private let unread: Set<ItemID>
  private(set) var changes: [ItemID: Change] = [:]
  private var message: Message?

  init(source: any ItemStream, unread: Set<ItemID>) {
    self.source = source
    self.unread = unread
  }

  func next() async throws -> [ItemEvent]? {
    guard let events = try await source.next() else { return nil }
    return events.map { event in
      switch event {
      case .begin(let id, _):
        message = unread.contains(id) ? Message() : nil
      case .bytes(let bytes):
        if message != nil, let changed = message?.pass(bytes) { return .bytes(changed) }
      case .end(let id):
        if let message, message.isChanged {
          changes[id] = Change(
            original: MessageHash.hex(message.original.finalize()), stored: MessageHash.hex(message.stored.finalize()))
        }
        message = nil
      case .missing: break
      }
      return event
    }
  }

  private struct Message {
    var original = SHA256()
    var stored = SHA256()
    var isChanged = false
    private var scanner = ReceiptScanner()

    mutating func pass(_ bytes: ByteBuffer) -> ByteBuffer {
      var out = bytes
      var hits: [Int] = []
      bytes.withUnsafeReadableBytes { raw in
        original.update(bufferPointer: raw)
        hits = scanner.scan(raw)
      }
      for hit in hits {
        out.setInteger(UInt8(ascii: "x"), at: out.readerIndex + hit)
        isChanged = true
      }
      out.withUnsafeReadableBytes { stored.update(bufferPointer: $0) }
      return out
    }
  }
}

/// Finds, in header bytes that come in pieces, the last letter of every field name that asks for a receipt.
struct ReceiptScanner {
  private static let names = ReceiptRequest.fields.map { Array($0.utf8) }
  private var column = 0
  private var isHeader = true
  /// Which names the line agrees with so far.
  private var candidates = [true, true, true]

  /// Offsets of those letters in `bytes`.
  mutating func scan(_ bytes: UnsafeRawBufferPointer) -> [Int] {
    guard isHeader else { return [] }
    var hits: [Int] = []
    for (place, byte) in bytes.enumerated() {
      if byte == 0x0A {
        if column == 0 {
          isHeader = false
          return hits
        }
        column = 0
        candidates = [true, true, true]
        continue
      }
      if byte == 0x0D { continue }
      let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
      for (index, name) in Self.names.enumerated() where candidates[index] {
        if column < name.count, name[column] == lower {
          if column == name.count - 1 { hits.append(place) }
        } else {
          candidates[index] = false
        }
      }
      column += 1
    }
    return hits
  }
}
