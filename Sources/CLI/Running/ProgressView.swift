import Core
import Migration

/// Shows a run while it runs: redrawn lines on a terminal, a line a minute otherwise, an object a second as `ndjson`.
struct ProgressView {
  enum Style { case live, log, objects, silent }
  let style: Style
  private let session: Session
  private var drawn = 0
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

  mutating func show(_ snapshot: ProgressSnapshot, notice: String?, hasKeys: Bool, at instant: ContinuousClock.Instant)
  {
    if let shown, instant - shown < pause { return }
    shown = instant
    let screen = ProgressScreen(
      snapshot: snapshot, now: session.context.now(), rows: session.context.errTerminal.rowsNow ?? 24,
      hasKeys: hasKeys, notice: notice)
    switch style {
    case .live:
      let lines = screen.lines(layout)
      session.context.err.write(wipe + lines.map { $0 + "\n" }.joined())
      drawn = lines.count
    case .log: session.context.err.write(screen.logLine + "\n")
    case .objects: session.stream(Answer.typed("progress", snapshot.json))
    case .silent: break
    }
  }

  /// Takes the live lines away, so that what follows stands alone.
  mutating func end() {
    if style == .live { session.context.err.write(wipe) }
    drawn = 0
  }

  /// The width now: the window may have been drawn larger or smaller since.
  private var layout: Layout {
    var layout = session.storyLayout
    if let columns = session.context.errTerminal.columnsNow { layout.width = min(max(columns, 40), 200) }
    return layout
  }

  /// Up to the first line drawn, and everything from there cleared (CUU and ED, ECMA-48 §8.3.22, §8.3.39).
  private var wipe: String { drawn == 0 ? "" : "\u{1B}[\(drawn)A\u{1B}[0J" }
}
