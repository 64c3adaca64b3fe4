internal import AsyncHTTPClient
internal import Core
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What kept a question from its answer, in the codes that connections to mail servers use as well.
enum HTTPFaults {
  static func asking(_ error: any Error, _ address: WebAddress, isProxied: Bool) -> Fault {
    switch error {
    case let fault as Fault: return fault
    case is CancellationError: return cancelled(address)
    case is NIOTooManyBytesError: return tooLarge(address)
    case let error as NIOConnectionError: return connecting(error, address, isProxied)
    case let error as HTTPClientError: return client(error, address, isProxied)
    case let error as NIOSSLExtraError: return name(error, address)
    case let error as NIOSSLError: return handshake(error, address)
    case ChannelError.connectTimeout: return timedOut(address)
    case let error as IOError where error.errnoCode == ECONNREFUSED: return refused(address, isProxied, error)
    case let error as IOError where error.errnoCode == ETIMEDOUT: return timedOut(address)
    default:
      return Fault(
        .lost, "the connection to the issuer broke", place: address.place, recovery: .reconnect, cause: error)
    }
  }

  static func cancelled(_ address: WebAddress) -> Fault {
    Fault(.oauthCancelled, "the question was withdrawn", place: address.place, recovery: .retry(after: nil))
  }

  static func timedOut(_ address: WebAddress) -> Fault {
    Fault(
      .timeout, "the issuer did not answer in time", place: address.place, recovery: .reconnect,
      advice: "Check whether a firewall or proxy stands between this machine and \(address.host).")
  }

  private static func tooLarge(_ address: WebAddress) -> Fault {
    Fault(
      .oauthAnswer, "what came back is larger than any answer of an issuer", place: address.place,
      recovery: .stopMailbox, advice: "Check the address of the issuer, and whether a proxy answers in its place.")
  }

  private static func connecting(_ error: NIOConnectionError, _ address: WebAddress, _ isProxied: Bool) -> Fault {
    if isProxied { return proxy("the proxy cannot be reached", address, error) }
    if error.connectionErrors.isEmpty {
      return Fault(
        .dns, "the issuer's name has no address", place: address.host, recovery: .reconnect,
        advice: "Check the DNS server of this machine.", cause: error)
    }
    if error.connectionErrors.contains(where: { ($0.error as? IOError)?.errnoCode == ECONNREFUSED }) {
      return refused(address, isProxied, error)
    }
    return timedOut(address)
  }

  private static func refused(_ address: WebAddress, _ isProxied: Bool, _ error: any Error) -> Fault {
    if isProxied { return proxy("the proxy refuses the connection", address, error) }
    return Fault(
      .refused, "nothing answers at the issuer's port", place: address.place, recovery: .reconnect,
      advice: "Check whether a firewall forbids the connection to \(address.host).", cause: error)
  }

  private static func client(_ error: HTTPClientError, _ address: WebAddress, _ isProxied: Bool) -> Fault {
    switch error {
    case .cancelled, .requestStreamCancelled: cancelled(address)
    case .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .tlsHandshakeTimeout,
      .getConnectionFromPoolTimeout:
      timedOut(address)
    case .httpProxyHandshakeTimeout, .socksHandshakeTimeout: proxy("the proxy did not answer in time", address, error)
    case .proxyAuthenticationRequired: proxy("the proxy wants a name and a password", address, error)
    case .invalidProxyResponse: proxy("the proxy would not connect", address, error)
    default:
      Fault(.lost, "the connection to the issuer broke", place: address.place, recovery: .reconnect, cause: error)
    }
  }

  private static func proxy(_ what: String, _ address: WebAddress, _ error: any Error) -> Fault {
    Fault(
      .proxy, what, place: address.place, recovery: .reconnect,
      advice: "Check HTTPS_PROXY and NO_PROXY, and that the proxy may reach \(address.host).", cause: error)
  }

  // MARK: TLS

  private static func name(_ error: NIOSSLExtraError, _ address: WebAddress) -> Fault {
    guard error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch else {
      return Fault(.tlsHandshake, "TLS failed: \(error)", place: address.place, recovery: .stopMailbox, cause: error)
    }
    return Fault(
      .tlsName, "the issuer's certificate is for another name", place: address.place, recovery: .stopMailbox,
      advice: "Somebody answers in the issuer's place: a proxy that opens TLS, most often.", cause: error)
  }

  private static func handshake(_ error: NIOSSLError, _ address: WebAddress) -> Fault {
    guard case .handshakeFailed(let reason) = error else {
      return Fault(.lost, "the encrypted connection broke", place: address.place, recovery: .reconnect, cause: error)
    }
    let words = String(describing: reason)
    if words.contains("CERTIFICATE_VERIFY_FAILED") {
      return Fault(
        .tlsUntrusted, "nobody this machine trusts vouches for the issuer's certificate", place: address.place,
        recovery: .stopMailbox,
        advice: "A proxy that opens TLS needs its authority's certificate here (CA file); otherwise check the clock.",
        cause: error)
    }
    if ["WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST"].contains(where: words.contains) {
      return Fault(
        .tlsPlain, "what answers at the issuer's port does not speak TLS", place: address.place,
        recovery: .stopMailbox, advice: "Check the address of the issuer.", cause: error)
    }
    if case .syscallError = reason { return brokenOff(error, address) }
    if words.lowercased().contains("eof") { return brokenOff(error, address) }
    return Fault(
      .tlsHandshake, "no agreement on TLS", place: address.place, recovery: .stopMailbox,
      advice: "A proxy that opens TLS may be too old for TLS 1.2.", cause: error)
  }

  private static func brokenOff(_ error: any Error, _ address: WebAddress) -> Fault {
    Fault(
      .lost, "the connection was closed during the TLS handshake", place: address.place, recovery: .reconnect,
      cause: error)
  }
}
