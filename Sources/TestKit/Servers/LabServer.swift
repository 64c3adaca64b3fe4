import Core
import Glibc
import Lab
import Synchronization

/// The lab's own server in a process of its own, so that it can be killed like any other. Its mail is Shortstraw's.
public final class LabServer: RealServer {
  public let name = "postduif-lab"
  /// Every mailbox has its own; this one opens all of them for the administrator.
  public let password = Shortstraw.administrator.password
  public let port: Int
  public let tlsPort: Int? = nil
  public let folder: TemporaryFolder
  private let arguments: [String]
  private let process = Mutex<ChildProcess?>(nil)

  /// `filling` is `shortstraw` or `shortstraw-raw` for an old host, nil for an empty new one.
  public init(filling: String? = nil, extra: [String] = []) async throws {
    folder = try TemporaryFolder("lab")
    port = Loopback.freePorts(1)[0]
    let side = filling == nil ? "--new" : "--old"
    arguments =
      ["serve", side, String(port), "--data", folder.path] + (filling.map { ["--fill", $0] } ?? []) + extra
    try await start()
  }

  deinit { process.withLock { $0?.kill() } }

  public func start() async throws {
    guard let program = PackageFolder.program("postduif-lab") else {
      throw Fault("TEST-SERVER", "postduif-lab is not built", recovery: .stopRun)
    }
    unlink(readyFile)
    let child = try ChildProcess.start(
      program, arguments + ["--ready-file", readyFile], output: folder("log"), errors: folder("log"))
    process.withLock { $0 = child }
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60)
    while !Files.exists(readyFile) {
      guard clock.now < end, child.isRunning else {
        throw Fault("TEST-SERVER", "postduif-lab did not start: \(Files.text(folder("log")))", recovery: .stopRun)
      }
      try await clock.sleep(for: .milliseconds(5))
    }
  }

  private var readyFile: String { folder("ready") }

  public func kill() async { await end(9) }
  public func stop() async { await end(15) }

  private func end(_ signal: Int32) async {
    guard let child = process.withLock({ $0 }) else { return }
    child.kill(signal)
    if signal != 9 { child.kill(9, afterMilliseconds: 10_000) }
    _ = await child.exit()
  }
}
