import Core

/// All folders and items of a file by the folder that holds them: eight bytes each. [MS-PST] §2.2.2.7.7.4
struct ItemIndex {
  /// nidParent in the upper half, the node in the lower; in order.
  private var keys: [UInt64] = []

  init(_ nodes: any NodeStore, damages: DamageList) {
    do throws(Fault) {
      try nodes.nodes(from: NodeID(rawValue: 0)) { entry throws(Fault) in
        switch entry.id.type {
        case .folder, .searchFolder, .message, .associatedMessage:
          keys.append(UInt64(entry.parent.rawValue) << 32 | UInt64(entry.id.rawValue))
        default: break
        }
        return true
      }
    } catch { damages.note(error) }
    keys.sort()
  }

  var count: Int { keys.count }
  var places: Range<Int> { keys.indices }
  func id(at place: Int) -> NodeID { NodeID(rawValue: UInt32(truncatingIfNeeded: keys[place])) }
  func parent(at place: Int) -> NodeID { NodeID(rawValue: UInt32(truncatingIfNeeded: keys[place] >> 32)) }

  /// What lies in `folder`, in order of ids.
  func places(in folder: NodeID) -> Range<Int> {
    let key = UInt64(folder.rawValue) << 32
    return first(notBelow: key)..<first(notBelow: key + 1 << 32)
  }

  /// nil where `folder` holds no such node.
  func place(of id: NodeID, in folder: NodeID) -> Int? {
    let key = UInt64(folder.rawValue) << 32 | UInt64(id.rawValue)
    let place = first(notBelow: key)
    return place < keys.count && keys[place] == key ? place : nil
  }

  private func first(notBelow key: UInt64) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
