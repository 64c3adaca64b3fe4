import Core
import Dispatch
import Glibc
import Synchronization

/// A terminal without a screen: a program started on it finds a person there, and the test types and reads along.
public final class PseudoTerminal: Sendable {
  /// The program's end, as a file.
  public let path: String
  private let descriptor: Int32
  private struct State {
    var text: [UInt8] = []
    /// True once nobody holds the other end any more.
    var isClosed = false
    /// How it was left then: its own end is closed, too, and cannot be asked any more.
    var wasCooked = false
    var waiting: [(text: [UInt8], from: Int, continuation: CheckedContinuation<Bool, Never>)] = []
  }
  private let state = Mutex(State())
  // Made once, only cancelled afterwards.
  private nonisolated(unsafe) let source: any DispatchSourceRead

  public init(columns: Int = 80, rows: Int = 24) throws {
    let descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: UInt32 = 0
    var locked: Int32 = 0
    guard descriptor >= 0, ioctl(descriptor, Self.setLock, &locked) == 0,
      ioctl(descriptor, Self.getNumber, &number) == 0
    else { throw Fault("TEST-PTY", "no pseudo-terminal: errno \(errno)", recovery: .stopRun) }
    self.descriptor = descriptor
    path = "/dev/pts/\(number)"
    source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: DispatchQueue(label: path))
    source.setEventHandler { [weak self] in self?.read() }
    source.setCancelHandler { close(descriptor) }
    resize(columns: columns, rows: rows)
    source.resume()
  }

  /// TIOCSPTLCK and TIOCGPTN of ioctl_tty(2): macros that Swift cannot see.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  deinit { source.cancel() }

  public func resize(columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  /// Presses keys; `\u{3}` is Ctrl-C.
  public func type(_ keys: String) {
    let bytes = Array(keys.utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }

  /// What was written so far, with all codes.
  public var text: String { state.withLock { String(decoding: $0.text, as: UTF8.self) } }

  /// Waits until `text` was written behind the first `from` bytes. False when the program is gone without having done so.
  public func shows(_ text: String, from: Int = 0) async -> Bool {
    let wanted = Array(text.utf8)
    return await withCheckedContinuation { continuation in
      let known = state.withLock { state -> Bool? in
        if Self.holds(state.text, wanted, from) { return true }
        if state.isClosed { return false }
        state.waiting.append((wanted, from, continuation))
        return nil
      }
      if let known { continuation.resume(returning: known) }
    }
  }

  /// Bytes written so far, for ``shows(_:from:)``.
  public var count: Int { state.withLock(\.text.count) }

  /// True when keys are shown as they are typed and lines are edited: how a shell wants its terminal back.
  public var isCooked: Bool { state.withLock { $0.isClosed ? $0.wasCooked : asksCooked() } }

  private func asksCooked() -> Bool {
    var settings = termios()
    guard tcgetattr(descriptor, &settings) == 0 else { return false }
    let flags = tcflag_t(ICANON | ECHO | ISIG)
    return settings.c_lflag & flags == flags
  }

  private func read() {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    let ready = state.withLock { state in
      if count > 0 {
        state.text += buffer.prefix(count)
      } else {
        state.wasCooked = asksCooked()
        state.isClosed = true
      }
      let done = state.waiting.filter { state.isClosed || Self.holds(state.text, $0.text, $0.from) }
      state.waiting.removeAll { state.isClosed || Self.holds(state.text, $0.text, $0.from) }
      return done.map { ($0.continuation, Self.holds(state.text, $0.text, $0.from)) }
    }
    if count <= 0 { source.cancel() }
    for (continuation, found) in ready { continuation.resume(returning: found) }
  }

  private static func holds(_ text: [UInt8], _ wanted: [UInt8], _ from: Int) -> Bool {
    guard text.count - from >= wanted.count else { return false }
    return text[from...].firstRange(of: wanted) != nil
  }
}
