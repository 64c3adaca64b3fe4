import MAPI

/// The map of named properties as it grows. [MS-PST] §2.4.7
struct PSTNames {
  /// PidTagNameidBucketCount that Outlook writes.
  private static let buckets: UInt32 = 251

  private var numbers: [PropertyName: UInt16] = [:]
  private var sets: [GUID] = []
  private var entries: [UInt8] = []
  private var strings: [UInt8] = []
  private var hashed: [UInt32: [UInt8]] = [:]

  /// Every file names a property (PidLidReminderSet): libpff opens none whose map has no property set of its own.
  init() { _ = number(PropertyName(.common, 0x8503)) }

  /// The number that `name` has in this file.
  mutating func number(_ name: PropertyName) -> UInt16 {
    if let known = numbers[name] { return known }
    let place = UInt16(numbers.count)
    let set = index(of: name.set)
    switch name.kind {
    case .number(let number): add(key: number, hash: number, UInt16(set) << 1, place)
    case .text(let text):
      let bytes = wide(text)
      let start = UInt32(strings.count)
      strings.put32(bytes.count)
      strings += bytes
      strings.pad(to: (strings.count + 3) / 4 * 4)
      // In its bucket a name is known by its checksum. [MS-PST] §2.4.7.5
      add(key: start, hash: checksum(bytes), UInt16(set) << 1 | 1, place)
    }
    numbers[name] = 0x8000 + place
    return 0x8000 + place
  }

  /// NAMEID. [MS-PST] §2.4.7.1
  private mutating func add(key: UInt32, hash: UInt32, _ set: UInt16, _ place: UInt16) {
    entries.put(key)
    entries.put(set)
    entries.put(place)
    var bucket = [UInt8](little: hash)
    bucket.put(set)
    bucket.put(place)
    hashed[(hash ^ UInt32(set)) % Self.buckets, default: []] += bucket
  }

  /// wGuid without its lowest bit.
  private mutating func index(of set: GUID) -> Int {
    if set == .mapi { return 1 }
    if set == .publicStrings { return 2 }
    if let known = sets.firstIndex(of: set) { return known + 3 }
    sets.append(set)
    return sets.count + 2
  }

  mutating func properties(_ named: [PSTNamedProperty]) -> [PSTProperty] {
    named.map { PSTProperty(PropertyTag(number($0.name), $0.type), $0.value) }
  }

  /// The property context of node 0x61.
  var map: [PSTProperty] {
    var map: [PSTProperty] = [
      .number(0x0001, Int32(Self.buckets)), .binary(0x0002, sets.flatMap(\.bytes)), .binary(0x0003, entries),
      .binary(0x0004, strings),
    ]
    for (bucket, bytes) in hashed.sorted(by: { $0.key < $1.key }) {
      map.append(.binary(0x1000 + UInt16(bucket), bytes))
    }
    return map
  }
}
