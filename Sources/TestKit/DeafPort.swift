import Glibc

/// A port on loopback that neither accepts nor refuses: its queue is full, and the system drops further knocks.
public final class DeafPort: Sendable {
  public let port: Int
  private let descriptors: [Int32]

  /// Nil when the system gives no such socket, as one without IPv6 does.
  public init?(_ family: AddressFamily) {
    let listener = Glibc.socket(family.number, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { return nil }
    var descriptors = [listener]
    var address = family.loopback(port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 0) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    // `sin_port` and `sin6_port` lie at the same place.
    port = Int(UInt16(bigEndian: address.sin6_port))
    var isFull = false
    for _ in 0..<16 where isListening && !isFull {
      let knock = Glibc.socket(family.number, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
      descriptors.append(knock)
      withUnsafePointer(to: &address) { pointer in
        _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(knock, $0, size) }
      }
      // On loopback a knock that is heard is answered before `connect` returns.
      var state = pollfd(fd: knock, events: Int16(POLLOUT), revents: 0)
      isFull = poll(&state, 1, 0) == 0
    }
    self.descriptors = descriptors
    guard isFull else {
      for descriptor in descriptors { close(descriptor) }
      return nil
    }
  }

  deinit { for descriptor in descriptors { close(descriptor) } }

  public enum AddressFamily: Sendable {
    case v4, v6

    var number: Int32 { self == .v4 ? AF_INET : AF_INET6 }

    /// 127.0.0.1 or ::1, in the room of the longer.
    func loopback(port: Int) -> sockaddr_in6 {
      var address = sockaddr_in6()
      address.sin6_port = UInt16(truncatingIfNeeded: port).bigEndian
      guard self == .v4 else {
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        return address
      }
      address.sin6_family = sa_family_t(AF_INET)
      // `sin_addr` lies where IPv6 has its flow label.
      address.sin6_flowinfo = UInt32(0x7F00_0001).bigEndian
      return address
    }
  }
}
