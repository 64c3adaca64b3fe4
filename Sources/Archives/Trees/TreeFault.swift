import Core
import Glibc

/// The faults of trees: what a person does about a place that cannot be read.
enum TreeFault {
  /// A name for people; bytes that are no UTF-8 show as U+FFFD.
  static func text(_ path: some Sequence<UInt8>) -> String { String(decoding: Array(path), as: UTF8.self) }

  /// The system refused; call it before anything else sets `errno`.
  static func system(_ what: String, _ place: String, _ recovery: Fault.Recovery, error: Int32 = errno) -> Fault {
    let advice =
      switch error {
      case ENOENT: "Check its name; it may have been moved or deleted meanwhile."
      case EACCES, EPERM: "Let the user that runs the program read it: chmod, or run as its owner."
      case EIO: "The disk reports an error: copy the mail from it while that works, and read the copy."
      default: ""
      }
    return Fault(
      "FILE-READ", "\(what): \(String(cString: strerror(error)))", place: place, recovery: recovery, advice: advice)
  }

  static func link(_ why: String, _ place: String, _ recovery: Fault.Recovery) -> Fault {
    Fault(
      "TREE-LINK", "a link is not followed: \(why)", place: place, recovery: recovery,
      advice: "Copy what it points to into the folder, or name that place as a source of its own.")
  }

  static func missing(_ place: String, _ recovery: Fault.Recovery) -> Fault {
    Fault("FILE-READ", "it is not there", place: place, recovery: recovery, advice: "Check its name.")
  }
}
