import Core
import Dispatch
public import Glibc
import Synchronization

/// A program that a test started: in its own process group, output in files, end awaited without polling, and never a
/// signal to a number that may have been given to somebody else.
public final class ChildProcess: Sendable {
  public struct Exit: Sendable, Hashable {
    /// Exit code, or 128 and the signal that ended it.
    public var code: Int32
    public var signal: Int32?

    public init(code: Int32, signal: Int32? = nil) {
      self.code = code
      self.signal = signal
    }
  }

  public let pid: Int32
  private let group: Int32
  private struct State {
    var exit: Exit?
    var waiting: [CheckedContinuation<Exit, Never>] = []
  }
  private let state = Mutex(State())

  private init(pid: Int32) {
    self.pid = pid
    group = pid
  }

  /// Starts `program` (looked up on the PATH).
  /// - Parameters:
  ///   - environment: added to this process's own; a nil value takes a name out.
  ///   - ownsTerminal: `input` is a terminal that becomes the program's own: Ctrl-C typed there reaches it.
  ///   - output: standard output is written there, `errors` likewise; both may be one file. `/dev/null` by default.
  public static func start(
    _ program: String, _ arguments: [String], environment: [String: String?] = [:], folder: String? = nil,
    input: String = "/dev/null", output: String = "/dev/null", errors: String = "/dev/null", ownsTerminal: Bool = false
  ) throws -> ChildProcess {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    let mode = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
    posix_spawn_file_actions_addopen(&actions, 1, output, mode, 0o600)
    if errors == output {
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    } else {
      posix_spawn_file_actions_addopen(&actions, 2, errors, mode, 0o600)
    }
    // A child that inherits another test's socket keeps that connection open.
    Descriptors.keepFromChildren()
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The first terminal that the leader of a new session opens becomes its own; it leads a group as well.
    let ownSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which glibc shows to GNU sources only
    let group = ownsTerminal ? ownSession : Int32(POSIX_SPAWN_SETPGROUP)
    posix_spawnattr_setflags(&attributes, Int16(group | Int32(POSIX_SPAWN_SETSIGMASK)))
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)

    var settings = Environment.current
    for (name, value) in environment { settings[name] = value }
    // env(1) changes the folder and then becomes the program, under the same number.
    let line = (folder.map { ["env", "-C", $0] } ?? []) + [program] + arguments
    let words = CStringArray(line)
    let values = CStringArray(settings.map { "\($0.key)=\($0.value)" })
    var pid: pid_t = 0
    let result = posix_spawnp(&pid, line[0], &actions, &attributes, words.pointers, values.pointers)
    guard result == 0 else {
      throw Fault("TEST-SPAWN", "\(program) could not be started: errno \(result)", recovery: .stopRun)
    }
    let child = ChildProcess(pid: pid)
    // A thread of its own: the end of a child is an event that only waiting tells.
    let thread = DispatchQueue(label: "child \(pid)")
    thread.async { child.reap() }
    return child
  }

  /// Signals the process and all it started, as long as it runs.
  public func kill(_ signal: Int32 = SIGKILL) {
    state.withLock { if $0.exit == nil { _ = Glibc.kill(-group, signal) } }
  }

  /// Kills it that much later unless it has ended by then.
  public func kill(_ signal: Int32 = SIGKILL, afterMilliseconds delay: Int) {
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(delay)) { self.kill(signal) }
  }

  public var isRunning: Bool { state.withLock { $0.exit == nil } }

  /// How it ended; waits for that.
  public func exit() async -> Exit {
    await withCheckedContinuation { continuation in
      let known = state.withLock { state -> Exit? in
        if state.exit == nil { state.waiting.append(continuation) }
        return state.exit
      }
      if let known { continuation.resume(returning: known) }
    }
  }

  private func reap() {
    var information = siginfo_t()
    // Leaves it a zombie, so that its number stays taken until the lock is held.
    while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    let (exit, waiting) = state.withLock { state -> (Exit, [CheckedContinuation<Exit, Never>]) in
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0, errno == EINTR {}
      let signal = status & 0x7F
      let exit = signal == 0 ? Exit(code: status >> 8 & 0xFF, signal: nil) : Exit(code: 128 + signal, signal: signal)
      state.exit = exit
      let waiting = state.waiting
      state.waiting = []
      return (exit, waiting)
    }
    for continuation in waiting { continuation.resume(returning: exit) }
  }
}

/// Null-terminated C strings that live as long as this does.
private final class CStringArray {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointers = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
    pointers[count] = nil
  }

  deinit {
    for index in 0..<count { free(pointers[index]) }
    pointers.deallocate()
  }
}

/// This process's environment.
public enum Environment {
  public static var current: [String: String] {
    var found: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2 { found[String(pair[0])] = String(pair[1]) }
      entry += 1
    }
    return found
  }

  public static subscript(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
