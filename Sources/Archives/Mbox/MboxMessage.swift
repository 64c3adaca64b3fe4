import Core
import MIME

/// Reads a message's own bytes from the file and turns them into what goes over the wire, a window at a time.
struct WireReader {
  private let source: any MailboxSource
  /// For faults.
  private let place: [UInt8]
  private var stretches: ArraySlice<Range<Int>>
  private var form: WireForm
  private var buffer: [UInt8]
  private var isFinished = false

  static let window = 256 << 10

  init(_ source: any MailboxSource, place: [UInt8], stretches: [Range<Int>], form: WireForm) {
    (self.source, self.place, self.form) = (source, place, form)
    self.stretches = stretches[...]
    let total = stretches.reduce(0) { $0 + $1.count }
    buffer = [UInt8](repeating: 0, count: min(Self.window, total))
  }

  /// Appends the next bytes; false when there are none.
  mutating func next(into out: inout [UInt8]) throws(Fault) -> Bool {
    while let stretch = stretches.first {
      guard !stretch.isEmpty else {
        stretches.removeFirst()
        continue
      }
      let count = min(stretch.count, buffer.count)
      let size: Int
      do {
        let source = source
        size = try buffer.withUnsafeMutableBytes {
          try source.read(at: stretch.lowerBound, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<count]))
        }
      } catch {
        throw MboxFault.unread(place, error)
      }
      guard size == count else {
        throw MboxFault.changed(place, Int64(stretch.lowerBound), "the file has become shorter while it was read")
      }
      var form = form
      form.take(buffer.span.extracting(0..<count), into: &out)
      self.form = form
      stretches[stretches.startIndex] = (stretch.lowerBound + count)..<stretch.upperBound
      return true
    }
    guard !isFinished else { return false }
    isFinished = true
    form.finish(into: &out)
    return true
  }
}

/// One message of an mbox file on its way over the wire. A large one is read twice, once for its size: only a window of
/// it is in memory.
final class MboxMessage: StoredMessage {
  let size: Int
  private var reader: WireReader
  private let release: () -> Void
  /// Bytes that wait to be handed out, from `taken` on.
  private var ready: [UInt8] = []
  private var taken = 0

  /// - Parameter release: Called when the source is needed no more.
  init(_ reader: WireReader, release: @escaping () -> Void) throws(Fault) {
    self.release = release
    self.reader = reader
    var first: [UInt8] = []
    var own = reader
    while first.count < WireReader.window {
      guard try own.next(into: &first) else {
        (size, ready, self.reader) = (first.count, first, own)
        return
      }
    }
    var count = first.count
    var counting = own
    var scratch: [UInt8] = []
    while try counting.next(into: &scratch) {
      count += scratch.count
      scratch.removeAll(keepingCapacity: true)
    }
    (size, ready, self.reader) = (count, first, own)
  }

  deinit { release() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
    while taken == ready.count {
      ready.removeAll(keepingCapacity: true)
      taken = 0
      guard try reader.next(into: &ready) else { return 0 }
    }
    let count = min(buffer.count, ready.count - taken)
    ready.withUnsafeBytes { bytes in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[taken..<(taken + count)]))
    }
    taken += count
    return count
  }
}
