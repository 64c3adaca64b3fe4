import CZlib
import Core
import MIME

@testable import Archives

/// Packs bytes for tests.
enum Pack {
  /// Raw deflate (negative bits) or gzip (31).
  private static func deflate(_ bytes: [UInt8], bits: CInt, level: CInt) -> [UInt8] {
    var stream = z_stream()
    let size = CInt(MemoryLayout<z_stream>.size)
    guard deflateInit2_(&stream, level, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
      return []
    }
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
    let count = output.withUnsafeMutableBytes { output in
      bytes.withUnsafeBytes { input in
        stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.avail_out = UInt32(output.count)
        _ = CZlib.deflate(&stream, Z_FINISH)
        return output.count - Int(stream.avail_out)
      }
    }
    return Array(output[..<count])
  }

  static func raw(_ bytes: [UInt8], level: CInt = 6) -> [UInt8] { deflate(bytes, bits: -15, level: level) }
  static func gzip(_ bytes: [UInt8], level: CInt = 6) -> [UInt8] { deflate(bytes, bits: 31, level: level) }

  static func sum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { Checksum.crc32(0, $0) } }

  /// Lowest byte first.
  static func number(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}

/// A zip file, byte by byte ([APPNOTE 6.3.10] §4.3).
struct ZipBuilder {
  struct File {
    var name: [UInt8]
    var bytes: [UInt8]
    var method = 8
    var flags = 0
    /// Upper half of "version made by"; 0 is MS-DOS, 3 Unix.
    var system = 0
    var attributes = 0
    var extra: [UInt8] = []
    /// Sizes and offset stand in ZIP64's field.
    var isLarge = false
    /// Sizes stand behind the bytes.
    var hasDescriptor = false
    var sum: UInt32?
    var size: Int?
    /// Points to this offset in the place of its own header.
    var offset: Int?

    init(_ name: String, _ bytes: String) { self.init(Array(name.utf8), Array(bytes.utf8)) }
    init(_ name: [UInt8], _ bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
    func with(_ change: (inout File) -> Void) -> File {
      var file = self
      change(&file)
      return file
    }
  }

  var files: [File]
  var before: [UInt8] = []
  var comment: [UInt8] = []
  var isLarge = false

  init(_ files: [File]) { self.files = files }

  func bytes() -> [UInt8] {
    var body: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
      let packed = file.method == 8 ? Pack.raw(file.bytes) : file.bytes
      let sum = Int(file.sum ?? Pack.sum(file.bytes))
      let flags = file.flags | (file.hasDescriptor ? 8 : 0)
      let offset = file.offset ?? body.count
      let sizes = Pack.number(sum, 4) + Pack.number(packed.count, 4) + Pack.number(file.size ?? file.bytes.count, 4)
      let fixed = Pack.number(flags, 2) + Pack.number(file.method, 2) + [0, 0x60, 0x3F, 0x58]
      let none = [UInt8](repeating: 0, count: 12)
      body += [0x50, 0x4B, 3, 4, 20, 0] + fixed + (file.hasDescriptor ? none : sizes)
      body += Pack.number(file.name.count, 2) + [0, 0] + file.name + packed
      if file.hasDescriptor { body += [0x50, 0x4B, 7, 8] + sizes }
      var extra = file.extra
      var (listed, place) = (sizes, Pack.number(offset, 4))
      if file.isLarge {
        listed = Pack.number(sum, 4) + [UInt8](repeating: 0xFF, count: 8)
        place = [255, 255, 255, 255]
        extra += [1, 0, 24, 0] + Pack.number(file.size ?? file.bytes.count, 8) + Pack.number(packed.count, 8)
        extra += Pack.number(offset, 8)
      }
      directory += [0x50, 0x4B, 1, 2, 20, UInt8(file.system), 20, 0] + fixed + listed
      directory += Pack.number(file.name.count, 2) + Pack.number(extra.count, 2) + [0, 0, 0, 0, 0, 0]
      directory += Pack.number(file.attributes, 4) + place + file.name + extra
    }
    return before + body + directory + end(body.count, directory.count)
  }

  private func end(_ start: Int, _ size: Int) -> [UInt8] {
    let short = Pack.number(comment.count, 2) + comment
    guard isLarge else {
      return [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + Pack.number(files.count, 2) + Pack.number(files.count, 2)
        + Pack.number(size, 4) + Pack.number(start, 4) + short
    }
    let record =
      [0x50, 0x4B, 6, 6] + Pack.number(44, 8) + [45, 0, 45, 0] + [UInt8](repeating: 0, count: 8)
      + Pack.number(files.count, 8) + Pack.number(files.count, 8) + Pack.number(size, 8) + Pack.number(start, 8)
    let locator = [0x50, 0x4B, 6, 7, 0, 0, 0, 0] + Pack.number(start + size, 8) + [1, 0, 0, 0]
    return record + locator + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 12) + short
  }
}

/// A tar file, block by block.
struct TarBuilder {
  private(set) var bytes: [UInt8] = []

  mutating func add(
    _ name: [UInt8], _ content: [UInt8] = [], type: Character = "0", link: String = "", prefix: String = "",
    size: [UInt8]? = nil, isGNU: Bool = false
  ) {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ value: [UInt8], _ place: Int) { block.replaceSubrange(place..<(place + value.count), with: value) }
    func octal(_ number: Int, _ width: Int) -> [UInt8] { Array(pad(Int(String(number, radix: 8)) ?? 0, width).utf8) }
    put(name, 0)
    put(Array("0000644".utf8), 100)
    put(size ?? octal(content.count, 11), 124)
    put(octal(1_700_000_000, 11), 136)
    put([type.asciiValue ?? 0], 156)
    put(Array(link.utf8), 157)
    put(isGNU ? Array("ustar  \0".utf8) : Array("ustar\u{0}00".utf8), 257)
    put(Array(prefix.utf8), 345)
    put(Array("        ".utf8), 148)
    put(octal(block.reduce(0) { $0 + Int($1) }, 6) + [0], 148)
    bytes += block + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  mutating func add(_ name: String, _ content: String = "", type: Character = "0", link: String = "") {
    add(Array(name.utf8), Array(content.utf8), type: type, link: link)
  }

  /// Records for the next file.
  mutating func records(_ records: [(String, String)], type: Character = "x") {
    var text = ""
    for (key, value) in records {
      let rest = " \(key)=\(value)\n"
      var length = rest.utf8.count + 1
      while String(length).utf8.count + rest.utf8.count != length { length += 1 }
      text += "\(length)\(rest)"
    }
    add("PaxHeaders/x", text, type: type)
  }

  mutating func end() { bytes += [UInt8](repeating: 0, count: 1024) }
}

/// What a tree holds: paths and bytes, or the code of what stood in the way.
func contents(_ tree: any FileTree, pieceBytes: Int = 1_000, depth: Int = 0) -> [String: String] {
  contents(tree, [], pieceBytes, depth: 0)
}

private func contents(_ tree: any FileTree, _ folder: [UInt8], _ pieceBytes: Int, depth: Int) -> [String: String] {
  guard depth < 60 else { return ["": "DEPTH"] }
  var found: [String: String] = [:]
  do {
    for entry in try tree.entries(folder) {
      let path = folder.isEmpty ? entry.name : folder + [0x2F] + entry.name
      if entry.isFolder {
        found.merge(contents(tree, path, pieceBytes, depth: depth + 1)) { $1 }
      } else {
        let name = String(decoding: path, as: UTF8.self)
        do {
          found[name] = String(decoding: try bytes(of: try tree.open(path), pieceBytes), as: UTF8.self)
        } catch {
          found[name] = (error as? Fault)?.code.rawValue ?? "\(error)"
        }
      }
    }
  } catch {
    found[String(decoding: folder, as: UTF8.self) + "/"] = error.code.rawValue
  }
  return found
}

func bytes(of source: any MailboxSource, _ pieceBytes: Int = 1_000) throws -> [UInt8] {
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: pieceBytes)
  while true {
    let count = try piece.withUnsafeMutableBytes { try source.read(at: bytes.count, into: $0) }
    if count == 0 { return bytes }
    bytes += piece[..<count]
  }
}
