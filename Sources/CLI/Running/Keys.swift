import Dispatch
import Glibc

/// Reads single keys from the terminal without echo. Ctrl-C still works. ``end()`` gives the terminal back as it was.
final class Keys: Sendable {
  private let before: termios
  // Made once, only cancelled afterwards.
  private nonisolated(unsafe) let source: any DispatchSourceRead

  /// Nil when standard input is no terminal, or not ours: a job in the background would be stopped for touching it.
  init?(deliver: @escaping @Sendable (UInt8) -> Void) {
    var settings = termios()
    guard tcgetpgrp(0) == getpgrp(), tcgetattr(0, &settings) == 0 else { return nil }
    before = settings
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    guard tcsetattr(0, TCSANOW, &settings) == 0 else { return nil }
    // Cancelling lets go of the handler, and with it of the source that holds the handler.
    nonisolated(unsafe) let source = DispatchSource.makeReadSource(fileDescriptor: 0, queue: .global())
    self.source = source
    source.setEventHandler {
      var byte: UInt8 = 0
      // A terminal that went away is readable for ever and has nothing to say.
      if read(0, &byte, 1) == 1 { deliver(byte) } else { source.cancel() }
    }
    source.resume()
  }

  func end() {
    source.cancel()
    var restored = before
    tcsetattr(0, TCSANOW, &restored)
  }
}
