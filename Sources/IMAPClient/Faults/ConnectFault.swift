internal import Core
internal import IMAP
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

/// What broke a connection, in the words of the four questions: sockets and TLS report in their own.
enum ConnectFault {
  /// An error of the channel, before or after the greeting.
  static func during(
    _ error: any Error, endpoint: Endpoint, isGreeted: Bool, certificate: NIOSSLCertificate?
  ) -> Fault {
    switch error {
    case let fault as Fault: return fault
    case let error as NIOConnectionError: return connecting(error, endpoint)
    case ChannelError.connectTimeout: return timedOut("no connection", endpoint)
    case let error as NIOSSLExtraError: return name(error, endpoint)
    case let error as NIOSSLError: return handshake(error, endpoint, isGreeted, certificate)
    case let error as IOError where error.errnoCode == ECONNREFUSED: return refused(endpoint, error)
    case let error as IOError where error.errnoCode == ETIMEDOUT: return timedOut("the connection went dead", endpoint)
    default:
      return Fault(
        .lost, isGreeted ? "the connection broke" : "the connection broke before the server greeted",
        place: endpoint.place, recovery: .reconnect, cause: error)
    }
  }

  private static func connecting(_ error: NIOConnectionError, _ endpoint: Endpoint) -> Fault {
    if error.connectionErrors.isEmpty {
      return Fault(
        .dns, "the host name has no address", place: endpoint.host, recovery: .stopMailbox,
        advice: "Check the spelling of the host name, and the DNS server of this machine.", cause: error)
    }
    if error.connectionErrors.contains(where: { ($0.error as? IOError)?.errnoCode == ECONNREFUSED }) {
      return refused(endpoint, error)
    }
    if error.connectionErrors.contains(where: {
      if case ChannelError.connectTimeout = $0.error { return true }
      return ($0.error as? IOError)?.errnoCode == ETIMEDOUT
    }) {
      return timedOut("no connection", endpoint)
    }
    return Fault(
      .lost, "the connection could not be made", place: endpoint.place, recovery: .reconnect,
      advice: "Check the network between this machine and the server.", cause: error)
  }

  private static func refused(_ endpoint: Endpoint, _ error: any Error) -> Fault {
    Fault(
      .refused, "nothing answers at this port", place: endpoint.place, recovery: .reconnect,
      advice: "Check the port, and whether a firewall forbids the connection.", cause: error)
  }

  private static func timedOut(_ what: String, _ endpoint: Endpoint) -> Fault {
    Fault(
      .timeout, "\(what) within \(endpoint.connectTimeout.components.seconds) s", place: endpoint.place,
      recovery: .reconnect, advice: "Check host and port, and whether a firewall drops the connection.")
  }

  static func reachingProxy(_ error: any Error, proxy: String) -> Fault {
    Fault(
      .proxy, "the proxy cannot be reached", place: proxy, recovery: .reconnect,
      advice: "Check the proxy's host and port.",
      cause: error)
  }

  static func noGreeting(endpoint: Endpoint) -> Fault {
    if endpoint.tls == .none, endpoint.port == 993 {
      return Fault(
        .tlsPlain, "the server waits in silence, as one does that expects TLS", place: endpoint.place,
        recovery: .stopMailbox, advice: "Use TLS on port 993.")
    }
    return Fault(
      .timeout, "no greeting within \(endpoint.connectTimeout.components.seconds) s", place: endpoint.place,
      recovery: .reconnect, advice: "Check port and TLS setting: a server that expects TLS says nothing without it.")
  }

  static func silent(endpoint: Endpoint, command: String) -> Fault {
    Fault(
      .timeout, "no answer to \(command) within \(endpoint.responseTimeout.components.seconds) s",
      place: endpoint.place,
      recovery: .reconnect)
  }

  static func closed(endpoint: Endpoint, isGreeted: Bool) -> Fault {
    isGreeted
      ? Fault(.lost, "the server closed the connection", place: endpoint.place, recovery: .reconnect)
      : Fault(
        .greeting, "the server closed the connection without a greeting", place: endpoint.place, recovery: .reconnect,
        advice: "Check port and TLS setting; some servers close like this when too many connections are open.")
  }

  /// Bytes that are no IMAP: what they are tells what to do.
  static func reading(_ error: any Error, endpoint: Endpoint, isGreeted: Bool, firstBytes: ByteBuffer) -> Fault {
    if let fault = error as? Fault { return fault }
    if !isGreeted, let first = firstBytes.getInteger(at: firstBytes.readerIndex, as: UInt8.self), first == 0x15 {
      return Fault(
        .tlsPlain, "the server speaks TLS here, and the endpoint says it does not", place: endpoint.place,
        recovery: .stopMailbox, advice: "Use TLS for this port.", cause: error)
    }
    return Fault(
      isGreeted ? .protocolBroken : .greeting,
      isGreeted ? "the server's answer cannot be read: \(error)" : "what answers is no IMAP server",
      place: endpoint.place, recovery: isGreeted ? .reconnect : .stopMailbox,
      advice: isGreeted ? "" : "Check host name and port.", cause: error)
  }

  // MARK: TLS

  private static func name(_ error: NIOSSLExtraError, _ endpoint: Endpoint) -> Fault {
    guard error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch else {
      return Fault(.tlsHandshake, "TLS failed: \(error)", place: endpoint.place, recovery: .stopMailbox, cause: error)
    }
    return Fault(
      .tlsName, "the server's certificate is for another name", place: endpoint.place, recovery: .stopMailbox,
      advice: "Use the host name that stands in the certificate, or pin the certificate.", cause: error)
  }

  private static func handshake(
    _ error: NIOSSLError, _ endpoint: Endpoint, _ isGreeted: Bool, _ certificate: NIOSSLCertificate?
  ) -> Fault {
    guard case .handshakeFailed(let reason) = error else {
      return Fault(.lost, "the encrypted connection broke", place: endpoint.place, recovery: .reconnect, cause: error)
    }
    let words = String(describing: reason)
    if words.contains("CERTIFICATE_VERIFY_FAILED") { return untrusted(error, endpoint, certificate) }
    // What a plain-text greeting looks like to somebody who expects a TLS record.
    if ["WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST"].contains(where: words.contains) {
      return Fault(
        .tlsPlain, "the server does not speak TLS at this port", place: endpoint.place, recovery: .stopMailbox,
        advice: endpoint.port == 143 ? "Use STARTTLS on port 143, or TLS on port 993." : "Use STARTTLS, or port 993.",
        cause: error)
    }
    if case .syscallError = reason { return brokenOff(error, endpoint) }
    if words.contains("eof") || words.contains("EOF") { return brokenOff(error, endpoint) }
    return Fault(
      .tlsHandshake, "no agreement on TLS", place: endpoint.place, recovery: .stopMailbox,
      advice: "The server may be too old for TLS 1.2, or ask for a client certificate.", cause: error)
  }

  private static func brokenOff(_ error: any Error, _ endpoint: Endpoint) -> Fault {
    Fault(
      .lost, "the server closed the connection during the TLS handshake", place: endpoint.place, recovery: .reconnect,
      cause: error)
  }

  private static func untrusted(_ error: any Error, _ endpoint: Endpoint, _ certificate: NIOSSLCertificate?) -> Fault {
    if case .pinned = endpoint.trust {
      return Fault(
        .tlsUntrusted, "the server shows another certificate than the pinned one", place: endpoint.place,
        recovery: .stopMailbox,
        advice: "If the server's certificate was renewed, pin the new one; otherwise somebody stands in between.",
        cause: error)
    }
    let now = time(nil)
    if let certificate, certificate.notValidAfter < now || certificate.notValidBefore > now {
      let isOver = certificate.notValidAfter < now
      let date = ZonedTime(seconds: Int64(isOver ? certificate.notValidAfter : certificate.notValidBefore))
      return Fault(
        .tlsExpired,
        "the server's certificate \(isOver ? "expired on" : "is not valid before") \(date.day)", place: endpoint.place,
        recovery: .stopMailbox,
        advice: "Have the certificate renewed, check this machine's clock, or pin the certificate.",
        cause: error)
    }
    return Fault(
      .tlsUntrusted, "nobody this machine trusts vouches for the server's certificate", place: endpoint.place,
      recovery: .stopMailbox, advice: "Name the authority's certificate (CA file), or pin the server's certificate.",
      cause: error)
  }
}
