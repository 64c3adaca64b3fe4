internal import Core

/// The conversation with a proxy, up to the open tunnel. Bytes in, actions out.
struct ProxyHandshake: Sendable {
  enum Action: Equatable {
    case wait
    case send([UInt8])
    /// The tunnel stands; so many of the bytes given last belong to the server behind.
    case established(leftover: [UInt8])
    case fail(String)
  }

  private enum State { case idle, httpHead, socksMethod, socksPassword, socksReply, done }

  let host: String
  let port: Int
  private let targetHost: String
  private let targetPort: Int
  private let credentials: Endpoint.Credentials?
  private let isHTTP: Bool
  private var state = State.idle
  private var held: [UInt8] = []
  /// Longest answer that is waited for.
  private static let limit = 16 << 10

  /// Nil when the endpoint is reached directly.
  init?(_ endpoint: Endpoint) {
    switch endpoint.proxy {
    case .none: return nil
    case .httpConnect(let host, let port, let credentials):
      (self.host, self.port, self.credentials, isHTTP) = (host, port, credentials, true)
    case .socks5(let host, let port, let credentials):
      (self.host, self.port, self.credentials, isHTTP) = (host, port, credentials, false)
    }
    targetHost = endpoint.host
    targetPort = endpoint.port
  }

  mutating func start() -> Action {
    if isHTTP {
      state = .httpHead
      let authority = targetHost.contains(":") ? "[\(targetHost)]:\(targetPort)" : "\(targetHost):\(targetPort)"
      var head = "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n"
      if let credentials {
        let pair = Base64.encode(Array("\(credentials.user):\(credentials.password.reveal())".utf8))
        head += "Proxy-Authorization: Basic \(pair)\r\n"
      }
      return .send(Array((head + "\r\n").utf8))
    }
    state = .socksMethod
    // RFC 1928 §3: methods "none" and, with credentials, "user and password".
    return .send(credentials == nil ? [5, 1, 0] : [5, 2, 0, 2])
  }

  mutating func receive(_ bytes: [UInt8]) -> Action {
    held += bytes
    guard held.count <= Self.limit else { return .fail("the proxy's answer is too long") }
    switch state {
    case .idle, .done: return .fail("the proxy speaks out of turn")
    case .httpHead: return httpHead()
    case .socksMethod: return socksMethod()
    case .socksPassword: return socksPassword()
    case .socksReply: return socksReply()
    }
  }

  private mutating func established(after count: Int) -> Action {
    state = .done
    let leftover = Array(held[count...])
    held = []
    return .established(leftover: leftover)
  }

  private mutating func httpHead() -> Action {
    var end: Int?
    for index in held.indices.dropFirst(3) where held[(index - 3)...index].elementsEqual([13, 10, 13, 10]) {
      end = index + 1
      break
    }
    guard let end else { return .wait }
    let line = held.prefix { $0 != 13 }
    let words = line.split(separator: 32)
    guard words.count >= 2, words[0].starts(with: "HTTP/1.".utf8) else { return .fail("the proxy does not speak HTTP") }
    let code = String(decoding: words[1], as: UTF8.self)
    guard code.utf8.first == 0x32, code.utf8.count == 3 else {
      return .fail(code == "407" ? "the proxy wants other credentials (407)" : "the proxy refused (\(code.prefix(3)))")
    }
    return established(after: end)
  }

  private mutating func socksMethod() -> Action {
    guard held.count >= 2 else { return .wait }
    guard held[0] == 5 else { return .fail("the proxy does not speak SOCKS 5") }
    let method = held[1]
    held.removeFirst(2)
    switch (method, credentials) {
    case (0, _): return socksConnect()
    case (2, let credentials?):
      // RFC 1929 §2.
      let user = Array(credentials.user.utf8)
      let password = Array(credentials.password.reveal().utf8)
      guard (1...255).contains(user.count), (1...255).contains(password.count) else {
        return .fail("user and password for the proxy must have 1 to 255 bytes")
      }
      state = .socksPassword
      return .send([1, UInt8(user.count)] + user + [UInt8(password.count)] + password)
    default: return .fail("the proxy wants credentials")
    }
  }

  private mutating func socksPassword() -> Action {
    guard held.count >= 2 else { return .wait }
    guard held[1] == 0 else { return .fail("the proxy refused the credentials") }
    held.removeFirst(2)
    return socksConnect()
  }

  /// RFC 1928 §4, with the name rather than an address: the proxy may see a DNS that we do not.
  private mutating func socksConnect() -> Action {
    let name = Array(targetHost.utf8)
    guard (1...255).contains(name.count) else { return .fail("the host name is too long for SOCKS") }
    state = .socksReply
    return .send(
      [5, 1, 0, 3, UInt8(name.count)] + name
        + [UInt8(truncatingIfNeeded: targetPort >> 8), UInt8(truncatingIfNeeded: targetPort)])
  }

  private mutating func socksReply() -> Action {
    guard held.count >= 5 else { return .wait }
    guard held[0] == 5 else { return .fail("the proxy does not speak SOCKS 5") }
    guard held[1] == 0 else { return .fail(Self.socksReason(held[1])) }
    let length: Int
    switch held[3] {
    case 1: length = 10
    case 3: length = 7 + Int(held[4])
    case 4: length = 22
    default: return .fail("the proxy names an address of no known kind")
    }
    return held.count >= length ? established(after: length) : .wait
  }

  private static func socksReason(_ code: UInt8) -> String {
    switch code {
    case 2: "the proxy's rules forbid the connection"
    case 3: "the proxy cannot reach the network"
    case 4: "the proxy cannot reach the host"
    case 5: "the server refused the proxy's connection"
    case 6: "the proxy's connection timed out"
    default: "the proxy failed (\(code))"
    }
  }
}
