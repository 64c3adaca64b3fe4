/// Sizes for people: decimal units, one digit after the point from megabytes up (`21.7 GB`, `212 MB`, `14 kB`, `812 bytes`).
public enum ByteCount {
  public static func text(_ bytes: Int64) -> String {
    let units: [(Double, String)] = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
    for (size, unit) in units where Double(bytes) >= size * 0.9995 {
      let value = Double(bytes) / size
      let tenths = Int((value * 10).rounded())
      return unit == "kB" || tenths >= 1_000
        ? "\(Int(value.rounded())) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
    return bytes == 1 ? "1 byte" : "\(bytes) bytes"
  }
}
