import Core
import Lab
import TestKit
import Testing

/// A run as a person at a terminal has it: keys, Ctrl-C, a window that is closed, and a second terminal.
@Suite(.serialized) struct TerminalTests {
  /// The made-up company between two servers, and a run slow enough to be watched.
  private final class Watched: Sendable {
    let source: LabServer
    let target: LabServer
    let project: ProjectUnderTest

    init() async throws {
      source = try await LabServer(filling: "shortstraw")
      target = try await LabServer()
      func end(_ server: LabServer) -> ProjectUnderTest.End {
        var end = ProjectUnderTest.End(server)
        end.administrator = Shortstraw.administrator.user
        return end
      }
      let users = Shortstraw().mailboxes.map(\.user)
      project = try ProjectUnderTest(source: end(source), target: end(target), users: users.map { ($0, $0) })
    }

    /// Starts a run and waits until mail is on its way.
    func run(on terminal: PseudoTerminal) async throws -> ChildProcess {
      let child = try project.start(["migrate", "--yes", "--limit-rate", "1MB/s"], on: terminal)
      child.kill(afterMilliseconds: 120_000)
      #expect(await terminal.shows("s skip a mailbox"), "\(terminal.text)")
      return child
    }

    /// What is left is moved, and nothing is there twice.
    func finish() async throws {
      let rest = try await project.run("migrate", "--yes")
      #expect(rest.code == 0, "\(rest.all)")
      let verify = try await project.run("verify", "--full")
      #expect(verify.code == 0, "\(verify.all)")
      await source.stop()
      await target.stop()
    }
  }

  struct Way: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var keys = ""
    var signal: Int32?
    var exit: Int32
    var says: String
  }

  @Test(
    .needs(.program("postduif"), .program("postduif-lab")),
    arguments: [
      Way(testDescription: "Ctrl-C", keys: "\u{3}", exit: 130, says: "Stopped, and everything is saved"),
      Way(testDescription: "q", keys: "q", exit: 130, says: "Stopped, and everything is saved"),
      Way(testDescription: "p", keys: "p", exit: 1, says: "Paused, and everything is saved"),
      Way(testDescription: "SIGTERM", signal: 15, exit: 143, says: "Stopped, and everything is saved"),
    ])
  func anEndOnDemandSavesAndGivesTheTerminalBack(way: Way) async throws {
    let watched = try await Watched()
    let terminal = try PseudoTerminal()
    let child = try await watched.run(on: terminal)
    #expect(!terminal.isCooked)
    if let signal = way.signal { child.kill(signal) } else { terminal.type(way.keys) }
    #expect(await child.exit() == ChildProcess.Exit(code: way.exit), "\(terminal.text.suffix(2_000))")
    #expect(await terminal.shows(way.says), "\(terminal.text.suffix(2_000))")
    #expect(terminal.isCooked)
    try await watched.finish()
  }

  @Test(.needs(.program("postduif"), .program("postduif-lab"))) func twiceCtrlCStopsAtOnce() async throws {
    let watched = try await Watched()
    let terminal = try PseudoTerminal()
    let child = try await watched.run(on: terminal)
    terminal.type("\u{3}\u{3}")
    #expect(await child.exit() == ChildProcess.Exit(code: 130))
    try await watched.finish()
  }

  @Test(.needs(.program("postduif"), .program("postduif-lab"))) func aClosedWindowSavesToo() async throws {
    let watched = try await Watched()
    var terminal: PseudoTerminal? = try PseudoTerminal()
    let child = try await watched.run(on: try #require(terminal))
    terminal = nil
    #expect(await child.exit() == ChildProcess.Exit(code: 143))
    try await watched.finish()
  }

  @Test(
    .needs(.program("postduif"), .program("postduif-lab")),
    arguments: [("pause", 1, "Paused"), ("stop", 130, "Stopped")] as [(String, Int32, String)])
  func aSecondTerminalIsObeyed(word: String, exit: Int32, says: String) async throws {
    let watched = try await Watched()
    let terminal = try PseudoTerminal()
    let child = try await watched.run(on: terminal)
    let asked = try await watched.project.run("migration", word)
    #expect(asked.code == 0 && asked.output.contains("Asked the run to \(word)"))
    #expect(await child.exit() == ChildProcess.Exit(code: exit))
    #expect(await terminal.shows("\(says), and everything is saved"), "\(terminal.text.suffix(2_000))")
    #expect(try await watched.project.run("migration", "resume", "--yes").code == 0)
    try await watched.finish()
  }

  @Test(.needs(.program("postduif"), .program("postduif-lab"))) func aMailboxIsSkippedAndTheLogShown() async throws {
    let watched = try await Watched()
    let terminal = try PseudoTerminal(columns: 100, rows: 30)
    let child = try await watched.run(on: terminal)
    terminal.type("l")
    #expect(await terminal.shows("l mailboxes"))
    #expect(await terminal.shows("reading the folders"))
    let before = terminal.count
    terminal.type("l")
    #expect(await terminal.shows("l log", from: before))
    terminal.type("s")
    #expect(await terminal.shows("Press a mailbox's key"))
    terminal.type("1")
    #expect(await terminal.shows("is left for the next run"))
    terminal.type("q")
    #expect(await child.exit() == ChildProcess.Exit(code: 130), "\(terminal.text.suffix(2_000))")
    #expect(await terminal.shows("MAILBOX-SKIPPED"), "\(terminal.text.suffix(2_000))")
    try await watched.finish()
  }
}
