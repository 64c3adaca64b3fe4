public import Core
import MIME

/// A message of a file, as it goes over the wire.
public final class EmlMessage: StoredMessage {
  /// Messages up to this size are held in memory from the counting of their bytes on; larger ones are read twice.
  static let heldBytes = 1 << 20

  public let size: Int
  private let file: EmlFile
  private let isAsIs: Bool
  /// The next byte of the file.
  private var offset: Int
  private var ender = LineEnder()
  /// Bytes that are ready, from `start` on.
  private var ready: [UInt8] = []
  private var start = 0

  /// `asIs` says of a digest whether its message was written here and is handed out untouched.
  init(_ file: EmlFile, isAsIs known: Bool?, asIs: (EmlDigest) -> Bool) throws(Fault) {
    self.file = file
    var head: [UInt8] = []
    var ender = LineEnder()
    var held: [UInt8] = []
    var gauge = EmlGauge()
    let isHeld = file.range.count <= Self.heldBytes
    try file.pass { bytes in
      if head.count < 1_024 { head += bytes.prefix(1_024 - head.count) }
      if known == nil { gauge.take(bytes) }
      if isHeld { held += bytes }
      ender.count(bytes)
    }
    let isAsIs = known ?? ((ender.bare > 0 || EmlGauge.senderLine(head) > 0) && asIs(gauge.digest()))
    self.isAsIs = isAsIs
    let sender = isAsIs ? 0 : EmlGauge.senderLine(head)
    // A line that is left out takes its own line feed with it.
    let isSenderBare = sender > 0 && (sender < 2 || head[sender - 2] != 13)
    size = isAsIs ? file.range.count : file.range.count - sender + ender.bare - (isSenderBare ? 1 : 0)
    offset = file.range.lowerBound + sender
    guard isHeld else { return }
    offset = file.range.upperBound
    if isAsIs {
      ready = held
    } else {
      ready.reserveCapacity(size)
      held.withUnsafeBytes { self.ender.convert(UnsafeRawBufferPointer(rebasing: $0[sender...]), into: &ready) }
    }
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
    if start == ready.count { try load() }
    let count = min(buffer.count, ready.count - start)
    ready.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<(start + count)])) }
    start += count
    return count
  }

  private func load() throws(Fault) {
    ready.removeAll(keepingCapacity: true)
    start = 0
    let wanted = min(128 << 10, file.range.upperBound - offset)
    guard wanted > 0 else { return }
    let piece: [UInt8]
    do { piece = try file.source.bytes(at: offset, wanted) } catch { throw TreeFault.of(error, file.place) }
    guard !piece.isEmpty else {
      throw Fault(
        "FILE-READ", "the file became shorter while it was read, at byte \(offset)", place: file.place,
        recovery: .skipItem, advice: "Read it again when nothing writes to it.")
    }
    offset += piece.count
    if isAsIs { ready += piece } else { piece.withUnsafeBytes { ender.convert($0, into: &ready) } }
  }
}
