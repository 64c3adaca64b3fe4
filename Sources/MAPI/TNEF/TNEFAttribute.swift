/// What an attribute of a TNEF stream is: its type in the upper half, its number in the lower. [MS-OXTNEF] §2.1.3
struct TNEFAttributeID: RawRepresentable, Hashable, Sendable {
  let rawValue: UInt32
  init(rawValue: UInt32) { self.rawValue = rawValue }

  static let owner = Self(rawValue: 0x0006_0000)
  static let sentFor = Self(rawValue: 0x0006_0001)
  static let delegate = Self(rawValue: 0x0006_0002)
  static let originalMessageClass = Self(rawValue: 0x0007_0006)
  static let dateStart = Self(rawValue: 0x0003_0006)
  static let dateEnd = Self(rawValue: 0x0003_0007)
  static let aidOwner = Self(rawValue: 0x0004_0008)
  static let requestResponse = Self(rawValue: 0x0004_0009)
  static let from = Self(rawValue: 0x0000_8000)
  static let subject = Self(rawValue: 0x0001_8004)
  static let dateSent = Self(rawValue: 0x0003_8005)
  static let dateReceived = Self(rawValue: 0x0003_8006)
  static let messageStatus = Self(rawValue: 0x0006_8007)
  static let messageClass = Self(rawValue: 0x0007_8008)
  static let messageID = Self(rawValue: 0x0001_8009)
  static let parentID = Self(rawValue: 0x0001_800A)
  static let conversationID = Self(rawValue: 0x0001_800B)
  static let body = Self(rawValue: 0x0002_800C)
  static let priority = Self(rawValue: 0x0004_800D)
  static let attachData = Self(rawValue: 0x0006_800F)
  static let attachTitle = Self(rawValue: 0x0001_8010)
  static let attachMetaFile = Self(rawValue: 0x0006_8011)
  static let attachCreateDate = Self(rawValue: 0x0003_8012)
  static let attachModifyDate = Self(rawValue: 0x0003_8013)
  static let dateModified = Self(rawValue: 0x0003_8020)
  static let attachTransportFilename = Self(rawValue: 0x0006_9001)
  static let attachRenderData = Self(rawValue: 0x0006_9002)
  static let messageProperties = Self(rawValue: 0x0006_9003)
  static let recipientTable = Self(rawValue: 0x0006_9004)
  static let attachment = Self(rawValue: 0x0006_9005)
  static let version = Self(rawValue: 0x0008_9006)
  static let oemCodePage = Self(rawValue: 0x0006_9007)

  static let ofMessage: Set<Self> = [
    owner, sentFor, delegate, originalMessageClass, dateStart, dateEnd, aidOwner, requestResponse, from, subject,
    dateSent, dateReceived, messageStatus, messageClass, messageID, parentID, conversationID, body, priority,
    dateModified, messageProperties, recipientTable, version, oemCodePage,
  ]
  static let ofAttachment: Set<Self> = [
    attachData, attachTitle, attachMetaFile, attachCreateDate, attachModifyDate, attachTransportFilename,
    attachRenderData, attachment,
  ]
}

/// One attribute: where its bytes lie.
struct TNEFAttribute {
  var id: TNEFAttributeID
  var data: Range<Int>
  /// Where its header begins.
  var start: Int
}

/// Walks over the attributes of a TNEF stream. [MS-OXTNEF] §2.1.2
///
/// An attribute whose checksum is wrong is given and told; where its length must be wrong, too, since no attribute follows,
/// the next one is looked for.
struct TNEFAttributes {
  static let signature: UInt32 = 0x223E_9F78
  static let headerSize = 9

  private let bytes: [UInt8]
  private let end: Int
  private var at: Int
  /// Bytes that may still be summed up for attributes that nothing speaks for. A hostile stream would have each summed up
  /// many times.
  private var sums: Int
  /// The last search: what it began at and what it found.
  private var searched: (from: Int, found: Int?)?

  /// nil for bytes that do not begin a TNEF stream. The two bytes behind the signature are a key that nobody needs.
  init?(_ bytes: [UInt8], _ range: Range<Int>) {
    var cursor = StreamCursor(bytes, range)
    guard cursor.u32() == Self.signature else { return nil }
    cursor.skip(2)
    (self.bytes, end, at) = (bytes, cursor.end, cursor.at)
    sums = 4 * range.count
  }

  /// - Parameter damaged: is told what is wrong, and at which byte.
  /// - Returns: nil at the end.
  mutating func next(damaged: (TNEFDamage, Int) -> Void) -> TNEFAttribute? {
    while at < end {
      let start = at
      guard let header = header(at: start, strictly: false) else {
        guard let found = search(from: start + 1) else {
          at = end
          // Mail programs fill up with zeros or line ends.
          if bytes[start..<end].contains(where: { $0 != 0 && $0 != 13 && $0 != 10 }) { damaged(.rest, start) }
          return nil
        }
        damaged(.gap, start)
        at = found
        continue
      }
      if !Self.isKnown(bytes[start], header.id) { damaged(.unknown, start) }
      return attribute(header, start, damaged)
    }
    return nil
  }

  private mutating func attribute(
    _ header: (id: TNEFAttributeID, size: Int), _ start: Int, _ damaged: (TNEFDamage, Int) -> Void
  ) -> TNEFAttribute {
    let data = start + Self.headerSize
    let size = min(header.size, max(0, end - data))
    let after = data + size + 2
    if after <= end {
      let isFollowed = after == end || self.header(at: after, strictly: true) != nil
      if !isFollowed { sums -= size }
      let isRight = (isFollowed || sums >= 0) && isChecked(data..<(data + size))
      if isRight || isFollowed {
        if !isRight { damaged(.checksum, start) }
        at = after
        return TNEFAttribute(id: header.id, data: data..<(data + size), start: start)
      }
    }
    // Its length is not to be believed, unless the stream was cut off in it.
    if let found = search(from: data) {
      damaged(.length, start)
      at = found
      return TNEFAttribute(id: header.id, data: data..<max(data, found - 2), start: start)
    }
    damaged(after <= end ? .checksum : .cut, start)
    at = min(after, end)
    return TNEFAttribute(id: header.id, data: data..<(data + size), start: start)
  }

  /// - Parameter strictly: the attribute is one that is known, and fits.
  private func header(at start: Int, strictly: Bool) -> (id: TNEFAttributeID, size: Int)? {
    var cursor = StreamCursor(bytes, start..<end)
    guard let level = cursor.u8(), level == 1 || level == 2, let raw = cursor.u32(), let size = cursor.u32() else {
      return nil
    }
    let id = TNEFAttributeID(rawValue: raw)
    let isKnown = Self.isKnown(level, id)
    if strictly { return isKnown && Int(size) + 2 <= cursor.left ? (id, Int(size)) : nil }
    // Of those that are not known, types end at atpByte 6, atpWord 7 and atpDWord 8. [MS-OXTNEF] §2.1.3
    return isKnown || raw >> 16 <= 8 ? (id, Int(size)) : nil
  }

  private static func isKnown(_ level: UInt8, _ id: TNEFAttributeID) -> Bool {
    (level == 1 ? TNEFAttributeID.ofMessage : TNEFAttributeID.ofAttachment).contains(id)
  }

  /// The next place where a known attribute stands whole, and another one or the end behind it.
  private mutating func search(from start: Int) -> Int? {
    if let searched, start >= searched.from, start <= searched.found ?? end { return searched.found }
    let found = found(from: start)
    searched = (start, found)
    return found
  }

  private func found(from start: Int) -> Int? {
    var place = start
    while place + Self.headerSize <= end {
      if bytes[place] == 0x78, StreamCursor(bytes, place..<end).next == Self.signature {
        // A stream within the stream: its attributes are not ours.
        place += 6
        while let inner = header(at: place, strictly: true) { place += Self.headerSize + inner.size + 2 }
        continue
      }
      if bytes[place] == 1 || bytes[place] == 2, let found = header(at: place, strictly: true) {
        let after = place + Self.headerSize + found.size + 2
        if after == end || header(at: after, strictly: true) != nil { return place }
      }
      place += 1
    }
    return nil
  }

  /// The two bytes behind it are the sum of all. [MS-OXTNEF] §2.1.3
  private func isChecked(_ range: Range<Int>) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var sum: UInt64 = 0
      for place in range { sum &+= UInt64(bytes[place]) }
      let told = UInt16(bytes[range.upperBound]) | UInt16(bytes[range.upperBound + 1]) << 8
      return told == UInt16(truncatingIfNeeded: sum)
    }
  }
}

/// What can be wrong with the stream itself.
enum TNEFDamage {
  case checksum
  case length
  case cut
  case unknown
  case gap
  case rest
}
