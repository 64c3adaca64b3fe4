public import Core
public import MIME

/// The properties of one object, read when somebody asks for them. Used by one task at a time.
///
/// A value that is damaged but still there is given, and the damage noted in ``damages``: whoever passes it on passes the
/// damage on as well.
public protocol PropertyBag: AnyObject {
  /// What there is, in the order of the file. Costs no reading of values.
  var tags: [PropertyTag] { get }
  /// The whole value; nil where the object has none of that number. Fails with a fault of class `skipItem` for one that
  /// cannot be read at all, or that is larger than ``PropertyLimits/wholeValue``.
  func value(_ id: UInt16) throws(Fault) -> PropertyValue?
  /// The bytes of a value of any size, as ``PropertyValue`` would hold them; nil where there is none.
  func open(_ id: UInt16) throws(Fault) -> (any MailboxSource)?
  /// The number that a named property has here; nil where no object of the file has it.
  func id(of name: PropertyName) -> UInt16?
  /// What a number from 0x8000 on means here.
  func name(of id: UInt16) -> PropertyName?
  /// What was found broken in what has been read of this object until now.
  var damages: [Fault] { get }
}

public enum PropertyLimits {
  /// Bytes that are given in one piece: the largest message that Exchange Online takes.
  public static let wholeValue = 150 << 20
}

/// A message, or anything else that lies in a folder: contacts, appointments, tasks, notes.
public protocol MessageObject: PropertyBag {
  /// The rows of its recipient table, in order; empty where it has none.
  func recipients() throws(Fault) -> [any PropertyBag]
  func attachments() throws(Fault) -> [any AttachmentObject]
}

public protocol AttachmentObject: PropertyBag {
  /// The message inside (PidTagAttachMethod 5); nil where there is none.
  func message() throws(Fault) -> (any MessageObject)?
}
