import Core
import IMAPClient
import Projects

extension Switchboard {
  /// The project's way of naming a server in the client's words.
  static func endpoint(_ known: Projects.Endpoint) -> IMAPClient.Endpoint {
    var endpoint = IMAPClient.Endpoint(host: known.host, port: known.port, tls: tls(known.tls))
    endpoint.trust =
      switch known.trust {
      case .system: .system
      case .authority(let file): .caFile(file)
      case .pinned(let digest): .pinned(sha256: digest.map { hex($0) }.joined())
      case .unverified: .unverified
      }
    if let proxy = known.proxy {
      endpoint.proxy =
        switch proxy.kind {
        case .socks5: .socks5(host: proxy.host, port: proxy.port, credentials: nil)
        case .http: .httpConnect(host: proxy.host, port: proxy.port, credentials: nil)
        }
    }
    if let timeout = known.timeout { endpoint.responseTimeout = timeout }
    endpoint.providerID = known.provider
    endpoint.compress = known.compress
    return endpoint
  }

  private static func tls(_ known: Projects.Endpoint.TLS) -> IMAPClient.Endpoint.TLS {
    switch known {
    case .implicit: .implicit
    case .starttls: .startTLS
    case .none: .none
    }
  }

  static func mechanism(_ known: Projects.Endpoint.SignIn) -> Login.Mechanism {
    switch known {
    case .automatic: .automatic
    case .plain: .plain
    case .login: .login
    case .xoauth2: .xoauth2
    case .oauthbearer: .oauthBearer
    case .cramMD5: .cramMD5
    case .scramSHA1: .scramSHA1
    case .scramSHA256: .scramSHA256
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
  }
}
