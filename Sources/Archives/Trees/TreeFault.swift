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

extension TreeFault {
  /// `offset` counts bytes of the packed file.
  static func damaged(_ what: String, at offset: Int, _ place: String, _ recovery: Fault.Recovery = .skipItem) -> Fault
  {
    Fault(
      "TREE-DAMAGED", "\(what), at byte \(offset)", place: place, recovery: recovery,
      advice: "Copy the file again and compare its size with the original.")
  }

  static func limit(_ what: String, _ place: String, _ recovery: Fault.Recovery = .skipItem) -> Fault {
    Fault(
      "TREE-LIMIT", what, place: place, recovery: recovery,
      advice: "If the file is to be trusted, unpack it into a new folder and name that folder.")
  }

  static func encrypted(_ place: String, _ recovery: Fault.Recovery = .skipItem) -> Fault {
    Fault(
      "TREE-ENCRYPTED", "it is protected by a password", place: place, recovery: recovery,
      advice: "Unpack it with the program that made it, into a folder only you can read, and name that folder.")
  }

  /// What a source threw, as a fault.
  static func of(_ error: any Error, _ place: String, _ recovery: Fault.Recovery = .skipItem) -> Fault {
    (error as? Fault)
      ?? Fault("FILE-READ", "it cannot be read", place: place, recovery: recovery, cause: error)
  }
}

/// The first faults of a tree and how many there were: a hostile file has no end of them.
struct FaultList: Sendable {
  static let most = 100
  private(set) var first: [Fault] = []
  private var count = 0
  private let place: String

  init(place: String) { self.place = place }

  mutating func add(_ fault: Fault) {
    count += 1
    if first.count < Self.most { first.append(fault) }
  }

  var all: [Fault] {
    guard count > first.count else { return first }
    let rest = Fault(
      "TREE-DAMAGED", "\(count - first.count) more places like these", place: place, recovery: .skipFolder)
    return first + [rest]
  }
}
