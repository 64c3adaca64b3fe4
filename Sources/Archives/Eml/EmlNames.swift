import Core
import MIME

/// Names for people, which every usual file system takes.
enum EmlNames {
  /// Bytes of UTF-8 a file's name has at most, `.eml` included.
  static let mostBytes = 120
  /// Of a folder's name; what is longer is cut, and the side file has the whole.
  static let mostFolderBytes = 200

  /// `2024-01-31 1426 Subject`, without a number and `.eml`.
  static func stem(date: ZonedTime, subject: String) -> String {
    let calendar = date.calendar
    let day = "\(pad(calendar.year, 4))-\(pad(calendar.month))-\(pad(calendar.day))"
    let time = "\(day) \(pad(calendar.hour))\(pad(calendar.minute))"
    let flat = subject.map { $0 == "/" || $0 == "\\" ? "_" : $0.isWhitespace ? " " : $0 }
    let words = String(flat).split(separator: " ").joined(separator: " ")
    let safe = SafeFileName.make(from: words, fallback: "")
    return safe.isEmpty ? time : "\(time) \(safe)"
  }

  /// The name with a number from 2 on, cut where a character ends.
  static func file(_ stem: String, number: Int) -> String {
    let ending = number > 1 ? " (\(number)).eml" : ".eml"
    return cut(stem, mostBytes - ending.utf8.count) + ending
  }

  private static func cut(_ text: String, _ most: Int) -> String {
    var (text, size) = (text[...], text.utf8.count)
    while size > most, let last = text.last {
      size -= last.utf8.count
      text.removeLast()
    }
    // Windows drops blanks and dots at the end.
    while let last = text.last, last == " " || last == "." { text.removeLast() }
    return String(text)
  }

  /// How a folder is called on disk: what some file system does not take stands there as `%` and two hexadecimal digits.
  /// So do the first letters of names that mean something: a dot, Windows' devices, `.mbox` at the end.
  static func folder(_ name: String) -> String {
    var parts: [String] = name.unicodeScalars.map { scalar in
      scalar.value < 0x20 || scalar.value == 0x7F || "/\\:*?\"<>|%".unicodeScalars.contains(scalar)
        ? percent(scalar) : String(scalar)
    }
    if let last = parts.last, last == "." || last == " " {
      parts[parts.count - 1] = percent(Unicode.Scalar(last) ?? ".")
    }
    if parts.first == "." { parts[0] = "%2E" }
    if EmlKind.isPassedOver(Array(name.utf8)), name.first != "." { parts = first(parts) }
    if EmlKind.boxName(Array(name.utf8)) != nil, let dot = parts.lastIndex(of: ".") { parts[dot] = "%2E" }
    // Names that only differ from the side file's, or that a device has on Windows.
    if SafeFileName.make(from: name, fallback: "").hasPrefix("_"), !name.hasPrefix("_") { parts = first(parts) }
    let whole = parts.joined()
    guard whole.utf8.count > mostFolderBytes else { return whole.isEmpty ? "%" : whole }
    return cut(whole, mostFolderBytes - 9) + "~" + EmlDigest(of: Array(name.utf8)).hex.prefix(8)
  }

  /// The same name spelled otherwise, for a folder whose sibling differs from it in case only.
  static func otherSpelling(_ name: String) -> String {
    folder(name).hasPrefix("%")
      ? folder(name) + "~" + EmlDigest(of: Array(name.utf8)).hex.prefix(8)
      : first(folder(name).unicodeScalars.map { String($0) }).joined()
  }

  private static func first(_ parts: [String]) -> [String] {
    guard let scalar = parts.first.flatMap({ $0.unicodeScalars.first }), parts[0].unicodeScalars.count == 1 else {
      return parts
    }
    return [percent(scalar)] + parts.dropFirst()
  }

  private static func percent(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf8.map { byte in "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }.joined()
  }
}
