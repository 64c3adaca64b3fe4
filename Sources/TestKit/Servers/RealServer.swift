import Core
import Lab

/// A real IMAP server of a test's own, on 127.0.0.1, with its mail in a temporary folder.
public protocol RealServer: AnyObject, Sendable {
  var port: Int { get }
  /// Nil where the server speaks no TLS by itself.
  var tlsPort: Int? { get }
  var password: String { get }
  /// As a user would call it, for messages.
  var name: String { get }
  /// Starts it, or starts it again on the same ports with the same mail; returns once it answers.
  func start() async throws
  /// `kill -9` to all of its processes at once.
  func kill() async
  func stop() async
}

extension RealServer {
  /// Waits until the port answers. The servers open their ports before they report ready, but not all of them report.
  func waitUntilReady(_ child: ChildProcess, seconds: Int = 20, log: String) async throws {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while clock.now < end, child.isRunning {
      if Loopback.answers(port: port) { return }
      // No event says that another program has begun to listen.
      try await clock.sleep(for: .milliseconds(10))
    }
    throw Fault("TEST-SERVER", "\(name) did not start: \(Files.text(log).suffix(600))", recovery: .stopRun)
  }

  /// Waits until the port is closed: killed processes take a moment to go, and the next start needs their ports.
  func waitUntilSilent() async {
    let clock = ContinuousClock()
    for _ in 0..<500 {
      if !Loopback.answers(port: port) { return }
      try? await clock.sleep(for: .milliseconds(10))
    }
  }
}
