public import Core
public import MAPI
public import MIME

/// An object of an Outlook file with its properties. Used by one task at a time, as its store is.
///
/// A property of PtypObject gives the bytes of its subnode as a binary value: of an OLE attachment, its storage.
public class OutlookObject: PropertyBag {
  /// Its node; of a recipient, the number of its row.
  public let id: NodeID
  public let store: OutlookStore
  let damageList: DamageList
  let source: Source

  enum Source {
    case properties(PropertyContext)
    /// Of a recipient, and of what has lost its node while a table still tells about it.
    case row(TableRow)
    case nothing
  }

  init(_ store: OutlookStore, _ id: NodeID, _ source: Source, _ damages: DamageList) {
    (self.store, self.id, self.source, damageList) = (store, id, source, damages)
  }

  public var tags: [PropertyTag] {
    switch source {
    case .properties(let context): context.tags
    case .row(let row): row.tags
    case .nothing: []
    }
  }

  public func value(_ id: UInt16) throws(Fault) -> PropertyValue? {
    switch source {
    case .properties(let context): try context.value(id)
    case .row(let row): try row.value(id)
    case .nothing: nil
    }
  }

  public func open(_ id: UInt16) throws(Fault) -> (any MailboxSource)? {
    switch source {
    case .properties(let context): try context.open(id)
    case .row(let row): try row.open(id)
    case .nothing: nil
    }
  }

  public func id(of name: PropertyName) -> UInt16? { store.names.id(of: name) }
  public func name(of id: UInt16) -> PropertyName? { store.names.name(of: id) }

  /// Damage of a table stands with the object that the table belongs to, not with its rows.
  public var damages: [Fault] { damageList.faults }
}

/// A row of a recipient table.
public final class OutlookRecipient: OutlookObject {}
