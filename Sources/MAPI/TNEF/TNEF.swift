public import Core

/// Messages in Microsoft's Transport Neutral Encapsulation Format: winmail.dat. [MS-OXTNEF]
public enum TNEF {
  public static func isPossible(_ beginning: [UInt8]) -> Bool {
    TNEFAttributes(beginning, 0..<beginning.count) != nil
  }

  /// The message that a stream holds; what is damaged in it is among its ``StoredProperties/damages``, and all that is left
  /// is given.
  ///
  /// Text that is not Unicode is in the code page that PidTagMessageCodepage names (attOemCodepage). An object that is no
  /// message, such as an OLE object, is a value of type ``PropertyType/object``, without the 16 bytes of its interface.
  ///
  /// - Parameter place: what faults call the stream.
  /// - Throws: `TNEF-FORMAT` for bytes that do not begin such a stream.
  public static func message(_ bytes: [UInt8], place: String) throws(Fault) -> StoredMessage {
    try TNEFMessageReader(bytes, 0..<bytes.count, place: place, depth: 0).message()
  }
}

/// The faults of TNEF streams.
enum TNEFFault {
  static func format(_ place: String) -> Fault {
    Fault(
      "TNEF-FORMAT", "it does not begin as a winmail.dat does", place: place, recovery: .skipItem,
      advice: "Keep it as the attachment that it is.")
  }

  static func damaged(_ what: String, _ place: String) -> Fault {
    Fault(
      "TNEF-DAMAGED", what, place: place, recovery: .skipItem,
      advice: "Ask the sender to send the message again, not as Rich Text.")
  }

  static func limit(_ what: String, _ place: String) -> Fault {
    Fault("TNEF-LIMIT", what, place: place, recovery: .skipItem)
  }

  static func of(_ damage: TNEFDamage, at offset: Int, _ place: String) -> Fault {
    let what =
      switch damage {
      case .checksum: "the checksum of an attribute is wrong; it may be altered"
      case .length: "the length of an attribute is wrong; it goes on with the next one"
      case .cut: "it is cut off in the middle of an attribute"
      case .unknown: "an attribute that TNEF does not have is left aside"
      case .gap: "something that is no attribute is stepped over"
      case .rest: "it ends with something that is no attribute"
      }
    return damaged(what, "\(place), byte \(offset)")
  }
}
