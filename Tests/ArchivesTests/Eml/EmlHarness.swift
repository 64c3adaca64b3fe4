import Core
import TestKit
import Testing

@testable import Archives

/// What a store says about a folder, in its order.
struct Told: Hashable, CustomStringConvertible {
  var bytes: [UInt8]
  var flags: [String]
  var date: String
  var description: String { "\(String(decoding: bytes.prefix(60), as: UTF8.self)) \(flags) \(date)" }
}

extension MessageStore {
  func messages(_ path: [String]) throws -> [ScannedMessage] {
    let folder = try #require(try folders().first { $0.path == path })
    var messages: [ScannedMessage] = []
    try scan(folder) { messages.append($0) }
    return messages
  }

  func read(_ place: MessagePlace, _ folder: StoredFolder) throws -> [UInt8] {
    let message = try open(place, in: folder)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 777)
    while true {
      let count = try piece.withUnsafeMutableBytes { (piece) throws(Fault) in try message.read(into: piece) }
      if count == 0 { break }
      bytes += piece[..<count]
    }
    #expect(bytes.count == message.size)
    return bytes
  }

  /// Everything in a folder; each message's size is compared with what listing told.
  func told(_ path: [String]) throws -> [Told] {
    let folder = try #require(try folders().first { $0.path == path })
    let messages = try messages(path)
    #expect(Set(messages.map(\.key)).count == messages.count)
    return try messages.map { message in
      let bytes = try read(message.place, folder)
      #expect(message.size == Int64(bytes.count))
      return Told(bytes: bytes, flags: message.flags, date: message.date.rfc3339)
    }
  }
}

extension MessageWriter {
  func add(_ bytes: [UInt8], flags: [String] = [], date: ZonedTime? = nil, pieceBytes: Int = 4_000) throws(Fault) {
    try begin(NewMessage(flags: flags, date: date))
    var rest = bytes[...]
    while !rest.isEmpty {
      try write(Array(rest.prefix(pieceBytes)))
      rest = rest.dropFirst(pieceBytes)
    }
    try end()
  }

  private func write(_ bytes: [UInt8]) throws(Fault) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { buffer.deallocate() }
    buffer.copyBytes(from: bytes)
    try write(UnsafeRawBufferPointer(buffer))
  }
}
