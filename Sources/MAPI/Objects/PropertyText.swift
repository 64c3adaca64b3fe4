/// Text as a ``PropertyValue`` holds it: without closing zeros, which some writers count and others do not.
enum PropertyText {
  static func unicode(_ bytes: [UInt8]) -> [UInt8] {
    var end = bytes.count & ~1
    while end >= 2, bytes[end - 1] == 0, bytes[end - 2] == 0 { end -= 2 }
    return end == bytes.count ? bytes : Array(bytes[..<end])
  }

  static func narrow(_ bytes: [UInt8]) -> [UInt8] {
    var end = bytes.count
    while end >= 1, bytes[end - 1] == 0 { end -= 1 }
    return end == bytes.count ? bytes : Array(bytes[..<end])
  }
}
