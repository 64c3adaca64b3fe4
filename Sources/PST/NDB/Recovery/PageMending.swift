/// Puts right a page in which one byte, or some bits of it, changed: the checksum tells which, since it is linear.
enum PageMending {
  /// The page as it was, if one changed byte explains its checksum. The trailer must be intact: it says what is looked for.
  static func mend(_ bytes: [UInt8], _ layout: Layout) -> [UInt8]? {
    guard bytes.count == layout.pageSize else { return nil }
    let span = bytes.span.bytes
    var error = Checksum.of(bytes, 0..<layout.pageTrailer) ^ TreePage.Trailer(span, layout).checksum
    guard error != 0 else { return bytes }
    // What a wrong byte did to the checksum, taken back over the bytes behind it, is the table's entry for the error.
    var index = layout.pageTrailer - 1
    while index >= 0 {
      let place = Int(byHighByte[Int(error >> 24)])
      if table[place] == error {
        var mended = bytes
        mended[index] ^= UInt8(place)
        return mended
      }
      error = (error ^ table[place]) << 8 | UInt32(place)
      index -= 1
    }
    return nil
  }

  /// The checksum of each single byte. [MS-PST] §5.3
  static let table: [UInt32] = (0..<256).map { byte in
    var value = UInt32(byte)
    for _ in 0..<8 { value = value & 1 != 0 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    return value
  }

  /// Which entry of `table` has this highest byte: each has another.
  private static let byHighByte: [UInt8] = {
    var places = [UInt8](repeating: 0, count: 256)
    for (place, value) in table.enumerated() { places[Int(value >> 24)] = UInt8(place) }
    return places
  }()
}
