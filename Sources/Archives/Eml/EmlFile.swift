import Core
import MIME

/// A file that holds a message, opened: where in it the message stands, and what the file says about it.
struct EmlFile {
  let source: any MailboxSource
  let place: String
  /// The message's bytes in the file.
  private(set) var range: Range<Int>
  /// Flags and time of arrival as Apple Mail keeps them; nil in an `.eml` file.
  private(set) var apple: AppleMessage?

  init(_ source: any MailboxSource, _ kind: EmlKind, place: String) throws(Fault) {
    (self.source, self.place, range) = (source, place, 0..<source.count)
    switch kind {
    case .partial: throw EmlFault.partial(place)
    case .outlook: throw EmlFault.outlook(place)
    case .emlx: try readApple()
    case .eml: break
    }
    guard !range.isEmpty else { throw EmlFault.empty(place) }
  }

  private mutating func readApple() throws(Fault) {
    guard var found = AppleMessage(start: try bytes(0..<min(AppleMessage.headBytes, source.count))) else {
      throw EmlFault.apple("the first line is no length", at: 0, place)
    }
    guard found.range.upperBound <= source.count else {
      throw EmlFault.apple("the message is cut off", at: source.count, place)
    }
    let end = min(source.count, found.range.upperBound + AppleMessage.listBytes)
    found.read(list: try bytes(found.range.upperBound..<end))
    (apple, range) = (found, found.range)
  }

  private func bytes(_ range: Range<Int>) throws(Fault) -> [UInt8] {
    do { return try source.bytes(at: range.lowerBound, range.count) } catch { throw TreeFault.of(error, place) }
  }

  /// Hands out the message's bytes, a piece at a time.
  func pass(_ each: (UnsafeRawBufferPointer) -> Void) throws(Fault) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(256 << 10, range.count), alignment: 16)
    defer { buffer.deallocate() }
    var offset = range.lowerBound
    while offset < range.upperBound {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, range.upperBound - offset)])
      let count: Int
      do { count = try source.read(at: offset, into: room) } catch { throw TreeFault.of(error, place) }
      guard count > 0 else {
        throw Fault(
          "FILE-READ", "the file became shorter while it was read, at byte \(offset)", place: place,
          recovery: .skipItem, advice: "Read it again when nothing writes to it.")
      }
      each(UnsafeRawBufferPointer(rebasing: room[..<count]))
      offset += count
    }
  }

  /// Reads all of it once.
  func gauge() throws(Fault) -> EmlGauge {
    var gauge = EmlGauge()
    try pass { gauge.take($0) }
    return gauge
  }

  /// When it arrived: what Apple Mail wrote down, else the last server's Received field, else Date; nil without any.
  static func date(_ header: [UInt8]) -> ZonedTime? {
    // Only fields are wanted: a body that begins in these bytes is not parsed.
    let fields = Message(Array(header[..<headerEnd(header)])).root.fields
    if let received = fields["received"], let time = ReceivedField(received.body).date?.time { return time }
    return fields["date"].flatMap { MailDate($0.body).time }
  }

  static func subject(_ header: [UInt8]) -> String {
    Message(Array(header[..<headerEnd(header)])).root.subject?.text ?? ""
  }

  /// Behind the empty line; the end when there is none.
  private static func headerEnd(_ header: [UInt8]) -> Int {
    var place = header.startIndex
    while let feed = header[place...].firstIndex(of: 10) {
      place = feed + 1
      if header[place...].starts(with: [13, 10]) { return place + 2 }
    }
    return header.endIndex
  }
}
