import Core
import IMAP
import NIOCore
import NIOPosix
import TestKit
import Testing

@testable import IMAPClient

private enum Loopback {
  static let hasIPv6 = Files.text("/proc/net/if_inet6").contains("00000000000000000000000000000001")
}

/// A host with an IPv6 and an IPv4 address of which one, both or none answer (RFC 8305).
@Suite(.enabled(if: Skips.unless(Loopback.hasIPv6, "this machine has no ::1")))
struct DualStackTests {
  /// Says what it was told to; nil never answers.
  private struct Addresses: Resolver, Sendable {
    let loop: any EventLoop
    var v4: [Int]? = []
    var v6: [Int]? = []

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> { answer(v4, "127.0.0.1") }
    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> { answer(v6, "::1") }
    func cancelQueries() {}

    private func answer(_ ports: [Int]?, _ address: String) -> EventLoopFuture<[SocketAddress]> {
      guard let ports else {
        // Kept waiting until the loop itself ends, which fails it.
        return loop.scheduleTask(in: .hours(1)) { [SocketAddress]() }.futureResult
      }
      return loop.makeCompletedFuture { try ports.map { try SocketAddress(ipAddress: address, port: $0) } }
    }
  }

  private static func server(_ host: String) async throws -> ScriptedServer {
    var script = ScriptedServer.Script { .ok($0) }
    script.host = host
    return try await ScriptedServer(script)
  }

  /// The fault of a connection that must not come about; nil when a server greets.
  private static func dial(
    _ v6: [Int]?, _ v4: [Int]?, limit: Duration = .seconds(60)
  ) async -> Fault? {
    var endpoint = Endpoint(host: "twee.schuur.example", port: 143, tls: .none)
    endpoint.connectTimeout = limit
    do {
      let line = try await Dialer.open(
        endpoint, on: Dialling.loop, resolver: Addresses(loop: Dialling.loop, v4: v4, v6: v6))
      _ = try await line.greeting.get()
      line.close()
      return nil
    } catch {
      return error as? Fault
    }
  }

  @Test func onlyIPv4Listens() async throws {
    let server = try await Self.server("127.0.0.1")
    let dead = try #require(DeadPort())
    // Nothing is bound to that port on ::1: the knock is refused.
    #expect(await Self.dial([dead.port], [server.port]) == nil)
    #expect(server.connections == 1)
    withExtendedLifetime(dead) {}
    await server.stop()
  }

  @Test func onlyIPv6Listens() async throws {
    let server = try await Self.server("::1")
    let dead = try #require(DeadPort())
    #expect(await Self.dial([server.port], [dead.port]) == nil)
    #expect(server.connections == 1)
    withExtendedLifetime(dead) {}
    await server.stop()
  }

  @Test func bothListenAndIPv6IsPreferred() async throws {
    let (six, four) = (try await Self.server("::1"), try await Self.server("127.0.0.1"))
    #expect(await Self.dial([six.port], [four.port]) == nil)
    #expect(six.connections == 1)
    #expect(four.connections == 0)
    await six.stop()
    await four.stop()
  }

  /// The first address swallows the knock: the second is tried long before the first is given up, which would be the end.
  @Test func anAddressThatSwallowsHoldsNobodyUp() async throws {
    let deaf = try #require(DeafPort(.v6))
    let server = try await Self.server("127.0.0.1")
    #expect(await Self.dial([deaf.port], [server.port]) == nil)
    #expect(server.connections == 1)
    withExtendedLifetime(deaf) {}
    await server.stop()
  }

  @Test func aQuestionForIPv6ThatIsNeverAnswered() async throws {
    let server = try await Self.server("127.0.0.1")
    #expect(await Self.dial(nil, [server.port]) == nil)
    #expect(server.connections == 1)
    await server.stop()
  }

  @Test func allRefuse() async throws {
    let dead = try #require(DeadPort())
    #expect(await Self.dial([dead.port], [dead.port])?.code == .refused)
    withExtendedLifetime(dead) {}
  }

  @Test func allSwallow() async throws {
    let (six, four) = (try #require(DeafPort(.v6)), try #require(DeafPort(.v4)))
    let fault = await Self.dial([six.port], [four.port], limit: .milliseconds(800))
    #expect(fault?.code == .timeout)
    #expect(fault?.place == "twee.schuur.example:143")
    withExtendedLifetime((six, four)) {}
  }

  @Test func noAddressAtAll() async {
    #expect(await Self.dial([], [])?.code == .dns)
  }
}
