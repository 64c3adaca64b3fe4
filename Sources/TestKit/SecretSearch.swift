import Core

/// Looks for secrets in what a program printed, wrote or showed: as they are, in base64 of either alphabet behind any
/// other bytes, percent-encoded, escaped for JSON, and, where memory may have been printed, in pieces and in hexadecimal.
/// It shares nothing with the redactor, which it judges.
public struct SecretSearch: Sendable {
  /// How a secret may look.
  public enum Form: String, Sendable, CaseIterable {
    case plain, base64, percent = "percent-encoded", json = "escaped for JSON", piece = "a piece", hexadecimal
  }

  private struct Look: Sendable {
    var bytes: [UInt8]
    var form: Form
    /// Place among the secrets: a complaint must not print one.
    var secret: Int
  }

  public let count: Int
  /// By the first four bytes.
  private var looks: [UInt32: [Look]] = [:]
  /// A bit for every two bytes that a look begins with: most places need no more than this.
  private var begins = [Bool](repeating: false, count: 1 << 16)

  /// Shorter secrets could be any word.
  public static let shortest = 8

  /// - Parameters:
  ///   - secrets: those of several lines, such as keys in PEM, are looked for line by line.
  ///   - inMemory: memory may have been printed, which is done in lines of 16 bytes, in hexadecimal and as text: 8 bytes
  ///     give a secret away, in either. Else 16 bytes do, where a text was cut.
  public init(_ secrets: [String], inMemory: Bool = false) {
    var seen: Set<[UInt8]> = []
    let lines = secrets.flatMap { $0.split { $0.isNewline }.map { Array($0.utf8) } }
      .filter { $0.count >= Self.shortest && !$0.starts(with: Array("-----".utf8)) && seen.insert($0).inserted }
    count = lines.count
    var known: Set<[UInt8]> = []
    for (number, line) in lines.enumerated() {
      for (form, bytes) in Self.forms(line) + Self.pieces(line, inMemory)
      where bytes.count >= Self.shortest && known.insert(bytes).inserted {
        looks[Self.head(bytes, 0), default: []].append(Look(bytes: bytes, form: form, secret: number))
        begins[Int(bytes[0]) << 8 | Int(bytes[1])] = true
      }
    }
  }

  /// What was found in `bytes`, in words that give nothing away; empty when nothing was. `except` names forms that may
  /// stand there.
  public func found(in bytes: [UInt8], of place: String, except: Set<Form> = []) -> [String] {
    guard bytes.count >= Self.shortest else { return [] }
    var found: Set<String> = []
    bytes.withUnsafeBufferPointer { bytes in
      for at in 0...(bytes.count - Self.shortest) where begins[Int(bytes[at]) << 8 | Int(bytes[at + 1])] {
        for look in looks[Self.head(bytes, at)] ?? [] where !except.contains(look.form) {
          guard look.bytes.count <= bytes.count - at, look.bytes.elementsEqual(bytes[at..<at + look.bytes.count]) else {
            continue
          }
          found.insert("\(place): secret \(look.secret) (\(look.form.rawValue)) at byte \(at)")
        }
      }
    }
    return found.sorted()
  }

  public func found(in text: String, of place: String) -> [String] { found(in: Array(text.utf8), of: place) }

  /// The same in every file below `folder` and in their names. The project's plain store and its tokens hold their
  /// secrets in base64, and in no other form; sealed, in none. (A token is base64 of names that the store has in base64,
  /// too, so that pieces of it may stand there.)
  public func found(below folder: String, storeIsSealed: Bool = false) -> [String] {
    Files.all(below: folder).flatMap { path in
      let bytes = Files.read(path) ?? []
      let isStore = !storeIsSealed && (path.hasSuffix("/.postduif/credentials") || path.contains("/.postduif/tokens/"))
      return found(in: path, of: "the name of a file")
        + found(in: bytes, of: path, except: isStore ? [.base64, .piece] : [])
    }
  }

  // MARK: Forms

  private static func head(_ bytes: some RandomAccessCollection<UInt8>, _ at: Int) -> UInt32 {
    let start = bytes.index(bytes.startIndex, offsetBy: at)
    return bytes[start..<bytes.index(start, offsetBy: 4)].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func forms(_ secret: [UInt8]) -> [(Form, [UInt8])] {
    let text = String(decoding: secret, as: UTF8.self)
    let percent = FormCoding.encode(text)
    var forms: [(Form, String)] = [(.plain, text), (.percent, percent), (.percent, percent.lowercasedEscapes)]
    // Only what does not depend on the neighbours: the groups at both ends are left out.
    for before in 0...2 {
      let coded = Base64.encode([UInt8](repeating: 0, count: before) + secret)
      let inner = String(coded.prefix((before + secret.count) / 3 * 4).dropFirst(before == 0 ? 0 : 4))
      forms += [(.base64, inner), (.base64, inner.replacing("+", with: "-").replacing("/", with: "_"))]
    }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    forms += [(.json, escaped), (.json, escaped.replacing("/", with: "\\/"))]
    return forms.map { ($0, Array($1.utf8)) }
  }

  private static func pieces(_ secret: [UInt8], _ inMemory: Bool) -> [(Form, [UInt8])] {
    let length = inMemory ? 8 : 16
    return (0..<max(0, secret.count - length + 1)).flatMap { start -> [(Form, [UInt8])] in
      let piece = Array(secret[start..<start + length])
      guard inMemory else { return [(.piece, piece)] }
      let digits = piece.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      return [
        (.piece, piece), (.hexadecimal, Array(digits.joined(separator: " ").utf8)),
        (.hexadecimal, Array(digits.joined().utf8)),
      ]
    }
  }
}

extension String {
  /// `%2F` as `%2f`.
  fileprivate var lowercasedEscapes: String {
    var out: [UInt8] = []
    var left = 0
    for byte in utf8 {
      let isUpper = left > 0 && (0x41...0x46).contains(byte)
      out.append(isUpper ? byte | 0x20 : byte)
      left = byte == 0x25 ? 2 : max(0, left - 1)
    }
    return String(decoding: out, as: UTF8.self)
  }
}
