public import Core
internal import Glibc
internal import Synchronization

/// A folder on disk with any number of mailboxes. It is locked against a second process.
public final class MailStore: Sendable {
  private let path: String
  private let durability: Durability
  private let now: @Sendable () -> Int64
  private let open: Mutex<[String: MailboxStore]> = Mutex([:])
  /// Nil once let go.
  private let lock: Mutex<CInt?>

  /// Opens the store in folder `path`, which is made when absent. Throws `STORE-BUSY` when another process has it open.
  /// `now` gives seconds since 1970.
  public init(
    path: String, durability: Durability = .process, now: (@Sendable () -> Int64)? = nil
  ) throws(Fault) {
    (self.path, self.durability, self.now) = (path, durability, now ?? { Int64(time(nil)) })
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw DataFile.fault("cannot be made", path) }
    let descriptor = Glibc.open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DataFile.fault("cannot be locked", path) }
    lock = Mutex(descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      letGo()
      throw Fault(
        .storeBusy, "Another process has the mail store open.", place: path, recovery: .stopRun,
        advice: "End the other process, or choose another folder.")
    }
  }

  deinit { letGo() }

  /// Lets another opener have the store; nothing may be written through this one from then on.
  func letGo() {
    lock.withLock {
      guard let descriptor = $0 else { return }
      // A program being started by another thread holds a copy of the descriptor until it has replaced itself: closing
      // ours alone would leave the lock in place.
      flock(descriptor, LOCK_UN)
      close(descriptor)
      $0 = nil
    }
  }

  /// The mailbox of `user`, made when absent.
  public func mailbox(_ user: String) throws(Fault) -> MailboxStore {
    try open.withLock { (open) throws(Fault) in
      if let mailbox = open[user] { return mailbox }
      let mailbox = try MailboxStore(path: path + "/" + Self.fileName(user), durability, now: now)
      open[user] = mailbox
      return mailbox
    }
  }

  /// Letters and digits stay; every other byte becomes `%` and two digits, so no name leaves the folder.
  static func fileName(_ user: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = Array("u-".utf8)
    for byte in user.utf8 {
      let isPlain = (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) && byte & 0x40 != 0
      out += isPlain && byte < 0x7B ? [byte] : [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: out, as: UTF8.self)
  }
}
