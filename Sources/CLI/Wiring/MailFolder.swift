import Archives
import Core
import Glibc

/// A folder on disk that mail is written into.
enum MailFolder {
  /// The one place that knows which store writes which form. The folder is made when it is not there.
  static func store(_ form: ArchiveForm, _ path: String) throws(Fault) -> any WritableMessageStore {
    try make(path)
    switch form {
    case .maildir: return try MaildirStore.make(path)
    case .mbox: return MboxStore(tree: try FileTrees.open(path), writingTo: path)
    case .eml: return try EmlStore(path)
    case .pst:
      throw Fault(
        "FILES-READ-ONLY", "Outlook files are read and not written", place: path, recovery: .stopMailbox,
        advice: "Write to a Maildir, mbox or eml files: --as maildir")
    }
  }

  /// Mail is its owner's alone, so the folders made for it are.
  private static func make(_ path: String) throws(Fault) {
    var whole = ""
    for level in path.split(separator: "/") {
      whole += "/" + level
      guard mkdir(whole, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
        throw Fault(
          "FILE-WRITE", "the folder that takes the mail cannot be made: \(String(cString: strerror(errno)))",
          place: whole, recovery: .stopMailbox,
          advice: "Check its owner and the room on its disk, then run the same command again.")
      }
    }
  }

  static func isEmpty(_ path: String) throws -> Bool {
    guard let folder = opendir(path) else {
      throw CommandFailure(
        .cannotWriteOutput, "FILE-WRITE", "it is no folder, or cannot be opened: \(String(cString: strerror(errno)))",
        place: path, next: "Name another folder.")
    }
    defer { closedir(folder) }
    var names = 0
    // `.` and `..` are always there.
    while names < 3, readdir(folder) != nil { names += 1 }
    return names < 3
  }
}
