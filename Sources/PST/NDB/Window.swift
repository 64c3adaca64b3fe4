import Core
import MIME

/// Reads a source through chunks of 64 kB, so that what lies near each other costs one call of the system. Used by one task
/// at a time. A fixed 2 MB at most, whatever the file's size.
final class Window {
  private static let chunkBits = 16
  static let chunkSize = 1 << chunkBits
  private static let slots = 32

  let size: Int
  private let source: any MailboxSource & Sendable
  private let place: String
  private let storage: UnsafeMutableRawBufferPointer
  /// Which chunk a slot holds (-1: none), and how many bytes of it.
  private var held = [Int](repeating: -1, count: slots)
  private var filled = [Int](repeating: 0, count: slots)

  init(_ source: any MailboxSource & Sendable, place: String) {
    (self.source, self.place, size) = (source, place, source.count)
    storage = .allocate(byteCount: Self.chunkSize * min(Self.slots, size / Self.chunkSize + 1), alignment: 64)
  }

  deinit { storage.deallocate() }

  /// Fills the beginning of `buffer` from `offset` on; returns how many bytes there were.
  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
    guard var position = Int(exactly: offset), position < size else { return 0 }
    let wanted = min(buffer.count, size - position)
    var done = 0
    while done < wanted {
      let slot = try load(position >> Self.chunkBits)
      let start = position & (Self.chunkSize - 1)
      let count = min(wanted - done, filled[slot] - start)
      // A source that gives less than its size says: what follows is not there.
      guard count > 0 else { break }
      let chunk = UnsafeRawBufferPointer(
        rebasing: storage[(slot << Self.chunkBits) + start..<(slot << Self.chunkBits) + start + count])
      UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + count]).copyMemory(from: chunk)
      done += count
      position += count
    }
    return done
  }

  /// `count` bytes from `offset` on, fewer only at the end.
  func bytes(at offset: UInt64, _ count: Int) throws(Fault) -> [UInt8] {
    guard let position = Int(exactly: offset), position < size, count > 0 else { return [] }
    var failure: Fault?
    let result = [UInt8](unsafeUninitializedCapacity: min(count, size - position)) { buffer, filled in
      do throws(Fault) {
        filled = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
      } catch { failure = error }
    }
    if let failure { throw failure }
    return result
  }

  private func load(_ chunk: Int) throws(Fault) -> Int {
    let slot = chunk % (storage.count >> Self.chunkBits)
    if held[slot] == chunk { return slot }
    held[slot] = -1
    let room = UnsafeMutableRawBufferPointer(
      rebasing: storage[slot << Self.chunkBits..<(slot + 1) << Self.chunkBits])
    do {
      filled[slot] = try source.read(at: chunk << Self.chunkBits, into: room)
    } catch {
      throw error as? Fault
        ?? Fault("FILE-READ", "the file cannot be read", place: place, recovery: .stopMailbox, cause: error)
    }
    held[slot] = chunk
    return slot
  }
}
