import Glibc

/// Ports of this machine.
public enum Loopback {
  /// Connects `socket` to 127.0.0.1.
  static func connect(_ socket: Int32, port: Int) -> Bool {
    var address = self.address(port: port)
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    } == 0
  }

  /// True when something listens there now.
  public static func answers(port: Int) -> Bool {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    return connect(socket, port: port)
  }

  /// `count` different ports that nothing listens on now. They are free when asked, which is all a machine can promise.
  public static func freePorts(_ count: Int) -> [Int] {
    var held: [Int32] = []
    defer { for socket in held { close(socket) } }
    return (0..<count).map { _ in
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      held.append(socket)
      var address = self.address(port: 0)
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      return withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
        }
      } ? Int(UInt16(bigEndian: address.sin_port)) : 0
    }
  }

  private static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
  }
}
