import Core
import MIME

/// What all objects of one .msg file share.
final class MessageFileContext {
  let file: CompoundFile
  /// The last part of the file's name.
  let place: String
  private(set) var names = MessageFileNames()

  init(_ file: CompoundFile, place: String) { (self.file, self.place) = (file, place) }

  /// Reads the table of named properties, which only the outermost message has. [MS-OXMSG] §2.2.3
  func readNames(damaged: (Fault) -> Void) throws(Fault) {
    guard let storage = file.child("__nameid_version1.0", of: file.root), storage.kind == .storage else { return }
    let guids = try table("__substg1.0_00020102", in: storage, damaged)
    let entries = try table("__substg1.0_00030102", in: storage, damaged)
    let strings = try table("__substg1.0_00040102", in: storage, damaged)
    names = MessageFileNames(guids: guids, entries: entries, strings: strings)
    if names.broken > 0 {
      damaged(MessageFileFault.damaged("\(names.broken) named properties of the file have no name", place))
    }
  }

  private func table(
    _ name: String, in storage: CompoundEntry, _ damaged: (Fault) -> Void
  ) throws(Fault) -> [UInt8] {
    guard let entry = file.child(name, of: storage) else { return [] }
    let stream = file.open(entry, damaged: damaged)
    // All numbers there can be, with names as long as can be.
    return try CompoundFault.bytes(of: stream, at: 0, min(stream.count, 32 << 20), place)
  }
}

/// The faults of .msg files.
enum MessageFileFault {
  private static let again = "Save the message again from Outlook, or copy the file again from where it came."

  static func damaged(_ what: String, _ place: String) -> Fault {
    Fault("MSG-DAMAGED", what, place: place, recovery: .skipItem, advice: again)
  }

  static func limit(_ what: String, _ place: String) -> Fault {
    Fault("MSG-LIMIT", what, place: place, recovery: .skipItem)
  }
}
