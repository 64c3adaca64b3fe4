public import Core
public import MIME

/// One server that took a message, as it wrote so itself.
public struct Hop: Sendable, Hashable {
  /// 1 is the first server.
  public var number: Int
  public var received: ReceivedField
  /// Where the field begins, in bytes from the beginning of the message.
  public var offset: Int
  /// Place of the field among all fields; 0 is the topmost.
  public var fieldIndex: Int
  public var transmission: Transmission
  public var protection: Protection
  /// Seconds since the hop before whose clock agrees with the others; nil where one of the two is missing or wrong.
  public var delaySeconds: Int64?
  /// Seconds this server's clock runs ahead of (or, negative, behind) its neighbours', at the least; nil when it agrees.
  public var clockErrorSeconds: Int64?

  public var time: ZonedTime? { received.date?.time }
  /// The zone stands in the field and says something.
  public var isZoneKnown: Bool { received.date?.isZoneKnown ?? false }

  init(number: Int, received: ReceivedField, offset: Int, fieldIndex: Int) {
    (self.number, self.received, self.offset, self.fieldIndex) = (number, received, offset, fieldIndex)
    transmission = Transmission(received)
    protection = Protection(received, transmission)
  }

  /// Who signed in, or ran the program; without the host's address that qmail puts behind it.
  public var account: String? {
    guard let user = received.user else { return nil }
    guard let address = received.fromAddress, user.hasSuffix("@" + address) else { return user }
    return String(user.dropLast(address.count + 1))
  }

  /// The server, by the best of its names; nil when the field names none.
  public var server: String? { received.by ?? received.byAddress }
  /// The client, by the best of its names.
  public var client: String? {
    let names = [received.reverseName, received.from, received.helo].compactMap { $0 }
    let named = names.first { DomainName.normal($0) != nil } ?? names.first { $0.lowercased() != "unknown" }
    return (named ?? received.fromAddress).map { $0.last == "." ? String($0.dropLast()) : $0 }
  }
}
