import Core

/// A disk of a test's own, mounted on a folder: one that can be full, read-only, or break while files on it are open.
/// Needs the right to mount (``canMount``); taken off again when the last holder lets go of it.
public final class TestDisk: Sendable {
  public enum Kind: Sendable {
    /// In memory; its size can be changed while it is in use.
    case memory(kilobytes: Int)
    /// An ext4 file system in a file, which can be broken while files are open.
    case image(megabytes: Int)
  }

  public let path: String
  private let image: TemporaryFolder?

  /// Mounts a disk on `path`, a folder that exists; whatever is in there is hidden for so long.
  public init(_ kind: Kind, on path: String) async throws {
    self.path = path
    switch kind {
    case .memory(let kilobytes):
      image = nil
      try await Self.command("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k,mode=0700", "tmpfs", path)
    case .image(let megabytes):
      let folder = try TemporaryFolder("disk")
      image = folder
      try await Self.command("truncate", "-s", "\(megabytes)M", folder("image"))
      // Without a journal nothing needs to be replayed before a broken one can be checked.
      try await Self.command("mkfs.ext4", "-q", "-O", "^has_journal", folder("image"))
      try await mountImage()
    }
  }

  deinit {
    // Lazily: a program that was killed a moment ago may still hold a file.
    _ = try? ChildProcess.start("umount", ["-l", path])
  }

  /// Changes the size of one in memory.
  public func resize(kilobytes: Int) async throws {
    try await Self.command("mount", "-o", "remount,size=\(kilobytes)k", path)
  }

  /// Takes away the right to write, or gives it back. Fails while a file is open for writing.
  public func set(isReadOnly: Bool) async throws {
    try await Self.command("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", path)
  }

  /// Stops all writing at once, open files or not, as the kernel does when a disk of ext4 reports errors.
  public func fail() async throws { try await Self.command("mount", "-o", "remount,abort", path) }

  /// What an administrator does with a broken one: off, checked, and on again.
  public func mend() async throws {
    guard let image else { return }
    try await Self.command("umount", path)
    // 1: errors were found and put right.
    try await Self.command("e2fsck", "-fy", image("image"), mayExit: 1)
    try await mountImage()
  }

  /// Takes it off; what was below comes back.
  public func remove() async throws { try await Self.command("umount", path) }

  private func mountImage() async throws {
    guard let image else { return }
    try await Self.command("mount", "-o", "loop", image("image"), path)
    Files.remove("\(path)/lost+found")
    try await Self.command("chmod", "700", path)
  }

  private static func command(_ program: String, _ words: String..., mayExit code: Int32 = 0) async throws {
    let folder = try TemporaryFolder("command")
    let child = try ChildProcess.start(program, words, output: folder("out"), errors: folder("out"))
    let exit = await child.exit()
    guard exit.code == 0 || exit.code == code else {
      throw Fault(
        "TEST-DISK", "\(program) \(words.joined(separator: " ")): \(Files.text(folder("out")))", recovery: .stopRun)
    }
  }

  /// Whether this machine lets us mount a disk of that kind; tried once.
  public static func canMount(_ kind: Kind) async -> Bool {
    guard let folder = try? TemporaryFolder("mount"), let disk = try? await TestDisk(kind, on: folder.path) else {
      return false
    }
    return (try? await disk.remove()) != nil
  }
}
