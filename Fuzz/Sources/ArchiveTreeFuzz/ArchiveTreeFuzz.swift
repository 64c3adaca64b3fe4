import Archives
import Driver
import MIME

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("ArchiveTreeFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input. A trap is a find: the reader's own, or a broken promise below.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = MailboxBytes(Array(UnsafeBufferPointer(start: start, count: count)))
  if let tree = try? ZipTree(bytes, name: "x") { walk(tree, [], depth: 0) }
  if let tree = try? TarTree(bytes, name: "x") { walk(tree, [], depth: 0) }
  if let tree = try? TarTree(gzip: bytes, name: "x") { walk(tree, [], depth: 0) }
  return 0
}

/// Names are sorted, lead nowhere else and can be opened; reading ends where the size says or with a fault.
private func walk(_ tree: any FileTree, _ folder: [UInt8], depth: Int) {
  guard depth < 40, let entries = try? tree.entries(folder) else {
    precondition(depth >= 40 || folder.isEmpty, "a folder that was listed is not there")
    return
  }
  var last: [UInt8] = []
  for entry in entries {
    precondition(!entry.name.isEmpty && !entry.name.contains(0) && !entry.name.contains(UInt8(ascii: "/")))
    precondition(entry.name != Array("..".utf8) && entry.name != Array(".".utf8))
    precondition(!entry.name.lexicographicallyPrecedes(last), "names out of order")
    last = entry.name
    let path = folder.isEmpty ? entry.name : folder + [UInt8(ascii: "/")] + entry.name
    if entry.isFolder { walk(tree, path, depth: depth + 1) } else { read(tree, path, entry.size) }
  }
}

private func read(_ tree: any FileTree, _ path: [UInt8], _ size: Int64) {
  guard let source = try? tree.open(path) else { return }
  var piece = [UInt8](repeating: 0, count: 5_000)
  var first: [UInt8] = []
  var offset = 0
  while offset < 1 << 22 {
    guard let count = try? piece.withUnsafeMutableBytes({ try source.read(at: offset, into: $0) }) else { return }
    if count == 0 { break }
    if offset == 0 { first = Array(piece[..<count]) }
    offset += count
  }
  if offset < 1 << 22 { precondition(Int64(offset) == size, "another size than was listed") }
  // Going back hands out the same again.
  if let count = try? piece.withUnsafeMutableBytes({ try source.read(at: 0, into: $0) }) {
    precondition(Array(piece[..<count]) == first, "other bytes the second time")
  }
}
