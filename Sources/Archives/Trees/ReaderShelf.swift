import MIME
import Synchronization

/// Readers of one packed file that nobody uses at the moment. The next file in a tar.gz mostly begins where the last one
/// ended: a reader that stands there goes on at once, a new one has to inflate what lies before.
///
/// It belongs to whoever reads many files out of one, and not to the packed file, which its readers hold.
final class ReaderShelf: Sendable {
  /// Sendable since the shelf is the only one that has it: whoever takes it out is the only one to use it.
  private struct Idle: @unchecked Sendable {
    let reader: InflatingReader
  }
  /// As many as there are lanes in most moves; each holds 100 kB.
  private static let most = 4
  private let file: DeflatedFile
  private let idle = Mutex<[Idle]>([])

  init(_ file: DeflatedFile) { self.file = file }

  /// One place to read at, as ``DeflatedFile/reader()`` gives it.
  func reader() -> BorrowedReader { BorrowedReader(self, count: file.knownCount) }

  /// The reader that stands nearest before `offset`, or a new one.
  fileprivate func take(for offset: Int) -> InflatingReader {
    let found: Idle? = idle.withLock { idle in
      let before = idle.indices.filter { idle[$0].reader.position <= offset }
      return before.max { idle[$0].reader.position < idle[$1].reader.position }.map { idle.remove(at: $0) }
    }
    return found?.reader ?? file.reader()
  }

  fileprivate func put(_ reader: InflatingReader) {
    let back = Idle(reader: reader)
    idle.withLock { idle in
      // The one used longest ago makes room.
      if idle.count == Self.most { idle.removeFirst() }
      idle.append(back)
    }
  }

  /// Where the idle readers stand.
  var positions: [Int] { idle.withLock { $0.map(\.reader.position) } }
}

/// Reads a packed file by a reader from a shelf, which goes back when nobody reads here any more. Used by one task at a
/// time.
final class BorrowedReader: MailboxSource {
  private let shelf: ReaderShelf
  private var reader: InflatingReader?
  let count: Int

  fileprivate init(_ shelf: ReaderShelf, count: Int) { (self.shelf, self.count) = (shelf, count) }

  deinit { if let reader { shelf.put(reader) } }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let reader = reader ?? shelf.take(for: offset)
    // Not kept when it throws: it may stand in the middle of something.
    self.reader = nil
    let read = try reader.read(at: offset, into: buffer)
    self.reader = reader
    return read
  }
}
