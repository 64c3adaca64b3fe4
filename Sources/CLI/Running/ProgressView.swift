import Core
import Migration

/// Shows a run while it runs: redrawn lines on a terminal, a line a minute otherwise, an object a second as `ndjson`.
struct ProgressView {
  enum Style { case live, log, objects, silent }
  let style: Style
  private let session: Session
  /// Columns of each line on the screen.
  private var drawn: [Int] = []
  private var shown: ContinuousClock.Instant?

  init(_ session: Session) {
    self.session = session
    let isLive = session.context.errTerminal.isTerminal && session.context.environment["TERM"] != "dumb"
    style =
      switch session.format {
      case .ndjson: .objects
      case .json, .csv: .silent
      case .text: session.isQuiet ? .silent : isLive ? .live : .log
      }
  }

  /// How often it wants to be asked.
  var interval: Duration { style == .live ? .milliseconds(200) : .milliseconds(500) }

  /// Between two showings.
  private var pause: Duration {
    switch style {
    case .live: .zero
    case .objects: .seconds(1)
    case .log, .silent: .seconds(60)
    }
  }

  /// What the screen shows besides the run itself.
  struct Look {
    var keys = LiveKeys()
    var log = RunLog()
    var notice: String?
    var hasKeys = false
  }

  mutating func show(_ snapshot: ProgressSnapshot, _ look: Look, at instant: ContinuousClock.Instant) {
    if let shown, instant - shown < pause { return }
    // A log is read later: a line that knows no total yet would be taken for an empty mailbox.
    if style == .log, snapshot.totals.found == 0 { return }
    shown = instant
    let rows = session.context.errTerminal.rowsNow ?? 24
    let screen = ProgressScreen(
      snapshot: look.log.countedDown(snapshot, at: instant), now: session.context.now(), rows: rows,
      hasKeys: look.hasKeys, page: look.keys.page, log: look.log.lines, notice: look.notice)
    switch style {
    case .live: draw(screen.lines(layout), rows: rows)
    case .log: session.context.err.write(screen.logLine + "\n")
    case .objects: session.stream(Answer.typed("progress", snapshot.json))
    case .silent: break
    }
  }

  /// Takes the live lines away, so that what follows stands alone.
  mutating func end() {
    if style == .live { session.context.err.write(back + "\u{1B}[0J") }
    drawn = []
  }

  /// Over the lines drawn before, each cleared to its end only, so that nothing flickers (EL and ED, ECMA-48 §8.3.41,
  /// §8.3.39). Never more lines than the window has: those above it could not be drawn over.
  private mutating func draw(_ lines: [String], rows: Int) {
    let lines = lines.prefix(max(1, rows - 1))
    session.context.err.write(back + lines.map { $0 + "\u{1B}[0K\n" }.joined() + "\u{1B}[0J")
    drawn = lines.map(DisplayWidth.ofPainted)
  }

  /// The width now: the window may have been drawn larger or smaller since.
  private var layout: Layout {
    var layout = session.storyLayout
    if let columns = session.context.errTerminal.columnsNow { layout.width = min(max(columns, 20), 200) }
    return layout
  }

  /// To the first line drawn (CUU, ECMA-48 §8.3.22). A window that became narrower broke the lines in two meanwhile.
  private var back: String {
    let columns = session.context.errTerminal.columnsNow ?? 80
    let height = drawn.reduce(0) { $0 + max(1, ($1 + columns - 1) / columns) }
    return height == 0 ? "" : "\u{1B}[\(height)A\r"
  }
}
