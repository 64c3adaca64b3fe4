import Core
import MIME

/// The data of a node, read a block at a time. What is damaged is noted in the list of the object it belongs to.
final class NodeDataSource: MailboxSource {
  private let nodes: any NodeStore
  private let data: NodeData
  private let damages: DamageList
  /// Less than the data's where closing zeros are no part of a text.
  private(set) var count: Int
  private var current: (number: Int, bytes: [UInt8]) = (-1, [])

  init(_ nodes: any NodeStore, _ data: NodeData, damages: DamageList) {
    (self.nodes, self.data, self.damages) = (nodes, data, damages)
    count = data.count
  }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard offset >= 0, offset < count else { return 0 }
    let wanted = min(buffer.count, count - offset)
    var done = 0
    while done < wanted {
      let number = block(at: offset + done)
      let bytes = try bytes(of: number)
      let from = offset + done - data.blocks[number].offset
      // A block that came out shorter than was said: the rest reads as zeros, so that what follows stands where it stood.
      let size = min(data.blocks[number].size - from, wanted - done)
      guard size > 0 else { break }
      let there = max(0, min(size, bytes.count - from))
      let target = UnsafeMutableRawBufferPointer(rebasing: buffer[done..<(done + size)])
      bytes.withUnsafeBytes {
        if there > 0 { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[from..<(from + there)])) }
      }
      for place in there..<size { target[place] = 0 }
      done += size
    }
    return done
  }

  /// Takes closing zeros of a text away: units of `width` bytes.
  func trimZeros(width: Int) throws(Fault) {
    while count >= width {
      for place in (count - width)..<count where try byte(at: place) != 0 { return }
      count -= width
    }
  }

  private func byte(at offset: Int) throws(Fault) -> UInt8 {
    let number = block(at: offset)
    let bytes = try bytes(of: number)
    let place = offset - data.blocks[number].offset
    return bytes.indices.contains(place) ? bytes[place] : 0
  }

  private func block(at offset: Int) -> Int {
    if current.number >= 0, data.blocks.indices.contains(current.number) {
      let block = data.blocks[current.number]
      if offset >= block.offset, offset < block.offset + block.size { return current.number }
    }
    var (low, high) = (0, data.blocks.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if data.blocks[middle].offset <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }

  private func bytes(of number: Int) throws(Fault) -> [UInt8] {
    if current.number == number { return current.bytes }
    let damages = damages
    let bytes = try nodes.read(data.blocks[number]) { damages.note($0) }
    current = (number, bytes)
    return bytes
  }
}
