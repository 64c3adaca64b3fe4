import Core
import Crypto
import NIOCore

/// A stream of one item whose bytes pass through repairs.
actor RepairedStream: ItemStream {
  private let source: any ItemStream
  private var transform: BodyTransform
  private let size: Int

  /// - Parameter size: bytes that will come out, as ``measure(_:_:)`` found.
  init(source: any ItemStream, transform: BodyTransform, size: Int) {
    self.source = source
    self.transform = transform
    self.size = size
  }

  func next() async throws -> [ItemEvent]? {
    guard let events = try await source.next() else { return nil }
    return events.flatMap { event -> [ItemEvent] in
      switch event {
      case .begin(let id, _): return [.begin(id, size: size)]
      case .bytes(let bytes):
        var out = ByteBuffer()
        bytes.withUnsafeReadableBytes { transform.feed($0, into: &out) }
        return out.readableBytes > 0 ? [.bytes(out)] : []
      case .end(let id):
        var out = ByteBuffer()
        transform.finish(into: &out)
        return out.readableBytes > 0 ? [.bytes(out), .end(id)] : [.end(id)]
      case .missing: return [event]
      }
    }
  }

  /// Size and digest of what would be sent, and the digest of what the source has.
  struct Measure: Sendable {
    var size = 0
    var original = ""
    var stored = ""
  }

  /// Reads the item through once: a stream needs its size beforehand, and a message is not held. Nil when the source no
  /// longer has it.
  static func measure(_ source: any ItemStream, _ transform: BodyTransform) async throws -> Measure? {
    var transform = transform
    var before = SHA256()
    var after = SHA256()
    var measure = Measure()
    var isThere = false
    while let events = try await source.next() {
      for event in events {
        var out = ByteBuffer()
        switch event {
        case .bytes(let bytes):
          bytes.withUnsafeReadableBytes {
            before.update(bufferPointer: $0)
            transform.feed($0, into: &out)
          }
        case .end:
          transform.finish(into: &out)
          isThere = true
        case .begin, .missing: continue
        }
        measure.size += out.readableBytes
        out.withUnsafeReadableBytes { after.update(bufferPointer: $0) }
      }
    }
    guard isThere else { return nil }
    measure.original = MessageHash.hex(before.finalize())
    measure.stored = MessageHash.hex(after.finalize())
    return measure
  }
}
