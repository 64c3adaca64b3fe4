import CGlibc
import Glibc

/// What the process says when it dies of a fault of its own: which signal, and where in the code. No registers and no
/// memory, in which passwords and tokens lie. Swift's own backtracer, where it is installed and on, prints both; it is
/// taken out of the way. Nor is there a core file.
enum LastWords {
  static let signals = [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP]

  /// For the rest of the process's life; before the first secret is read.
  static func prepare() {
    forbidCoreFiles()
    // Loads the unwinder, which a handler may not do.
    _ = backtrace(frames, 1)
    for number in signals { catchSignal(number) }
    // Typed by a person who has waited too long: no fault, and no words.
    if !Signals.isIgnored(SIGQUIT) { signal(SIGQUIT, SIG_DFL) }
  }

  private static let depth = 64
  // Made before any handler runs. When two threads die at once their addresses may mix, nothing else.
  private nonisolated(unsafe) static let frames = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(
    capacity: depth)

  private static func catchSignal(_ number: Int32) {
    var action = sigaction()
    // Nothing in it allocates or waits: signal-safety(7).
    action.__sigaction_handler.sa_handler = { number in
      LastWords.say("\npostduif broke off by a fault of its own: ")
      LastWords.say(LastWords.name(number))
      LastWords.say(
        """

        Running the same command again is safe. Please report this with the lines below: addresses in the program, no data.

        """)
      backtrace_symbols_fd(LastWords.frames, backtrace(LastWords.frames, Int32(LastWords.depth)), STDERR_FILENO)
      // The default action stands again; the signal waits until this function returns.
      raise(number)
    }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(number, &action, nil)
  }

  private static func say(_ text: StaticString) { _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount) }

  private static func name(_ number: Int32) -> StaticString {
    switch number {
    case SIGABRT: "SIGABRT"
    case SIGBUS: "SIGBUS"
    case SIGFPE: "SIGFPE"
    case SIGILL: "SIGILL"
    case SIGSEGV: "SIGSEGV"
    default: "SIGTRAP"
    }
  }

  /// One byte rather than none: with none, a program that the system hands cores to would still get them. core(5),
  /// "Piping core dumps to a program". Programs that this one starts inherit it.
  private static func forbidCoreFiles() {
    var limit = rlimit(rlim_cur: 1, rlim_max: 1)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
  }
}
