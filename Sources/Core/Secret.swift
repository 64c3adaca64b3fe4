import Synchronization

/// A password or token. It prints as `(secret)`, and every `Secret` made is known to the ``Redactor`` from then on.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let text: String

  public init(_ text: String) {
    self.text = text
    Redactor.shared.learn(text)
  }

  /// The plain text, for the one place that hands it to a server.
  public func reveal() -> String { text }
  public var isEmpty: Bool { text.isEmpty }
  public var description: String { "(secret)" }
  public var debugDescription: String { "(secret)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Takes known secrets out of any text that leaves the program: log lines, reports, JSON, error messages.
///
/// Secrets are known in the forms in which they travel: plain, in base64 at each of its three alignments (SASL PLAIN
/// puts names before the password, RFC 4616 §2), and escaped for JSON and HTML. The cost of a text does not grow with
/// the number of secrets.
public final class Redactor: Sendable {
  public static let shared = Redactor()

  public init() {}

  /// Forms that begin alike. Their lengths are few, so that thousands of them cost a few look-ups.
  private struct Alike {
    var forms: Set<[UInt8]> = []
    var lengths: Set<Int> = []
  }

  /// By the first four bytes; no form is shorter.
  private let known = Mutex<[UInt32: Alike]>([:])

  /// Remembers `secret` and its other forms. Texts under four bytes are not remembered: they would blank ordinary words.
  public func learn(_ secret: String) {
    let bytes = Array(secret.utf8)
    guard bytes.count >= 4 else { return }
    let forms = Self.forms(bytes)
    known.withLock { known in
      for form in forms {
        known[Self.head(form, 0), default: Alike()].forms.insert(form)
        known[Self.head(form, 0), default: Alike()].lengths.insert(form.count)
      }
    }
  }

  /// `text` with every known secret replaced by `(secret)`; secrets that overlap go together.
  public func redact(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let found = known.withLock { Self.found(in: bytes, known: $0) }
    guard !found.isEmpty else { return text }
    var out: [UInt8] = []
    var at = 0
    for range in found {
      out += bytes[at..<range.lowerBound]
      out += Array("(secret)".utf8)
      at = range.upperBound
    }
    return String(decoding: out + bytes[at...], as: UTF8.self)
  }

  private static func head(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Stretches of `bytes` that belong to secrets, in order and apart from each other.
  private static func found(in bytes: [UInt8], known: [UInt32: Alike]) -> [Range<Int>] {
    guard !known.isEmpty, bytes.count >= 4 else { return [] }
    var found: [Range<Int>] = []
    for at in 0...(bytes.count - 4) {
      guard let alike = known[head(bytes, at)] else { continue }
      let fitting = alike.lengths.filter { length in
        at + length <= bytes.count && alike.forms.contains(Array(bytes[at..<at + length]))
      }
      guard let longest = fitting.max() else { continue }
      if let last = found.last, at < last.upperBound {
        found[found.count - 1] = last.lowerBound..<max(last.upperBound, at + longest)
      } else {
        found.append(at..<at + longest)
      }
    }
    return found
  }

  private static func forms(_ secret: [UInt8]) -> [[UInt8]] {
    var forms = [secret, Array(Base64.encode(secret).utf8)]
    // Behind one or two other bytes the same secret reads differently. The groups at both ends depend on its neighbours
    // and are left out.
    for before in 0...2 {
      let coded = Array(Base64.encode([UInt8](repeating: 0, count: before) + secret).utf8)
      let whole = (before + secret.count) / 3 * 4
      let first = before == 0 ? 0 : 4
      forms.append(Array(coded[first..<max(first, whole)]))
    }
    for escapes in Self.escapes where secret.contains(where: { escapes[$0] != nil }) {
      forms.append(secret.flatMap { escapes[$0] ?? [$0] })
    }
    // What is left of a short secret behind other bytes could be any word.
    return forms.filter { $0.count >= 4 && ($0 == secret || $0.count >= min(8, secret.count)) }
  }

  /// What JSON and HTML write for bytes that mean something to them. JSON may leave the slash as it is.
  private static let escapes: [[UInt8: [UInt8]]] = {
    let json: [UInt8: [UInt8]] = [0x22: Array(#"\""#.utf8), 0x5C: Array(#"\\"#.utf8)]
    let html = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"].map {
      (Array($0.utf8)[0], Array($1.utf8))
    }
    return [
      json, json.merging([0x2F: Array(#"\/"#.utf8)]) { $1 }, Dictionary(uniqueKeysWithValues: html),
    ]
  }()
}
