public import Core
public import MIME

/// An object whose properties lie in memory: out of a .msg file, out of winmail.dat, or made by a test.
public class StoredProperties: PropertyBag {
  public private(set) var tags: [PropertyTag] = []
  private var values: [UInt16: PropertyValue] = [:]
  /// One table for all objects of a file.
  public let names: [UInt16: PropertyName]
  public var damages: [Fault] = []

  public init(names: [UInt16: PropertyName] = [:]) { self.names = names }

  /// A second value of one number replaces the first.
  public func set(_ tag: PropertyTag, _ value: PropertyValue) {
    if values.updateValue(value, forKey: tag.id) != nil { tags.removeAll { $0.id == tag.id } }
    tags.append(tag)
  }

  public func value(_ id: UInt16) throws(Fault) -> PropertyValue? { values[id] }

  public func open(_ id: UInt16) throws(Fault) -> (any MailboxSource)? {
    switch values[id] {
    case .string(let bytes)?, .string8(let bytes)?, .binary(let bytes)?, .other(_, let bytes)?: MailboxBytes(bytes)
    default: nil
    }
  }

  public func id(of name: PropertyName) -> UInt16? { names.first { $0.value == name }?.key }
  public func name(of id: UInt16) -> PropertyName? { names[id] }
}

public final class StoredMessage: StoredProperties, MessageObject {
  public var storedRecipients: [StoredProperties] = []
  public var storedAttachments: [StoredAttachment] = []

  public func recipients() throws(Fault) -> [any PropertyBag] { storedRecipients }
  public func attachments() throws(Fault) -> [any AttachmentObject] { storedAttachments }
}

public final class StoredAttachment: StoredProperties, AttachmentObject {
  public var enclosed: StoredMessage?

  public func message() throws(Fault) -> (any MessageObject)? { enclosed }
}
