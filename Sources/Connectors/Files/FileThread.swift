internal import NIOPosix

/// A thread of its own for one session's work on files, which waits for disks: on the threads that all tasks share, a slow
/// disk would stop network connections as well. Jobs run one after another, in order of arrival; as many wait as the
/// session has tasks that wait for it.
final class FileThread: SerialExecutor {
  private let pool = NIOThreadPool(numberOfThreads: 1)

  init() { pool.start() }

  deinit { pool.shutdownGracefully { _ in } }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // Run even when the pool is being closed: a task that waits must not wait for ever.
    pool.submit { _ in job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}
