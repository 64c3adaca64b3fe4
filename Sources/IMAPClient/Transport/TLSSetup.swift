internal import Core
internal import Crypto
internal import NIOCore
internal import NIOSSL

/// The endpoint's wishes about TLS as a client context. TLS 1.2 and later; the host's name is always checked unless the
/// endpoint says which certificate it wants, or that any will do.
struct TLSSetup: Sendable {
  private let context: NIOSSLContext
  private let host: String
  private let pin: String?

  init(_ endpoint: Endpoint) throws(Fault) {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    var pin: String?
    switch endpoint.trust {
    case .system: break
    case .caFile(let path): configuration.trustRoots = .file(path)
    case .pinned(let digest):
      pin = digest.lowercased().filter { $0.isHexDigit }
      // The pin is compared in place of the chain; the name says nothing more about a certificate that is known.
      configuration.certificateVerification = .noHostnameVerification
    case .unverified: configuration.certificateVerification = .none
    }
    do {
      context = try NIOSSLContext(configuration: configuration)
    } catch {
      throw Fault(
        .tlsSettings, "the trust settings cannot be used: \(error)", place: endpoint.place, recovery: .stopRun,
        advice: "Check that the CA file exists and holds certificates in PEM form.", cause: error)
    }
    if let pin, pin.utf8.count != 64 {
      throw Fault(
        .tlsSettings, "a pinned certificate is named by 64 hexadecimal digits", place: endpoint.place,
        recovery: .stopRun, advice: "Take the SHA-256 fingerprint of the server's certificate.")
    }
    host = endpoint.host
    self.pin = pin
  }

  func makeHandler() throws -> NIOSSLClientHandler {
    // An address cannot stand in SNI (RFC 6066 §3); the certificate is then compared with the address itself.
    let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
    let name = isAddress ? nil : host
    guard let pin else { return try NIOSSLClientHandler(context: context, serverHostname: name) }
    return try NIOSSLClientHandler(context: context, serverHostname: name) { certificates, promise in
      guard let leaf = certificates.first, let der = try? leaf.toDERBytes() else { return promise.succeed(.failed) }
      promise.succeed(hexadecimal(SHA256.hash(data: der)) == pin ? .certificateVerified : .failed)
    }
  }
}
