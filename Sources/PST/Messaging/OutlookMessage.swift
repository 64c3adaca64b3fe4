public import Core
public import MAPI

/// A message, or another item of a folder. [MS-PST] §2.4.5
public final class OutlookMessage: OutlookObject, MessageObject {
  let subnodes: ObjectSubnodes
  /// Messages around it.
  let depth: Int

  /// - Throws: a fault of class `skipItem` when the message's properties cannot be read at all.
  init(_ store: OutlookStore, _ entry: NodeEntry, depth: Int, damages: DamageList) throws(Fault) {
    self.depth = depth
    let subnodes = ObjectSubnodes(store.nodes, tree: entry.subnodes, damages: damages)
    self.subnodes = subnodes
    let heap = try Heap(store.nodes, data: entry.data, damages: damages)
    super.init(store, entry.id, .properties(try PropertyContext(heap, subnodes: subnodes)), damages)
  }

  /// [MS-PST] §2.4.5.3; a table that is damaged gives what can be read of it.
  public func recipients() throws(Fault) -> [any PropertyBag] {
    guard let table = table(.recipientTable) else { return [] }
    // What happens to the table is told by the message.
    let silent = DamageList(file: damageList.file, node: id)
    var found: [any PropertyBag] = []
    do throws(Fault) {
      try table.forEachRow { row throws(Fault) in
        if row.cells == nil {
          damageList.note(.pstTable, "A recipient's row is lost.")
        } else {
          found.append(OutlookRecipient(store, NodeID(rawValue: row.id), .row(row), silent))
        }
        return true
      }
    } catch { damageList.note(error) }
    return found
  }

  /// [MS-PST] §2.4.6. In the order of the table; where that is lost or damaged, also those that only the subnodes know.
  public func attachments() throws(Fault) -> [any AttachmentObject] {
    var found: [OutlookAttachment] = []
    let before = damageList.faults.count
    let table = table(.attachmentTable)
    do throws(Fault) {
      try table?.forEachRow { row throws(Fault) in
        let id = NodeID(rawValue: row.id)
        if let entry = subnodes.entry(id) {
          found.append(OutlookAttachment(store, entry, row, depth: depth))
        } else if row.isIndexed {
          damageList.note(.pstAttachment, "Attachment \(found.count + 1) is not in the file any more.")
          found.append(OutlookAttachment(store, NodeEntry(id: id, data: .none), row, depth: depth))
        }
        return true
      }
    } catch { damageList.note(error) }
    if table == nil || damageList.faults.count > before {
      let listed = Set(found.map(\.id))
      for entry in subnodes.all where entry.id.type == .attachment && !listed.contains(entry.id) {
        found.append(OutlookAttachment(store, entry, nil, depth: depth))
      }
    }
    return found
  }

  /// nil where there is none, or where its head cannot be read, which is noted.
  private func table(_ id: NodeID) -> TableContext? {
    guard let entry = subnodes.entry(id) else { return nil }
    do { return try TableContext(store.nodes, entry, damages: damageList) } catch {
      damageList.note(error)
      return nil
    }
  }
}
