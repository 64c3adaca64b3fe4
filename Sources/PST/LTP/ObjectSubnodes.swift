import Core

/// The nodes right under a node, read once, when one of them is asked for.
final class ObjectSubnodes {
  private let nodes: any NodeStore
  /// bidSub
  let tree: BlockID
  private let damages: DamageList
  private var known: [NodeEntry]?

  init(_ nodes: any NodeStore, tree: BlockID, damages: DamageList) {
    (self.nodes, self.tree, self.damages) = (nodes, tree, damages)
  }

  /// In order of their ids; a list that cannot be read is noted and counts as empty.
  var all: [NodeEntry] {
    if let known { return known }
    var entries: [NodeEntry] = []
    if tree != .none {
      let damages = damages
      do { entries = try nodes.subnodes(of: tree) { damages.note($0) } } catch { damages.note(error) }
      let isSorted = zip(entries, entries.dropFirst()).allSatisfy { $0.id < $1.id }
      if !isSorted { entries.sort { $0.id < $1.id } }
    }
    known = entries
    return entries
  }

  func entry(_ id: NodeID) -> NodeEntry? {
    let entries = all
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].id == id ? entries[low] : nil
  }
}
