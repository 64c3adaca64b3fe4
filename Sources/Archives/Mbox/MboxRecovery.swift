import Core
import MIME

/// An open file as a source, of the size it has now.
struct HandleSource: MailboxSource {
  let handle: MboxHandle
  let count: Int

  init(_ handle: MboxHandle) throws(Fault) {
    self.handle = handle
    count = try handle.size()
  }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try handle.read(at: offset, into: buffer)
  }
}

/// Takes out of a file what an interrupted batch left there, and nothing else.
enum MboxRecovery {
  static func run(_ file: MboxHandle, _ intent: MboxIntent, disk: any MboxDisk) throws(Fault) {
    let source = try HandleSource(file)
    do {
      switch try MboxTail.find(intent, in: source) {
      case .nothing: return
      case .end(let length):
        try disk.truncate(file, to: length)
        try disk.flush(file)
      case .scattered: try cross(file, source, intent, disk: disk)
      }
    } catch let fault as Fault {
      throw fault
    } catch {
      throw MboxFault.unread(Array(file.path.utf8), error)
    }
  }

  /// Marks the batch's messages as deleted where they stand: another program's lie among or behind them.
  private static func cross(_ file: MboxHandle, _ source: HandleSource, _ intent: MboxIntent, disk: any MboxDisk) throws
  {
    var reader = MailboxReader(source, dialect: .mboxo)
    var start: [UInt8] = []
    var isChanged = false
    while true {
      start.removeAll(keepingCapacity: true)
      let entry = try reader.next { _, bytes in
        guard start.count < MboxBlock.longest else { return }
        let count = min(bytes.count, MboxBlock.longest - start.count)
        bytes.extracting(0..<count).withUnsafeBufferPointer { start.append(contentsOf: $0) }
      }
      guard let entry else { break }
      guard let found = MboxBlock.find(in: start.span), found.block.batch == intent.batch, !found.block.isVoid else {
        continue
      }
      var block = found.block
      block.isVoid = true
      guard let bytes = found.replacement(block, in: start.span) else { continue }
      try disk.write(bytes, at: entry.range.lowerBound, to: file)
      isChanged = true
    }
    if isChanged { try disk.flush(file) }
  }
}
