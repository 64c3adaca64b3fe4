import Archives
import Core
import FoundationEssentials
import Glibc
import Projects

/// A look at files before anything is read from them or written to them.
enum FilesLook {
  struct Sight {
    /// Where it was looked.
    var place: String
    /// Nil where nothing tells.
    var form: ArchiveForm?
  }

  /// What lies at the path of one of `users`, or of anybody whose files are there. Nil when there is nothing at all.
  /// Throws ``Fault`` for what is there and cannot be read.
  static func sight(_ files: Projects.MailFiles, users: [String]) throws(Fault) -> Sight? {
    guard let place = example(of: files, users: users) else { return nil }
    return Sight(place: place, form: try ArchiveForm.detected(in: try FileTrees.open(place)))
  }

  private static func example(of files: Projects.MailFiles, users: [String]) -> String? {
    let known = users.prefix(50).lazy.compactMap { try? files.path(for: $0) }.first { isThere($0) }
    if let known { return known }
    return files.isPerMailbox ? somebody(files.path) : isThere(files.path) ? files.path : nil
  }

  /// The first files that a path with one placeholder fits, whoever's they are.
  private static func somebody(_ path: String) -> String? {
    guard let open = path.firstIndex(of: "{"), let close = path[open...].firstIndex(of: "}"),
      let slash = path[..<open].lastIndex(of: "/")
    else { return nil }
    let head = path[path.index(after: slash)..<open]
    let tail = path[path.index(after: close)...]
    let folder = slash == path.startIndex ? "/" : String(path[..<slash])
    for name in names(in: folder) where name.hasPrefix(head) && !name.hasPrefix(".") {
      let end = tail.firstIndex(of: "/") ?? tail.endIndex
      guard name.hasSuffix(tail[..<end]) else { continue }
      let whole = "\(folder)/\(name)\(tail[end...])"
      if isThere(whole) { return whole }
    }
    return nil
  }

  /// How the path should be written when it names one place and the users' files lie below it: `mail/{user}`. A folder of
  /// mail may be called like its owner, so a name without `@` only counts where the place itself is no mailbox.
  private static func forgottenName(_ files: Projects.MailFiles, user: String) -> String? {
    guard !files.isPerMailbox else { return nil }
    let names = names(in: files.path)
    let isNoMailbox = files.form == .maildir && !names.contains("cur")
    let local = user.lastIndex(of: "@").map { String(user[..<$0]) } ?? user
    let words = [
      (user, Projects.MailFiles.Placeholder.user, user.contains("@") || isNoMailbox), (local, .local, isNoMailbox),
    ]
    for name in names {
      for (wanted, word, counts) in words where counts && name.hasPrefix(wanted) {
        let ending = name.dropFirst(wanted.count)
        if ending.isEmpty || endings.contains(ending.lowercased()) { return "\(files.written)/\(word.word)\(ending)" }
      }
    }
    return nil
  }

  /// What a file with somebody's mailbox is called behind his name.
  private static let endings: Set<String> = [".mbox", ".mbx", ".zip", ".tar", ".tar.gz", ".tgz", ".maildir"]

  /// Throws where the files of a source, or those a target has already, are not what the project says.
  static func check(_ files: Project.MailboxFiles, user: String) throws(Fault) {
    let name = files.endpoint.name
    guard isThere(files.path) else {
      throw Fault(
        "FILES-MISSING", "there are no files of this mailbox", place: files.path, recovery: .stopMailbox,
        advice: "Check the path: postduif source set \(name) --path PATH")
    }
    let seen = try ArchiveForm.detected(in: try FileTrees.open(files.path))
    if let known = files.endpoint.files, let meant = forgottenName(known, user: user) {
      throw Fault(
        "FILES-USERS", "the path holds the files of several people", place: files.path, recovery: .stopMailbox,
        advice: "Write the name into the path: --path \"\(meant)\"")
    }
    guard let seen, seen != files.form else { return }
    throw Fault(
      "FILES-FORM", "the project says \(files.form.words), and what lies there looks like \(seen.words)",
      place: files.path,
      recovery: .stopMailbox, advice: "If it is: postduif source set \(name) --as \(seen.rawValue)")
  }

  /// Throws where the files of a target cannot be put: something else lies there, or the folder may not be written.
  static func checkRoom(_ files: Project.MailboxFiles, user: String) throws(Fault) {
    let folder = nearest(files.path)
    if folder == files.path { try check(files, user: user) }
    var facts = stat()
    let isFolder = stat(folder, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    let reason = isFolder && access(folder, W_OK | X_OK) != 0 ? String(cString: strerror(errno)) : nil
    guard isFolder, reason == nil else {
      throw Fault(
        "FILES-WRITE", "the folder that takes the mail cannot be written: \(reason ?? "a file stands in its way")",
        place: folder, recovery: .stopMailbox,
        advice:
          "Check its owner and how its disk is mounted, or: postduif target set \(files.endpoint.name) --path PATH")
    }
  }

  /// The folder itself, or the nearest one above it that is there.
  static func nearest(_ path: String) -> String {
    var folder = path
    while folder != "/", !isThere(folder) {
      folder = folder.lastIndex(of: "/").map { $0 == folder.startIndex ? "/" : String(folder[..<$0]) } ?? "/"
    }
    return folder
  }

  private static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  private static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }
}
