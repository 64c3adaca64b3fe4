import Core

/// Records in order of their keys, on a heap (BTH). [MS-PST] §2.3.2
struct BTreeOnHeap {
  let heap: Heap
  /// cbKey
  let keySize: Int
  /// cbEnt
  let valueSize: Int
  /// bIdxLevels
  private let levels: Int
  /// hidRoot; 0 for a tree without records.
  private let root: UInt32
  /// Two entries a level would already be more records than a heap can hold.
  private static let deepest = 16

  init(_ heap: Heap, at id: UInt32) throws(Fault) {
    let header = try heap.item(id)
    keySize = Int(header.uint8(1))
    valueSize = Int(header.uint8(2))
    levels = Int(header.uint8(3))
    root = header.uint32(4)
    self.heap = heap
    guard header.count >= 8, header.uint8(0) == 0xB5, keySize > 0, levels <= Self.deepest else {
      throw heap.damages.fault(.pstHeap, "The header of a tree of records is damaged.")
    }
  }

  /// Hands out the records in order: the page and where in it the key begins, until `visit` says false.
  ///
  /// - Returns: false where a part could not be read; it is noted, the rest was handed out.
  @discardableResult
  func forEach(_ visit: (ByteView, Int) -> Bool) -> Bool {
    // Every page is a piece of its own, so all together are no larger than the heap: what is larger goes in circles.
    var walk = Walk(budget: heap.data.count)
    if root != 0 { descend(root, levels, &walk, visit) }
    return walk.isWhole
  }

  private struct Walk {
    var budget: Int
    var isWhole = true
    var goesOn = true
  }

  private func descend(_ id: UInt32, _ level: Int, _ walk: inout Walk, _ visit: (ByteView, Int) -> Bool) {
    let page: ByteView
    do { page = try heap.item(id) } catch {
      heap.damages.note(error)
      walk.isWhole = false
      return
    }
    walk.budget -= page.count
    guard walk.budget >= 0 else {
      heap.damages.note(.pstHeap, "A tree of records goes in circles.")
      (walk.isWhole, walk.goesOn) = (false, false)
      return
    }
    let size = keySize + (level == 0 ? valueSize : 4)
    var at = 0
    while at + size <= page.count, walk.goesOn {
      if level == 0 {
        walk.goesOn = visit(page, at)
      } else {
        descend(page.uint32(at + keySize), level - 1, &walk, visit)
      }
      at += size
    }
  }
}
