/// Makes names that senders chose fit for a disk.
public enum SafeFileName {
  /// A name without a path that every usual file system takes, never longer than 200 bytes of UTF-8.
  ///
  /// Directories are dropped, whether `/` or `\` parts them. Control characters and those that turn the direction of
  /// writing (`exe.gpj` shown as `jpg.exe`) vanish; `<>:"|?*` become `_`; names that Windows keeps for devices, and a
  /// dot in front, get a `_`. `fallback` is taken when nothing is left.
  public static func make(from name: String, fallback: String = "attachment") -> String {
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
    var scalars = String.UnicodeScalarView()
    for scalar in last.unicodeScalars where !isDropped(scalar) {
      scalars.append("<>:\"|?*".unicodeScalars.contains(scalar) ? "_" : scalar)
    }
    var safe = String(scalars)
    while let end = safe.last, end == " " || end == "." { safe.removeLast() }
    while safe.first == " " { safe.removeFirst() }
    guard !safe.isEmpty else { return fallback }
    if safe.first == "." { safe = "_" + safe }
    let stem = safe.prefix { $0 != "." }.uppercased()
    if devices.contains(stem.trimmingSuffix(" ")) { safe = "_" + safe }
    return shortened(safe)
  }

  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    // Marks, embeddings, overrides and isolates of direction; the byte order mark.
    case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  private static let devices: Set<String> = Set(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"] + (1...9).flatMap { ["COM\($0)", "LPT\($0)"] })

  /// 255 bytes are what most file systems allow; the rest is for a number or an ending that someone adds.
  private static func shortened(_ name: String) -> String {
    guard name.utf8.count > 200 else { return name }
    let dot = name.lastIndex(of: ".")
    let ending = dot.map { name[$0...] }.flatMap { $0.utf8.count <= 20 ? $0 : nil } ?? ""
    var stem = name.dropLast(ending.count)
    var size = stem.utf8.count
    while size + ending.utf8.count > 200, let last = stem.last {
      size -= last.utf8.count
      stem.removeLast()
    }
    return stem.isEmpty ? String(ending.prefix(20)) : String(stem) + String(ending)
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = self
    while text.last == character { text.removeLast() }
    return text
  }
}
