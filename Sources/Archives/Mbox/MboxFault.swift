import Core

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What can go wrong with mailboxes in mbox files.
enum MboxFault {
  /// A file's name for a person: UTF-8 with repairs.
  static func place(_ name: [UInt8]) -> String { String(decoding: name, as: UTF8.self) }

  static func format(_ name: [UInt8]) -> Fault {
    Fault(
      "MBOX-FORMAT", "no line near its beginning starts a message (From sender date), so this is no mbox file",
      place: place(name), recovery: .skipFolder, advice: "Take it out of the folder, or leave this folder out.")
  }

  static func twins(_ name: [UInt8], _ path: [String]) -> Fault {
    Fault(
      "MBOX-NAME", "another file makes the folder \(path.joined(separator: "/")) as well", place: place(name),
      recovery: .skipFolder, advice: "Rename one of the two files.")
  }

  static func name(_ part: String) -> Fault {
    Fault(
      "MBOX-NAME", "the name of the folder is too long for a file", place: part, recovery: .skipFolder,
      advice: "Give the folder a shorter name with a folder rule.")
  }

  static func changed(_ name: [UInt8], _ offset: Int64, _ what: String) -> Fault {
    Fault(
      "MBOX-CHANGED", what, place: "\(place(name)), byte \(offset)", recovery: .skipItem,
      advice: "Close the mail program that uses the file, then run again: the file is read anew.")
  }

  static func locked(_ path: String) -> Fault {
    Fault(
      "MBOX-LOCKED", "another program holds the file", place: path, recovery: .retry(after: .seconds(30)),
      advice: "Close the mail program that uses it; if none does, remove \(path).lock.")
  }

  static func readOnly(_ name: [UInt8]) -> Fault {
    Fault(
      "MBOX-READONLY", "the mailbox is open for reading only", place: place(name), recovery: .stopMailbox,
      advice: "Name a folder on a disk as the target.")
  }

  static func noRoom(_ name: [UInt8], _ offset: Int64) -> Fault {
    Fault(
      "MBOX-FLAGS", "the message has no room for other flags", place: "\(place(name)), byte \(offset)",
      recovery: .skipItem, advice: "Set them in the mail program that wrote the message.")
  }

  static func unread(_ name: [UInt8], _ cause: any Error) -> Fault {
    if let fault = cause as? Fault { return fault }
    return Fault(
      "FILE-READ", "the file cannot be read", place: place(name), recovery: .skipFolder,
      advice: "Check the disk and the file's owner.", cause: cause)
  }

  /// What the system refused while writing; `code` is its errno.
  static func unwritten(_ path: String, _ code: Int32) -> Fault {
    let why = String(cString: strerror(code))
    return Fault(
      "FILE-WRITE", "the file cannot be written: \(why)", place: path,
      recovery: code == ENOSPC || code == EDQUOT || code == EROFS || code == EIO ? .stopMailbox : .skipFolder,
      advice: "Check the room on the disk and the owner of the folder.")
  }
}
