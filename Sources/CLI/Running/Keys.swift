import Dispatch
import Glibc

/// Reads single keys from the terminal without echo. Ctrl-C still works. ``end()`` gives the terminal back as it was.
final class Keys: Sendable {
  private let before: termios
  // Made once, only cancelled afterwards.
  private nonisolated(unsafe) let source: any DispatchSourceRead

  /// Nil when standard input is no terminal.
  init?(deliver: @escaping @Sendable (UInt8) -> Void) {
    var settings = termios()
    guard tcgetattr(0, &settings) == 0 else { return nil }
    before = settings
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    guard tcsetattr(0, TCSANOW, &settings) == 0 else { return nil }
    source = DispatchSource.makeReadSource(fileDescriptor: 0, queue: .global())
    source.setEventHandler {
      var byte: UInt8 = 0
      if read(0, &byte, 1) == 1 { deliver(byte) }
    }
    source.resume()
  }

  func end() {
    source.cancel()
    var restored = before
    tcsetattr(0, TCSANOW, &restored)
  }
}
