import Core
import Driver
import MIME
import PST

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("NDBFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input: one byte of choices, a header, and what follows the first map. A trap is a find.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  guard let choice = input.first else { return 0 }
  var bytes = DataFile.spread(input.dropFirst())
  // Checksums that are right let damage through to what they protect.
  if choice & 1 == 0 { DataFile.seal(&bytes) }
  guard let file = try? PSTFile(MailboxBytes(bytes), name: "x") else { return 0 }
  try? read(NodeDatabase(file))
  return 0
}

private func read(_ database: NodeDatabase) throws(Fault) {
  var entries: [NodeEntry] = []
  try database.nodes(from: NodeID(rawValue: 0)) { (entry) throws(Fault) in
    precondition(entries.last.map { $0.id < entry.id } ?? true, "nodes out of order")
    entries.append(entry)
    return true
  }
  for entry in entries {
    let same = try database.node(entry.id)
    precondition(same == entry || !database.file.repairs.isEmpty, "another node than was listed")
    try read(entry, database)
  }
  for orphan in try database.orphans() { _ = try database.data(orphan.data) { _ in } }
  _ = try NDBCheck(database)
}

private func read(_ entry: NodeEntry, _ database: NodeDatabase) throws(Fault) {
  let data = try database.data(entry.data) { _ in }
  var offset = 0
  for block in data.blocks.prefix(64) {
    precondition(block.offset == offset, "blocks that do not follow each other")
    let count = try database.read(block) { _ in }.count
    precondition(count == block.size, "another size than was said")
    offset += count
  }
  for child in try database.subnodes(of: entry.subnodes, damaged: { _ in }).prefix(64) {
    let found = try database.subnode(child.id, of: entry.subnodes)
    precondition(found == child, "a subnode that was listed is not there")
  }
}

/// Between an input and a file: the unused 16 kB between header and first block are left out of inputs.
private enum DataFile {
  static let header = 564

  /// Where blocks begin, behind the first map: by the version, as the file says it.
  private static func first(_ header: ArraySlice<UInt8>) -> Int {
    header.count > 10 && header[header.startIndex + 10] == 36 ? 0x23000 : 0x4600
  }

  static func spread(_ input: ArraySlice<UInt8>) -> [UInt8] {
    let head = input.prefix(header)
    var bytes = Array(head)
    bytes += [UInt8](repeating: 0, count: first(head) - bytes.count)
    return bytes + input.dropFirst(header)
  }

  /// Makes the checksums of the header and of all pages right. [MS-PST] §5.3
  static func seal(_ bytes: inout [UInt8]) {
    let isANSI = bytes[10] < 20
    let page = bytes[10] == 36 ? 4_096 : 512
    let trailer = page == 4_096 ? 4_072 : isANSI ? 500 : 496
    put(checksum(bytes[8..<479]), 4, &bytes)
    if !isANSI { put(checksum(bytes[8..<524]), 524, &bytes) }
    for start in stride(from: first(bytes[...]), to: bytes.count - page + 1, by: page) {
      let end = start + trailer
      guard bytes[end] == bytes[end + 1], bytes[end] & 0xFE == 0x80 else { continue }
      put(checksum(bytes[start..<end]), end + (isANSI ? 8 : 4), &bytes)
    }
  }

  private static func put(_ value: UInt32, _ offset: Int, _ bytes: inout [UInt8]) {
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(index * 8)) }
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reduce(0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 != 0 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }
}
