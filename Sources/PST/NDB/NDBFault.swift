import Core

/// What is told of a file's node database. Places name the file, the byte and the number of the node or block.
enum NDBFault {
  static func notPST(_ file: String) -> Fault {
    Fault(
      "PST-NOT-PST", "it is no Outlook data file: neither its beginning nor a page of one is in it", place: file,
      recovery: .stopMailbox, advice: "Check that the file is the right one and was copied whole.")
  }

  static func header(_ what: String, _ file: String) -> Fault {
    Fault(
      "PST-HEADER", "\(what); the file is read on", place: file, recovery: .skipItem,
      advice: "Work on a copy, and compare the number of items with what Outlook shows.")
  }

  static func cut(_ size: Int, _ wanted: UInt64, _ file: String) -> Fault {
    Fault(
      "PST-CUT", "it has \(size) bytes, its header says \(wanted)", place: file, recovery: .skipItem,
      advice: "Copy the file again from where it came; what is in its missing part cannot be read.")
  }

  static func unfinished(_ file: String) -> Fault {
    Fault(
      "PST-UNFINISHED", "its writer did not come to an end (fAMapValid is 0)", place: file, recovery: .skipItem,
      advice: "Nothing for reading; Outlook sets it right when it opens the file.")
  }

  static func encoding(_ value: UInt8, _ file: String) -> Fault {
    Fault(
      "PST-ENCODING", "its data are encoded in a way that is not known (bCryptMethod \(value))", place: file,
      recovery: .stopMailbox,
      advice: "A file protected by Windows Information Protection is opened on the machine it belongs to.")
  }

  static func page(_ flaw: TreePage.Flaw, _ tree: Layout.Tree, at offset: UInt64, _ file: String) -> Fault {
    let name = tree == .nodes ? "node" : "block"
    return Fault(
      "PST-PAGE", "a page of the \(name) tree is damaged: \(flaw.rawValue)", place: place(file, at: offset),
      recovery: .skipItem, advice: "What the page told is taken from the rest of the file as far as it is there.")
  }

  static func blockChecksum(_ block: BlockEntry, _ file: String) -> Fault {
    Fault(
      "PST-BLOCK-CRC", "the checksum of block \(hex(block.id.rawValue)) does not match its bytes",
      place: place(file, at: block.offset), recovery: .skipItem, advice: Self.lookAtItem)
  }

  static func blockTrailer(_ what: String, _ block: BlockEntry, _ file: String) -> Fault {
    Fault(
      "PST-BLOCK-TRAILER", "block \(hex(block.id.rawValue)): \(what)", place: place(file, at: block.offset),
      recovery: .skipItem, advice: Self.lookAtItem)
  }

  static func blockMissing(_ id: BlockID, _ why: String, at offset: UInt64? = nil, _ file: String) -> Fault {
    Fault(
      "PST-BLOCK-MISSING", "block \(hex(id.rawValue)) \(why)", place: offset.map { place(file, at: $0) } ?? file,
      recovery: .skipItem, advice: "What was in it is lost; look at the item that is named, or at a backup.")
  }

  static func blockTree(_ id: BlockID, _ why: String, _ file: String) -> Fault {
    Fault(
      "PST-BLOCK-TREE", "block \(hex(id.rawValue)) should list others: \(why)", place: file, recovery: .skipItem,
      advice: lookAtItem)
  }

  static func deflate(_ block: BlockEntry, _ file: String) -> Fault {
    Fault(
      "PST-DEFLATE", "block \(hex(block.id.rawValue)) cannot be inflated to its size",
      place: place(file, at: block.offset), recovery: .skipItem, advice: lookAtItem)
  }

  static func rebuilt(_ what: String, _ file: String) -> Fault {
    Fault(
      "PST-REBUILT", what, place: file, recovery: .skipItem,
      advice: "Compare the number of items with what is expected; the file itself is not changed.")
  }

  static let lookAtItem = "Look at the item it belongs to: it is delivered with what could be read."

  static func place(_ file: String, at offset: UInt64) -> String { "\(file) at byte \(offset)" }
  static func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16, uppercase: true) }
}
