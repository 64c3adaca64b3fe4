internal import NIOCore
internal import NIOSSL

/// From when until when a certificate holds, in seconds since 1970.
public struct CertificateTerm: Sendable, Hashable {
  public var start: Int64
  public var end: Int64

  public init(start: Int64, end: Int64) {
    self.start = start
    self.end = end
  }
}

extension CertificateTerm {
  init(_ certificate: NIOSSLCertificate) {
    self.init(start: Int64(certificate.notValidBefore), end: Int64(certificate.notValidAfter))
  }
}

extension ConnectionHandler {
  /// Of the server's own certificate; nil without TLS.
  var certificateTerm: CertificateTerm? {
    guard let pipeline = context?.pipeline.syncOperations else { return nil }
    return (try? pipeline.nioSSL_peerCertificate())?.map(CertificateTerm.init)
  }
}
