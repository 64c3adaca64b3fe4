import MIME

/// Whether a stranger on the line could have read a message on one hop, as far as the server that wrote it down says.
public enum Protection: String, Sendable, Hashable, CaseIterable {
  case encrypted
  /// With a version or a cipher that is not to be used any more (RFC 8996).
  case weak
  case clear
  /// In the clear, but within one network.
  case clearInside = "clear_inside"
  /// It never left a machine or a provider's own network.
  case inside
  case unknown

  init(_ received: ReceivedField, _ transmission: Transmission) {
    if let tls = received.tls {
      self = Self.isWeak(tls) ? .weak : .encrypted
    } else if transmission.isEncrypted == true {
      self = .encrypted
    } else {
      self = Self.withoutEncryption(received, transmission)
    }
  }

  private static func withoutEncryption(_ received: ReceivedField, _ transmission: Transmission) -> Protection {
    switch transmission.kind {
    case .local, .mapi: return .inside
    case .lmtp: return received.fromAddress.map(NetworkAddress.isPrivate) ?? true ? .inside : .clear
    case .http, .fetched, .other: return .unknown
    case .smtp: break
    }
    if let address = received.fromAddress {
      if NetworkAddress.isLoopback(address) || address == received.byAddress { return .inside }
      guard transmission.isEncrypted == false else { return .unknown }
      return NetworkAddress.isPrivate(address) ? .clearInside : .clear
    }
    // Google's servers hand on among themselves without naming from where.
    if received.from == nil || received.from?.lowercased() == "localhost" { return .inside }
    return transmission.isEncrypted == false ? .clear : .unknown
  }

  /// RFC 8996 §1 for the versions; RFC 7465 §2 and RFC 8429 §5 for ciphers.
  static func isWeak(_ tls: TLSDescription) -> Bool {
    if let version = tls.version, version.hasPrefix("SSL") || ["TLS 1.0", "TLS 1.1"].contains(version) { return true }
    let cipher = (tls.cipher ?? "").lowercased()
    return ["rc4", "3des", "des-cbc3", "des_ede"].contains { cipher.contains($0) }
  }
}
