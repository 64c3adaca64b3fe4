import Core
import FoundationEssentials

/// The text of a credential store: after a head, a line for each credential. `name TAB base64` holds a password,
/// `name TAB kind TAB base64` the fields of another kind as a JSON object of strings. Base64 guards against a glance over
/// the shoulder and against line ends inside, not against a reader.
struct CredentialTable: Sendable {
  /// Still in base64: a password becomes a ``Secret`` when it is asked for, so that the redactor learns those in use and
  /// not 50,000 that are not.
  struct Entry: Sendable, Hashable {
    var kind: String
    var coded: ArraySlice<UInt8>
  }

  var entries: [String: Entry] = [:]
  /// Keys that tokens may still be sealed with, while the passphrase changes.
  var earlierKeys: [SpareKey] = []
  /// Where it came from, for faults.
  let path: String

  static let version = 3
  private static let mark = "# postduif-credentials "
  /// An earlier version would lose the earlier keys, and only these.
  private var head: String {
    "\(Self.mark)\(earlierKeys.isEmpty ? 2 : Self.version): name, tab, kind of all but passwords, tab, base64."
      + " Keep it to yourself (chmod 600).\n"
  }

  init(path: String) {
    self.path = path
  }

  /// Throws `CREDENTIAL-VERSION` for a file of a later version, `CREDENTIAL-FILE` for anything else that is no store.
  init(_ bytes: [UInt8], path: String) throws(Fault) {
    self.path = path
    for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      // The first version's head is any other comment.
      if number == 0, line.starts(with: Self.mark.utf8) { try check(version: line.dropFirst(Self.mark.utf8.count)) }
      if line.starts(with: SpareKey.mark.utf8) {
        guard let key = SpareKey(line) else { throw damaged("line \(number + 1) is no key") }
        earlierKeys.append(key)
      }
      if line.isEmpty || line.first == 0x23 { continue }
      guard let (name, entry) = Self.entry(line) else {
        throw damaged("line \(number + 1) is not a name, a kind and base64")
      }
      entries[name] = entry
    }
  }

  private static func entry(_ line: ArraySlice<UInt8>) -> (name: String, Entry)? {
    guard let tab = line.firstIndex(of: 0x09), let name = String(validating: line[..<tab], as: UTF8.self) else {
      return nil
    }
    let rest = line[(tab + 1)...]
    guard let second = rest.firstIndex(of: 0x09) else {
      return (name, Entry(kind: StoredCredential.passwordKind, coded: rest))
    }
    let kind = String(decoding: rest[..<second], as: UTF8.self)
    let coded = rest[(second + 1)...]
    guard StoredCredential.isKind(kind), !coded.contains(0x09) else { return nil }
    return (name, Entry(kind: kind, coded: coded))
  }

  private func check(version: ArraySlice<UInt8>) throws(Fault) {
    guard let number = Int(String(decoding: version.prefix { (0x30...0x39).contains($0) }, as: UTF8.self)) else {
      throw damaged("the first line names no version")
    }
    guard number <= Self.version else {
      throw Fault(
        "CREDENTIAL-VERSION", "the store was written by a later version of this program (\(number))", place: path,
        recovery: .stopRun, advice: "Use that version: postduif version")
    }
  }

  var bytes: [UInt8] {
    var out = Array(head.utf8)
    for key in earlierKeys { out += Array((key.line + "\n").utf8) }
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      out += name.utf8
      out.append(0x09)
      if entry.kind != StoredCredential.passwordKind {
        out += entry.kind.utf8
        out.append(0x09)
      }
      out += entry.coded
      out.append(0x0A)
    }
    return out
  }

  // MARK: Values

  /// The secret of a password. Throws `CREDENTIAL-KIND` for anything else.
  func secret(_ entry: Entry, name: String) throws(Fault) -> Secret {
    guard entry.kind == StoredCredential.passwordKind else {
      throw Fault(
        "CREDENTIAL-KIND", "\"\(name)\" is a \(entry.kind), not a password", place: path, recovery: .stopRun,
        advice: "Give the server a sign-in that takes tokens, or name another credential")
    }
    return Secret(try password(entry, name: name))
  }

  func credential(_ entry: Entry, name: String) throws(Fault) -> StoredCredential {
    if entry.kind == StoredCredential.passwordKind {
      return StoredCredential(kind: entry.kind, fields: ["password": try password(entry, name: name)])
    }
    guard let json = Base64.decode(entry.coded),
      let fields = try? JSONDecoder().decode([String: String].self, from: Data(json))
    else { throw damaged("the fields of \"\(name)\" cannot be read") }
    return StoredCredential(kind: entry.kind, fields: fields)
  }

  private func password(_ entry: Entry, name: String) throws(Fault) -> String {
    guard let plain = Base64.decode(entry.coded), let text = String(validating: plain, as: UTF8.self) else {
      throw damaged("the secret \"\(name)\" is not base64")
    }
    return text
  }

  static func entry(_ secret: Secret) -> Entry {
    Entry(kind: StoredCredential.passwordKind, coded: coded(Array(secret.reveal().utf8)))
  }

  static func entry(_ credential: StoredCredential) -> Entry {
    if credential.kind == StoredCredential.passwordKind { return entry(Secret(credential.fields["password"] ?? "")) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // `JSONValue` is for what leaves the program: it takes out secrets. A table of texts can always be encoded.
    let json = (try? encoder.encode(credential.fields)).map { Array($0) } ?? []
    return Entry(kind: credential.kind, coded: coded(json))
  }

  private static func coded(_ bytes: [UInt8]) -> ArraySlice<UInt8> { Array(Base64.encode(bytes).utf8)[...] }

  private func damaged(_ message: String) -> Fault {
    Fault(
      "CREDENTIAL-FILE", message, place: path, recovery: .stopRun,
      advice: "Take the line out, or put a backup in its place, and set the credential again")
  }
}
