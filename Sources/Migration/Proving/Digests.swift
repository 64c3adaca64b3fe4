import Core
import Crypto
import NIOCore

/// SHA-256 of a message, and of what stands below its header.
struct MessageDigest: Hashable, Sendable {
  var whole: String
  var text: String
  var size: Int
}

enum Digests {
  /// Digests of the items a stream hands out; those the server no longer has are left out. Memory is that of one chunk.
  static func of(
    _ ids: [ItemID], open: ([ItemID]) async throws -> any ItemStream
  ) async throws -> [ItemID: MessageDigest] {
    var digests: [ItemID: MessageDigest] = [:]
    for start in stride(from: 0, to: ids.count, by: 100) {
      let stream = try await open(Array(ids[start..<min(start + 100, ids.count)]))
      var hash = MessageHash()
      while let events = try await stream.next() {
        for event in events {
          switch event {
          case .begin: hash = MessageHash()
          case .bytes(let bytes): hash.update(bytes)
          case .end(let id): digests[id] = hash.finish()
          case .missing: continue
          }
        }
      }
    }
    return digests
  }
}

/// Hashes a message as it comes, and finds where its header ends: at the first empty line.
struct MessageHash {
  private var whole = SHA256()
  private var text = SHA256()
  private var size = 0
  private var isInText = false
  /// Bytes of the current line so far, while in the header: 0 means a line end here closes the header.
  private var lineLength = 0

  mutating func update(_ bytes: ByteBuffer) {
    size += bytes.readableBytes
    bytes.withUnsafeReadableBytes { raw in
      whole.update(bufferPointer: raw)
      guard !isInText else {
        text.update(bufferPointer: raw)
        return
      }
      for (place, byte) in raw.enumerated() {
        if byte == 0x0A {
          if lineLength == 0 {
            isInText = true
            text.update(bufferPointer: UnsafeRawBufferPointer(rebasing: raw[(place + 1)...]))
            return
          }
          lineLength = 0
        } else if byte != 0x0D {
          lineLength += 1
        }
      }
    }
  }

  func finish() -> MessageDigest {
    MessageDigest(whole: Self.hex(whole.finalize()), text: Self.hex(text.finalize()), size: size)
  }

  static func hex(_ digest: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
