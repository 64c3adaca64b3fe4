import Core
import Migration
import Testing

@testable import CLI

@Suite struct LiveViewTests {
  struct Typed: Sendable, CustomTestStringConvertible {
    var keys: String
    var running: [String]
    var action: LiveKeys.Action = .none
    var page = LiveKeys.Page.mailboxes
    var testDescription: String { "\(keys) with \(running)" }
  }

  @Test(arguments: [
    Typed(keys: "p", running: ["an"], action: .pause), Typed(keys: "q", running: [], action: .leave),
    Typed(keys: "x", running: ["an"]), Typed(keys: "l", running: ["an"], page: .log),
    Typed(keys: "ll", running: ["an"]),
    Typed(keys: "s", running: ["an"], action: .skip("an")), Typed(keys: "s", running: []),
    Typed(keys: "s", running: ["an", "jan"], page: .choosing(["an", "jan"])),
    Typed(keys: "s2", running: ["an", "jan"], action: .skip("jan")),
    Typed(keys: "s3", running: ["an", "jan"]), Typed(keys: "sq", running: ["an", "jan"]),
    Typed(keys: "s\u{1B}[A", running: ["an", "jan"]), Typed(keys: "lsl", running: ["an", "jan"]),
    Typed(keys: "sa", running: (1...12).map { "m\($0)" }, action: .skip("m10")),
  ])
  func keys(typed: Typed) {
    var keys = LiveKeys()
    var action = LiveKeys.Action.none
    for key in typed.keys.utf8 { action = keys.on(key, running: typed.running) }
    #expect(action == typed.action && keys.page == typed.page)
  }

  private func screen(_ page: LiveKeys.Page, log: [String] = [], notice: String? = nil) -> ProgressScreen {
    ProgressScreen(
      snapshot: Samples.snapshot, now: Samples.now, hasKeys: true, page: page, log: log, notice: notice)
  }

  @Test func choosing() throws {
    try Golden.check(screen: "progress-skip") {
      screen(.choosing(["info@peeters.example", "jan@peeters.example"])).lines($0)
    }
  }

  @Test func log() throws {
    var log = RunLog()
    let clock = ContinuousClock()
    let start = clock.now
    var snapshot = Samples.snapshot
    log.note(snapshot, now: Samples.now, at: start)
    snapshot.mailboxes[1].state = .copying(folder: "Klanten\u{1B}[2J")
    snapshot.mailboxes[1].counts.skipped += 2
    snapshot.mailboxes[2].state = .done
    log.note(snapshot, now: Samples.now, at: start)
    log.note(snapshot, now: Samples.now, at: start)
    try Golden.check(screen: "progress-log") { screen(.log, log: log.lines, notice: "Pausing.").lines($0) }
    for number in 0..<2_000 { log.add("\(number)", now: Samples.now) }
    #expect(log.lines.count == RunLog.limit && log.lines.last?.hasSuffix("1999") == true)
  }

  @Test func waitsAreCountedDown() {
    var log = RunLog()
    let start = ContinuousClock().now
    log.note(Samples.snapshot, now: Samples.now, at: start)
    for (passed, left) in [(0, 45), (5, 40), (90, 0)] {
      let shown = log.countedDown(Samples.snapshot, at: start + .seconds(passed))
      #expect(shown.mailboxes[2].state == .waiting(seconds: left, why: "the service asked for a pause (429)"))
    }
  }

  /// Whatever the window: no line is wider, and no number is cut.
  @Test(arguments: [20, 40, 60, 80, 120, 200])
  func fitsEveryWindow(width: Int) {
    var snapshot = Samples.snapshot
    snapshot.mailboxes.append(
      MailboxProgress(name: "een.heel.lange.naam.van.een.postvak@bakkerij-peeters.example", state: .listing))
    for rows in [8, 20, 40] {
      for page in [LiveKeys.Page.mailboxes, .log, .choosing(snapshot.mailboxes.map(\.name))] {
        let lines = ProgressScreen(
          snapshot: snapshot, now: Samples.now, rows: rows, hasKeys: true, page: page,
          log: ["21:14  " + String(repeating: "lang ", count: 60)]
        ).lines(Layout(width: width))
        for line in lines { #expect(DisplayWidth.of(line) <= width, "\(line)") }
        if width >= 40 { #expect(lines[0].contains("52,932 of 141,309"), "\(lines[0])") }
      }
    }
  }
}
