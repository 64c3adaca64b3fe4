internal import Core

/// Which proxy stands between this machine and an issuer, as the environment says: `HTTPS_PROXY`, `ALL_PROXY`,
/// `NO_PROXY`, in capitals or not.
struct ProxySettings: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// RFC 9110 §9.3.6.
    case connect
    /// RFC 1928; without a password.
    case socks
  }

  struct Proxy: Sendable, Hashable {
    var kind: Kind
    var host: String
    var port: Int
    var user: String
    var password: Secret?
  }

  var proxy: Proxy?
  /// Hosts and domains that are reached without it; `*` is all.
  private var exceptions: [Exception] = []

  private struct Exception: Hashable {
    var name: String
    var port: Int?
  }

  init(environment: [String: String]) throws(Fault) {
    func value(_ name: String) -> String? {
      [environment[name.lowercased()], environment[name]].compactMap { $0 }.first { !$0.isEmpty }
    }
    guard let text = value("HTTPS_PROXY") ?? value("ALL_PROXY") else { return }
    proxy = try Self.parse(text)
    for part in (value("NO_PROXY") ?? "").split(whereSeparator: { $0 == "," || $0 == " " }).prefix(1000) {
      let pieces = part.split(separator: ":")
      let port = pieces.count == 2 ? Int(pieces[1]) : nil
      let name = port == nil ? String(part) : String(pieces[0])
      let bare =
        name.hasPrefix("*.") ? String(name.dropFirst(2)) : name.hasPrefix(".") ? String(name.dropFirst()) : name
      exceptions.append(Exception(name: bare.lowercased(), port: port))
    }
  }

  /// Nil when the host is reached directly: it is this machine, or an exception.
  func proxy(for address: WebAddress) -> Proxy? {
    if address.isOnThisMachine { return nil }
    let isException = exceptions.contains { exception in
      (exception.port ?? address.port) == address.port
        && (exception.name == "*" || exception.name == address.host || address.host.hasSuffix("." + exception.name))
    }
    return isException ? nil : proxy
  }

  private static func parse(_ text: String) throws(Fault) -> Proxy {
    var rest = Substring(text)
    var kind = Kind.connect
    if let end = text.firstRange(of: "://") {
      switch text[..<end.lowerBound].lowercased() {
      case "http": kind = .connect
      case "socks5", "socks5h": kind = .socks
      default:
        throw unusable("its scheme is neither http nor socks5")
      }
      rest = text[end.upperBound...]
    }
    rest = rest.prefix { $0 != "/" }
    var user = ""
    var password: Secret?
    if let at = rest.lastIndex(of: "@") {
      let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      user = FormText.unescape(parts[0].utf8, plusIsSpace: false) ?? parts[0]
      password = parts.dropFirst().first.map { Secret(FormText.unescape($0.utf8, plusIsSpace: false) ?? $0) }
      rest = rest[rest.index(after: at)...]
    }
    guard let address = WebAddress("http://\(rest)") else { throw unusable("it is no host and port") }
    if kind == .socks, !user.isEmpty { throw unusable("a password for a SOCKS proxy cannot be used here") }
    let port = rest.contains(":") ? address.port : kind == .socks ? 1080 : 3128
    return Proxy(kind: kind, host: address.host, port: port, user: user, password: password)
  }

  private static func unusable(_ why: String) -> Fault {
    Fault(
      .proxy, "the proxy that the environment names cannot be used: \(why)", place: "HTTPS_PROXY", recovery: .stopRun,
      advice: "Write HTTPS_PROXY as http://host:port, or unset it.")
  }
}
