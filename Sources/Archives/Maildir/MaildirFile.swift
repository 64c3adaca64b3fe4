internal import Core
internal import MIME

#if canImport(Glibc)
  import Glibc
#endif

/// A message on its way into a Maildir, in `tmp`.
final class MaildirFile {
  let message: NewMessage
  private(set) var wireSize = 0
  private(set) var seconds: Int64 = 0
  private let unique: [UInt8]
  private let folder: OpenFile
  private let owner: MaildirOwner
  private let steps: DiskSteps
  private let place: String
  private var file: OpenFile?
  private var storedSize = 0
  /// A CR or LF stood alone: from there on, and in all that came before, bytes are as they came.
  private var isVerbatim = false
  /// The last byte was a CR, which is not written yet.
  private var owesReturn = false
  private var waiting: [UInt8] = []
  private static let chunkSize = 64 << 10

  init(
    _ unique: [UInt8], _ message: NewMessage, in folder: OpenFile, _ owner: MaildirOwner, _ steps: DiskSteps,
    _ place: String
  ) throws(Fault) {
    self.unique = unique
    self.steps = steps
    self.message = message
    self.folder = folder
    self.owner = owner
    self.place = place
    try steps.before()
    file = try Self.make(unique, in: folder, owner, place)
  }

  private static func make(
    _ name: [UInt8], in folder: OpenFile, _ owner: MaildirOwner, _ place: String
  ) throws(Fault) -> OpenFile {
    let descriptor = CName.with(name) {
      openat(folder.descriptor, $0, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, owner.mode)
    }
    guard descriptor >= 0 else { throw MaildirFault.write("a message cannot be written", place) }
    let file = OpenFile(descriptor)
    try owner.own(descriptor, place)
    return file
  }

  /// Unique part and sizes, as the name goes on for good.
  var base: [UInt8] { unique + Array(",S=\(storedSize),W=\(wireSize)".utf8) }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
    wireSize += bytes.count
    var place = 0
    while place < bytes.count, !isVerbatim {
      if owesReturn {
        guard bytes[place] == 0x0A else {
          try turnVerbatim()
          break
        }
        owesReturn = false
        waiting.append(0x0A)
        place += 1
        continue
      }
      guard let end = bytes[place...].firstIndex(where: { $0 == 0x0D || $0 == 0x0A }) else {
        waiting.append(contentsOf: bytes[place...])
        place = bytes.count
        break
      }
      waiting.append(contentsOf: bytes[place..<end])
      guard bytes[end] == 0x0D else {
        place = end
        try turnVerbatim()
        break
      }
      owesReturn = true
      place = end + 1
    }
    if place < bytes.count { waiting.append(contentsOf: bytes[place...]) }
    if waiting.count >= Self.chunkSize { try flush() }
  }

  private func flush() throws(Fault) {
    guard let file, !waiting.isEmpty else { return }
    try steps.before()
    try Self.write(waiting, to: file, place)
    storedSize += waiting.count
    waiting.removeAll(keepingCapacity: true)
  }

  private static func write(_ bytes: [UInt8], to file: OpenFile, _ place: String) throws(Fault) {
    var done = 0
    while done < bytes.count {
      let wrote = bytes.withUnsafeBytes { all in
        let rest = UnsafeRawBufferPointer(rebasing: all[done...])
        return Glibc.write(file.descriptor, rest.baseAddress, rest.count)
      }
      if wrote < 0, errno == EINTR { continue }
      guard wrote > 0 else { throw MaildirFault.write("a message cannot be written", place) }
      done += wrote
    }
  }

  /// Gives every line written so far its CR again: they all had one.
  private func turnVerbatim() throws(Fault) {
    try flush()
    isVerbatim = true
    if storedSize > 0, let old = file {
      try steps.before()
      guard CName.with(unique, { unlinkat(folder.descriptor, $0, 0) }) == 0 else {
        throw MaildirFault.write("a message cannot be written anew", place)
      }
      try steps.before()
      let fresh = try Self.make(unique, in: folder, owner, place)
      file = fresh
      let size = storedSize
      storedSize = 0
      let source = DiskFile(old, count: size, place: place)
      for start in stride(from: 0, to: size, by: Self.chunkSize) {
        let bytes: [UInt8]
        do { bytes = try source.bytes(at: start, min(Self.chunkSize, size - start)) } catch {
          throw (error as? Fault) ?? MaildirFault.write("a message cannot be read back", place)
        }
        for byte in bytes {
          if byte == 0x0A { waiting.append(0x0D) }
          waiting.append(byte)
        }
        try flush()
      }
    }
    if owesReturn { waiting.append(0x0D) }
    owesReturn = false
  }

  /// The last byte was written: its date is set, and the disk may begin with it.
  func finish() throws(Fault) {
    if owesReturn { try turnVerbatim() }
    try flush()
    guard let file else { return }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    seconds = message.date?.seconds ?? Int64(now.tv_sec)
    var times = [timespec(tv_sec: now.tv_sec, tv_nsec: 0), timespec(tv_sec: time_t(seconds), tv_nsec: 0)]
    guard futimens(file.descriptor, &times) == 0 else {
      throw MaildirFault.write("a message's date cannot be set", place)
    }
    // A file system may hold less than 64 bits of time.
    if let status = file.status { seconds = Int64(status.st_mtim.tv_sec) }
    // The disk begins with it, so that the flush of the first file finds the others on their way. It is a hint, and its
    // failure is none.
    _ = posix_fadvise(file.descriptor, 0, 0, POSIX_FADV_DONTNEED)
  }

  /// Durable when this returns.
  func sync() throws(Fault) {
    guard let file else { return }
    try steps.before()
    guard fsync(file.descriptor) == 0 else { throw MaildirFault.write("a message cannot be written", place) }
    self.file = nil
  }

  /// Shows it to the world. Nobody else makes such a name; should it be there all the same, it stays.
  func move(to target: OpenFile, _ name: [UInt8]) throws(Fault) {
    var status = stat()
    guard CName.with(name, { fstatat(target.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }) != 0 else {
      throw MaildirFault.write("a message cannot be put in its place", place, code: EEXIST)
    }
    try steps.before()
    let done = CName.with(unique) { old in
      CName.with(name) { renameat(folder.descriptor, old, target.descriptor, $0) }
    }
    guard done == 0 else { throw MaildirFault.write("a message cannot be put in its place", place) }
  }

  func remove() {
    file = nil
    guard steps.mayGoOn else { return }
    _ = CName.with(unique) { unlinkat(folder.descriptor, $0, 0) }
  }
}

/// Whose new files and folders are, and who may read them: as it is with the Maildir itself.
struct MaildirOwner: Sendable {
  private let user: uid_t
  private let group: gid_t
  private let isGiven: Bool
  /// Of files and of folders.
  let mode: mode_t
  let folderMode: mode_t

  init(of status: stat) {
    (user, group) = (status.st_uid, status.st_gid)
    // Only the superuser gives files away.
    isGiven = geteuid() == 0 && (status.st_uid != 0 || status.st_gid != 0)
    mode = status.st_mode & 0o666
    folderMode = status.st_mode & 0o2777
  }

  func own(_ descriptor: Int32, _ place: String) throws(Fault) {
    guard isGiven else { return }
    guard fchown(descriptor, user, group) == 0 else {
      throw MaildirFault.write("a file cannot be given to the owner of the Maildir", place)
    }
  }
}

enum MaildirFault {
  /// The system refused to write; call it before anything else sets `errno`.
  static func write(_ what: String, _ place: String, code: Int32 = errno) -> Fault {
    let reason = String(cString: strerror(code))
    let (recovery, advice): (Fault.Recovery, String) =
      switch code {
      case ENOSPC, EDQUOT: (.stopMailbox, "Make room, then run the same command again.")
      case EROFS: (.stopMailbox, "Make the disk writable, then run the same command again.")
      case EACCES, EPERM: (.skipFolder, "Let the user that runs the program write there: chown or chmod.")
      case ENOENT: (.skipFolder, "Somebody removed the folder; run the same command again.")
      case EFBIG: (.skipItem, "The disk takes no file of that size.")
      default: (.stopMailbox, "Check whether the disk is sound, then run the same command again.")
      }
    return Fault("FILE-WRITE", "\(what): \(reason)", place: place, recovery: recovery, advice: advice)
  }
}
