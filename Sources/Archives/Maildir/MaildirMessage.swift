internal import Core
internal import MIME

#if canImport(Glibc)
  import Glibc
#endif

/// A message's file as it goes over the wire.
///
/// A name that says `S` and `W` tells which of two forms the file has: as long as each other, it is handed out as it is;
/// otherwise its lines end with LF alone, and CRLF is handed out for each (one that has its CR gets no second). A name
/// that does not say so is judged by the file's own first line. A lone LF in a file of CRLF lines comes out as it went in.
final class MaildirMessage: StoredMessage {
  private let file: any MailboxSource
  private let place: String
  private let isVerbatim: Bool
  private var offset = 0
  /// Bytes of the file that are read and not yet handed out.
  private var window: [UInt8]
  private var windowPlace = 0
  /// The LF of a line whose CR is out already.
  private var owesLineFeed = false
  /// The byte before the window's next.
  private var last: UInt8 = 0
  private var counted: Int?
  private var failure: Fault?
  private static let windowSize = 64 << 10

  init(_ file: any MailboxSource, name: [UInt8], place: String) throws(Fault) {
    self.file = file
    self.place = place
    window = [UInt8](unsafeUninitializedCapacity: min(file.count, Self.windowSize)) { _, count in count = 0 }
    let name = MaildirName(name)
    let sizes = name.storedSize == Int64(file.count) ? name.wireSize.map { (file.count, $0) } : nil
    if let (stored, wire) = sizes {
      isVerbatim = wire == stored
      if isVerbatim { counted = stored }
      return
    }
    // Only to be able to call a method before all is known.
    let first = try Self.read(file, at: 0, Self.windowSize, place)
    window = first
    offset = first.count
    isVerbatim = Self.firstLineEndsWithCRLF(first)
    if isVerbatim { counted = file.count }
  }

  /// A file without any line end needs nothing done to it.
  private static func firstLineEndsWithCRLF(_ bytes: [UInt8]) -> Bool {
    guard let end = bytes.firstIndex(of: 0x0A) else { return true }
    return end > 0 && bytes[end - 1] == 0x0D
  }

  var size: Int {
    if let counted { return counted }
    do throws(Fault) {
      let count = file.count + (try lineFeeds())
      counted = count
      return count
    } catch {
      failure = error
      counted = 0
      return 0
    }
  }

  /// How many lines the file has; a small one is read once, for this and for handing it out.
  private func lineFeeds() throws(Fault) -> Int {
    if offset == 0 {
      window = try Self.read(file, at: 0, Self.windowSize, place)
      offset = window.count
    }
    var last: UInt8 = 0
    if file.count == window.count { return Self.bareLineFeeds(window, after: &last) }
    var lines = 0
    var place = 0
    while place < file.count {
      let part = try Self.read(file, at: place, Self.windowSize, self.place)
      guard !part.isEmpty else { break }
      lines += Self.bareLineFeeds(part, after: &last)
      place += part.count
    }
    return lines
  }

  /// Line feeds without a carriage return.
  private static func bareLineFeeds(_ bytes: [UInt8], after last: inout UInt8) -> Int {
    let before = last
    last = bytes.last ?? last
    return bytes.withUnsafeBytes { all in
      var count = 0
      var place = 0
      while place < all.count, let base = all.baseAddress,
        let found = memchr(base + place, 0x0A, all.count - place)
      {
        let end = base.distance(to: UnsafeRawPointer(found))
        if (end > 0 ? all[end - 1] : before) != 0x0D { count += 1 }
        place = end + 1
      }
      return count
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
    if let failure { throw failure }
    var done = 0
    while done < buffer.count {
      if owesLineFeed {
        buffer[done] = 0x0A
        done += 1
        owesLineFeed = false
        continue
      }
      if windowPlace == window.count {
        guard offset < file.count else { break }
        window = try Self.read(file, at: offset, Self.windowSize, place)
        windowPlace = 0
        offset += window.count
        guard !window.isEmpty else { break }
      }
      done += copy(into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
    }
    return done
  }

  /// Copies what stands in the window up to the next line end, or as much as fits.
  private func copy(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let room = min(buffer.count, window.count - windowPlace)
    return window.withUnsafeBytes { all in
      guard let from = all.baseAddress.map({ $0 + windowPlace }), let to = buffer.baseAddress else { return 0 }
      if isVerbatim {
        memcpy(to, from, room)
        windowPlace += room
        return room
      }
      let end = memchr(from, 0x0A, room).map { from.distance(to: UnsafeRawPointer($0)) } ?? room
      memcpy(to, from, end)
      windowPlace += end
      if end > 0 { last = all[windowPlace - 1] }
      guard end < room else { return end }
      windowPlace += 1
      let isBare = last != 0x0D
      buffer[end] = isBare ? 0x0D : 0x0A
      owesLineFeed = isBare
      last = 0x0A
      return end + 1
    }
  }

  private static func read(
    _ file: any MailboxSource, at offset: Int, _ count: Int, _ place: String
  ) throws(Fault) -> [UInt8] {
    let wanted = min(count, file.count - offset)
    guard wanted > 0 else { return [] }
    do { return try file.bytes(at: offset, wanted) } catch {
      throw (error as? Fault) ?? Fault("FILE-READ", "\(error)", place: place, recovery: .skipItem)
    }
  }
}
