import Core
import OAuth
import Projects

/// The project's files as the place where tokens are kept.
struct TokenVaultAdapter: TokenVault {
  private let store: TokenStore

  init(_ store: TokenStore) {
    self.store = store
  }

  func load(_ credential: String) async throws(Fault) -> SavedTokens? {
    guard let bytes = try await store.load(credential) else { return nil }
    return try SavedTokensText.read(bytes, place: "tokens of \(credential)")
  }

  func save(_ tokens: SavedTokens, of credential: String) async throws(Fault) {
    try await store.save(SavedTokensText.write(tokens), credential)
  }

  func exclusively<Answer: Sendable>(
    _ credential: String, _ body: @Sendable () async throws(Fault) -> Answer
  ) async throws(Fault) -> Answer {
    try await store.exclusively(credential, body)
  }
}

/// Tokens as lines of text: a head with the version, `refresh TAB token`, for each access token
/// `access TAB purpose TAB subject TAB issued TAB expires TAB scopes TAB token`, and `end`. Texts are in base64, times
/// seconds since 1970.
enum SavedTokensText {
  private static let mark = "postduif-tokens "
  private static let version = 1

  static func write(_ tokens: SavedTokens) -> [UInt8] {
    var lines = ["\(mark)\(version)"]
    if let token = tokens.refreshToken { lines.append("refresh\t\(coded(token.reveal()))") }
    let keys = tokens.access.keys.sorted { ($0.purpose.rawValue, $0.subject) < ($1.purpose.rawValue, $1.subject) }
    for key in keys {
      guard let token = tokens.access[key] else { continue }
      let columns = [
        "access", key.purpose.rawValue, coded(key.subject), "\(token.issued)", "\(token.expires)",
        coded(token.scopes.joined(separator: " ")), coded(token.secret.reveal()),
      ]
      lines.append(columns.joined(separator: "\t"))
    }
    return Array((lines.joined(separator: "\n") + "\nend\n").utf8)
  }

  /// Throws `CREDENTIAL-VERSION` for what a later version wrote and `CREDENTIAL-FILE` for what is no such text.
  static func read(_ bytes: [UInt8], place: String) throws(Fault) -> SavedTokens {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard let head = lines.first, head.hasPrefix(mark), let number = Int(head.dropFirst(mark.count)) else {
      throw damaged(line: 1, place)
    }
    guard number <= version else {
      throw Fault(
        "CREDENTIAL-VERSION", "the tokens were written by a later version of this program (\(number))", place: place,
        recovery: .stopRun, advice: "Use that version: postduif version")
    }
    guard lines.count > 2, lines[lines.count - 2] == "end", lines[lines.count - 1].isEmpty else {
      throw damaged(line: lines.count, place)
    }
    var tokens = SavedTokens()
    for (index, line) in lines.dropFirst().dropLast(2).enumerated() {
      guard take(line.split(separator: "\t", omittingEmptySubsequences: false), into: &tokens) else {
        throw damaged(line: index + 2, place)
      }
    }
    return tokens
  }

  private static func take(_ columns: [Substring], into tokens: inout SavedTokens) -> Bool {
    switch (columns.first, columns.count) {
    case ("refresh", 2):
      guard let token = decoded(columns[1]) else { return false }
      tokens.refreshToken = Secret(token)
    case ("access", 7):
      guard let purpose = Purpose(rawValue: String(columns[1])), let subject = decoded(columns[2]),
        let issued = Int64(columns[3]), let expires = Int64(columns[4]), let scopes = decoded(columns[5]),
        let token = decoded(columns[6])
      else { return false }
      tokens.access[TokenKey(purpose: purpose, subject: subject)] = AccessToken(
        secret: Secret(token), issued: issued, expires: expires, scopes: scopes.split(separator: " ").map(String.init))
    default: return false
    }
    return true
  }

  private static func coded(_ text: String) -> String { Base64.encode(Array(text.utf8)) }

  private static func decoded(_ text: Substring) -> String? {
    Base64.decode(Array(text.utf8)).flatMap { String(validating: $0, as: UTF8.self) }
  }

  private static func damaged(line: Int, _ place: String) -> Fault {
    Fault(
      "CREDENTIAL-FILE", "the saved tokens are damaged in line \(line)", place: place, recovery: .stopRun,
      advice: "Sign in again")
  }
}
