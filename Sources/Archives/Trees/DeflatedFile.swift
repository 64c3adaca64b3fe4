import Core
import MIME
import Synchronization

/// What comes out of a deflate stream (RFC 1951) that stands in a file, readable at any place.
final class DeflatedFile: Sendable {
  enum Wrap: Sendable, Hashable {
    /// RFC 1952: members one after another.
    case gzip
    /// As in a zip file: one stream, whose size and checksum stand elsewhere.
    case raw(size: Int, sum: UInt32)
  }

  let source: any MailboxSource & Sendable
  /// Where the packed bytes stand.
  let range: Range<Int>
  let wrap: Wrap
  let place: String
  let points: AccessPoints
  /// Bytes that come out in all, once they are known.
  private let size: Mutex<Int?>

  init(
    _ source: any MailboxSource & Sendable, _ range: Range<Int>, _ wrap: Wrap, place: String,
    points: AccessPoints = AccessPoints()
  ) {
    (self.source, self.range, self.wrap, self.place, self.points) = (source, range, wrap, place, points)
    if case .raw(let known, _) = wrap { size = Mutex(known) } else { size = Mutex(nil) }
  }

  convenience init(
    gzip source: any MailboxSource & Sendable, place: String, points: AccessPoints = AccessPoints()
  ) {
    self.init(source, 0..<source.count, .gzip, place: place, points: points)
  }

  /// How many bytes come out, found by inflating all when that was not done before. Of a stream that is cut or damaged
  /// the bytes before that are readable afterwards, in spite of the fault that is thrown.
  func measure() throws(Fault) -> Int {
    if let known = size.withLock({ $0 }) { return known }
    let reader = InflatingReader(self, count: .max)
    defer { measured(reader.position) }
    try reader.skip(to: .max)
    return reader.position
  }

  /// Tells the size that a reader came upon, or as much as can be read of a stream that is cut.
  func measured(_ count: Int) { size.withLock { $0 = count } }

  /// The first bytes, fewer when there are not so many.
  func start(_ count: Int) throws(Fault) -> [UInt8] {
    do { return try InflatingReader(self, count: .max).bytes(at: 0, count) } catch {
      throw TreeFault.of(error, place, .stopMailbox)
    }
  }

  /// How many bytes come out, as far as that is known.
  var knownCount: Int { size.withLock { $0 } ?? .max }

  /// One place to read at; each has its own state, so that several tasks may each have one.
  func reader() -> InflatingReader { InflatingReader(self, count: knownCount) }
}
