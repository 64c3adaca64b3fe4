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
public final class Redactor: Sendable {
  public static let shared = Redactor()
  private let known = Mutex<Set<String>>([])

  /// Remembers `secret` and its base64 form. Texts under four characters are not remembered: they would blank
  /// ordinary words.
  public func learn(_ secret: String) {
    guard secret.utf8.count >= 4 else { return }
    known.withLock {
      $0.insert(secret)
      $0.insert(Base64.encode(Array(secret.utf8)))
    }
  }

  /// `text` with every known secret replaced by `(secret)`.
  public func redact(_ text: String) -> String {
    let secrets = known.withLock { $0 }
    guard !secrets.isEmpty else { return text }
    var out = text
    // Longest first, so that a secret that contains another goes whole.
    for secret in secrets.sorted(by: { $0.utf8.count > $1.utf8.count }) where out.contains(secret) {
      out = out.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "(secret)")
    }
    return out
  }
}
