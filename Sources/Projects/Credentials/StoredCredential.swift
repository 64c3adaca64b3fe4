/// What the store holds under a name: a password, or the fields of a sign-in of another kind. What the fields mean is the
/// business of those who set them. It prints its kind alone.
public struct StoredCredential: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// ``passwordKind``, or 1 to 64 small letters, digits and hyphens, as `microsoft-app`.
  public var kind: String
  public var fields: [String: String]

  public static let passwordKind = "password"

  public init(kind: String, fields: [String: String]) {
    self.kind = kind
    self.fields = fields
  }

  public var description: String { "(\(kind))" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }

  static func isKind(_ kind: some StringProtocol) -> Bool {
    (1...64).contains(kind.utf8.count)
      && kind.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }
}

/// A line of `credential list`.
public struct CredentialEntry: Sendable, Hashable {
  public var name: String
  public var kind: String
}
