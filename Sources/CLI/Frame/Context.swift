import Core
import FoundationEssentials
import Glibc
import Synchronization

/// What a command may know of the world: made once from the process, or by a test.
struct Context: Sendable {
  var environment: [String: String]
  /// Where the command was started.
  var directory: String
  var out: any TextSink
  var err: any TextSink
  var outTerminal: Terminal
  var errTerminal: Terminal
  /// Answers to questions; nil when nobody sits there.
  var keyboard: Keyboard?
  /// True for the process itself: Ctrl-C and SIGTERM end a run gently.
  var catchesSignals = false
  var now: @Sendable () -> ZonedTime
  /// The first line of standard input, for a secret that comes through a pipe.
  var pipedLine: @Sendable () -> String? = { readLine() }
  /// Where `-` is read from and written to: bytes that are no text.
  var inputDescriptor: Int32 = 0
  var outputDescriptor: Int32 = 1

  static func process() -> Context {
    let errTerminal = Terminal.of(descriptor: 2)
    return Context(
      environment: ProcessInfo.processInfo.environment, directory: FileManager.default.currentDirectoryPath,
      out: DescriptorSink(descriptor: 1), err: DescriptorSink(descriptor: 2),
      outTerminal: .of(descriptor: 1), errTerminal: errTerminal,
      // Questions are asked on standard error, so both ends of the conversation must be a person.
      keyboard: isatty(0) == 1 && errTerminal.isTerminal ? .terminal : nil, catchesSignals: true, now: { .local() })
  }
}

/// Where text goes.
protocol TextSink: Sendable {
  func write(_ text: String)
  /// Why something was not written; nil when all of it was, or when the reader went away.
  var failure: String? { get }
}

extension TextSink {
  var failure: String? { nil }
}

/// An open file of the process. Everything passes the redactor.
final class DescriptorSink: TextSink {
  private let descriptor: Int32
  /// Asked at the start: a terminal whose window was closed is none any more.
  private let isTerminal: Bool
  private let firstFailure = Mutex<String?>(nil)

  init(descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
  }

  var failure: String? { firstFailure.withLock { $0 } }

  func write(_ text: String) {
    var bytes = Array(Redactor.shared.redact(text).utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno != EINTR && errno != EAGAIN {
        let reason = errno
        // A closed pipe or window: the reader has seen enough.
        if reason != EPIPE, !(isTerminal && reason == EIO) {
          firstFailure.withLock { $0 = $0 ?? String(cString: strerror(reason)) }
        }
        return
      }
    }
  }
}

/// A person's answers.
struct Keyboard: Sendable {
  /// One line without its end; nil when the input ended.
  var line: @Sendable () -> String?
  /// The same without showing what is typed.
  var hiddenLine: @Sendable () -> String?

  static let terminal = Keyboard(line: { readLine() }, hiddenLine: { HiddenInput.line() })
}

/// Reads a line with the terminal's echo off, and switches it on again whatever happens in between.
enum HiddenInput {
  static func line() -> String? {
    var settings = termios()
    guard tcgetattr(0, &settings) == 0 else { return nil }
    let before = settings
    settings.c_lflag &= ~tcflag_t(ECHO)
    settings.c_lflag |= tcflag_t(ECHONL)
    guard tcsetattr(0, TCSAFLUSH, &settings) == 0 else { return nil }
    defer {
      var restored = before
      tcsetattr(0, TCSAFLUSH, &restored)
    }
    return readLine()
  }
}
