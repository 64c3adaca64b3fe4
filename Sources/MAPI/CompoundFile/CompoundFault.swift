import Core
import MIME

/// The faults of compound files.
enum CompoundFault {
  static func format(_ what: String, _ place: String) -> Fault {
    Fault(
      "CFB-FORMAT", what, place: place, recovery: .skipItem,
      advice: "Copy the file again from where it came; it may be cut off, or not a message of Outlook at all.")
  }

  static func damaged(_ what: String, _ place: String, _ entry: CompoundEntry? = nil) -> Fault {
    Fault(
      "CFB-DAMAGED", what, place: place + (entry.map { ", entry \($0.index)" } ?? ""), recovery: .skipItem,
      advice: "Copy the file again from where it came, and compare the sizes.")
  }

  static func text(_ stop: SectorChain.Break) -> String {
    switch stop {
    case .short: "its chain of sectors ends"
    case .loop: "its chain of sectors goes in a circle"
    case .outside: "its chain of sectors leaves the file"
    case .unused: "its chain of sectors comes to one that is not in use"
    case .limit: "there is more of it than such a file can hold"
    }
  }

  /// What a source threw, as a fault.
  static func of(_ error: any Error, _ place: String) -> Fault {
    (error as? Fault) ?? Fault("FILE-READ", "it cannot be read", place: place, recovery: .skipItem, cause: error)
  }

  static func bytes(of source: any MailboxSource, at offset: Int, _ count: Int, _ place: String) throws(Fault)
    -> [UInt8]
  {
    do { return try source.bytes(at: offset, count) } catch { throw of(error, place) }
  }
}
