import Core
import Glibc

/// The faults of single files that hold, or seem to hold, a message.
enum EmlFault {
  static func partial(_ place: String) -> Fault {
    Fault(
      "EML-PARTIAL", "Apple Mail had not loaded the whole message", place: place, recovery: .skipItem,
      advice: "Open Apple Mail with its server still there, let it load all attachments, and copy the folder again.")
  }

  static func outlook(_ place: String) -> Fault {
    Fault(
      "EML-MSG", "a message that Outlook saved in its own form (.msg)", place: place, recovery: .skipItem,
      advice: "Open it in Outlook and drag it into a mailbox that is moved, or save it as .eml.")
  }

  static func apple(_ what: String, at offset: Int, _ place: String) -> Fault {
    Fault(
      "EML-EMLX", "the file is no whole .emlx: \(what), at byte \(offset)", place: place, recovery: .skipItem,
      advice: "Let Apple Mail load it again (Mailbox, Rebuild), and copy the folder again.")
  }

  static func empty(_ place: String) -> Fault {
    Fault(
      "EML-EMPTY", "the file is empty", place: place, recovery: .skipItem,
      advice: "Look for the message in another copy of the folder.")
  }

  /// The system refused to write; call it before anything else sets `errno`.
  static func write(_ what: String, _ place: String, error: Int32 = errno) -> Fault {
    Fault(
      "FILE-WRITE", "\(what): \(String(cString: strerror(error)))", place: place, recovery: .stopMailbox,
      advice: "Check the folder's owner and the room on the disk.")
  }
}
