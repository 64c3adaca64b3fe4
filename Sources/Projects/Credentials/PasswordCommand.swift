import Core
import Dispatch
import Glibc
import Synchronization

/// Runs a command and takes the first line of its output for a secret. Standard input stays the caller's, so that a
/// password manager may ask on the terminal; what it prints is never logged.
struct PasswordCommand: Sendable {
  private let command: String
  private let environment: [String: String]
  private let limit: Duration
  /// What configured it, for messages.
  private let place: String

  init(_ command: String, environment: [String: String], limit: Duration, place: String = "password-command") {
    self.place = place
    self.command = command
    self.environment = environment
    self.limit = limit
  }

  /// More than any password; a command that floods us is not asked for more.
  private static let outputLimit = 65_536

  /// One start at a time: between making a pipe and marking it, another child would inherit it and keep it open.
  private static let starting = Mutex(())

  /// Throws `CREDENTIAL-COMMAND`.
  func run() async throws(Fault) -> Secret {
    let result = await withCheckedContinuation { (done: CheckedContinuation<Result<Secret, Fault>, Never>) in
      // Waiting for a child blocks a thread; it must not be one of the few that carry all tasks.
      DispatchQueue.global().async { done.resume(returning: Result { () throws(Fault) in try runAndWait() }) }
    }
    return try result.get()
  }

  private func runAndWait() throws(Fault) -> Secret {
    let (child, output, errors) = try Self.starting.withLock { _ throws(Fault) in try start() }
    defer {
      close(output)
      close(errors)
    }
    let deadline = ContinuousClock.now + limit
    let (read, isClosed) = collect([output, errors], until: deadline)
    guard let status = wait(for: child, until: isClosed ? deadline : .now) else {
      throw fault("the password command took longer than \(limit.components.seconds) seconds", errors: read[1])
    }
    guard status == 0 else {
      let code = status & 0x7F == 0 ? "exit code \(status >> 8 & 0xFF)" : "signal \(status & 0x7F)"
      throw fault("the password command failed (\(code))", errors: read[1])
    }
    guard let secret = CredentialResolver.secret(in: read[0]) else {
      throw fault("the password command printed nothing on its first line", errors: read[1])
    }
    return secret
  }

  /// The child's status; nil when it had to be killed.
  private func wait(for child: pid_t, until deadline: ContinuousClock.Instant) -> Int32? {
    var status: Int32 = 0
    while true {
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child { return status }
      if ended < 0, errno != EINTR { return -1 }
      guard ContinuousClock.now < deadline else { break }
      // Its output is closed, so it ends at once or never: no event tells which.
      poll(nil, 0, 5)
    }
    kill(child, SIGKILL)
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return nil
  }

  private func fault(_ message: String, errors: [UInt8]) -> Fault {
    let said = String(decoding: errors.prefix(2_000), as: UTF8.self).trimmingBlanks()
    let shown = Redactor.shared.redact(said)
    return Fault(
      "CREDENTIAL-COMMAND", shown.isEmpty ? message : "\(message): \(shown)", place: place,
      recovery: .stopRun, advice: "Run it by hand, and see that it prints the password on its first line")
  }

  private func start() throws(Fault) -> (child: pid_t, output: Int32, errors: Int32) {
    var output: [Int32] = [-1, -1]
    var errors: [Int32] = [-1, -1]
    guard Self.pipe(&output), Self.pipe(&errors) else {
      let reason = String(cString: strerror(errno))
      for file in output + errors where file >= 0 { close(file) }
      throw fault("no pipe for the password command: \(reason)", errors: [])
    }
    defer {
      close(output[1])
      close(errors[1])
    }
    var child: pid_t = 0
    let failed = spawn(&child, output: output[1], errors: errors[1])
    guard failed == 0 else {
      for file in [output[0], errors[0]] { close(file) }
      throw fault("/bin/sh does not start: \(String(cString: strerror(failed)))", errors: [])
    }
    return (child, output[0], errors[0])
  }

  private static func pipe(_ ends: inout [Int32]) -> Bool {
    guard Glibc.pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return true
  }

  private func spawn(_ child: inout pid_t, output: Int32, errors: Int32) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    // Connections and the state database are none of the command's business, and must close when we close them.
    Descriptors.keepFromChildren()
    return Self.withCStrings(["/bin/sh", "-c", command]) { arguments in
      Self.withCStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
        posix_spawn(&child, "/bin/sh", &actions, nil, arguments, environment)
      }
    }
  }

  /// An array of C strings with a null pointer at its end, alive during `body`.
  private static func withCStrings<R>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R
  ) -> R {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
  }

  /// What comes out of the pipes until both are closed or the time is up. A grandchild that keeps a pipe open is not
  /// waited for longer.
  private func collect(
    _ pipes: [Int32], until deadline: ContinuousClock.Instant
  ) -> (read: [[UInt8]], isClosed: Bool) {
    var read = [[UInt8]](repeating: [], count: pipes.count)
    var waiting = pipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var page = [UInt8](repeating: 0, count: 4_096)
    while waiting.contains(where: { $0.fd >= 0 }) {
      let left = deadline - ContinuousClock.now
      guard left > .zero else { return (read, false) }
      let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000
      let ready = poll(&waiting, nfds_t(waiting.count), Int32(clamping: milliseconds + 1))
      if ready < 0, errno != EINTR { return (read, false) }
      guard ready > 0 else { continue }
      for index in waiting.indices where waiting[index].fd >= 0 && waiting[index].revents != 0 {
        let count = Glibc.read(waiting[index].fd, &page, page.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 {
          waiting[index].fd = -1
        } else if read[index].count < Self.outputLimit {
          read[index] += page[..<count]
        }
      }
    }
    return (read, true)
  }
}
