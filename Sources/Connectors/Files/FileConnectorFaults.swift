internal import Archives
internal import Core

#if canImport(Glibc)
  import Glibc
#endif

extension Fault.Code {
  static let fileRead: Self = "FILE-READ"
  static let fileWrite: Self = "FILE-WRITE"
  static let folderGone: Self = "FOLDER-GONE"
}

extension Fault {
  /// `error` as it comes out of a store, which throws faults and nothing else.
  static func of(_ error: any Error, place: String) -> Fault {
    (error as? Fault) ?? Fault(.fileRead, "\(error)", place: place, recovery: .stopMailbox)
  }

  /// The system refused to read or write a file of the state folder.
  static func state(_ what: String, _ path: String, code: Int32 = errno) -> Fault {
    Fault(
      .fileWrite, "\(what): \(String(cString: strerror(code)))", place: path, recovery: .stopMailbox,
      advice: "Check the owner of the project's folder and the room on its disk, then run the same command again.")
  }
}
