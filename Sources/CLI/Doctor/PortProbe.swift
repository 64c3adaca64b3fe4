import NIOCore
import NIOPosix

/// Whether anything answers at a port; no byte is sent.
enum PortProbe {
  static func answers(host: String, port: Int, on group: any EventLoopGroup, within: TimeAmount = .seconds(5)) async
    -> Bool
  {
    do {
      let channel = try await ClientBootstrap(group: group).connectTimeout(within).connect(host: host, port: port).get()
      try await channel.close()
      return true
    } catch {
      return false
    }
  }
}
