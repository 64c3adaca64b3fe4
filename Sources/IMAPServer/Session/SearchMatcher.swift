internal import Core
internal import IMAP

/// Decides whether a message is what a SEARCH looks for. Texts are compared without case in ASCII; bodies are searched as
/// they lie, without undoing their transfer encoding.
struct SearchMatcher {
  private let selection: Selection
  /// Numbers of the sets met in the keys, as places in the selection.
  private var places: [MessageSet: [Range<Int>]] = [:]
  private var uidPlaces: [MessageSet: [Range<Int>]] = [:]
  private var header: (uid: UID, fields: HeaderFields)?

  init(_ key: SearchKey, _ selection: Selection) throws(Refusal) {
    self.selection = selection
    try collect(key)
  }

  private mutating func collect(_ key: SearchKey) throws(Refusal) {
    switch key {
    case .and(let keys): for key in keys { try collect(key) }
    case .or(let a, let b):
      try collect(a)
      try collect(b)
    case .not(let key): try collect(key)
    case .sequence(let set): places[set] = try selection.indices(set, uid: false)
    case .uid(let set): uidPlaces[set] = try selection.indices(set, uid: true)
    default: break
    }
  }

  mutating func matches(_ key: SearchKey, _ message: StoredMessage, sequence: Int) throws(Fault) -> Bool {
    switch key {
    case .all: return true
    case .and(let keys):
      for key in keys where try !matches(key, message, sequence: sequence) { return false }
      return true
    case .or(let a, let b):
      if try matches(a, message, sequence: sequence) { return true }
      return try matches(b, message, sequence: sequence)
    case .not(let key): return try !matches(key, message, sequence: sequence)
    case .sequence(let set): return Self.contains(places[set], sequence - 1)
    case .uid(let set): return Self.contains(uidPlaces[set], sequence - 1)
    case .flag(let flag, let isSet): return has(flag, message) == isSet
    case .recent: return selection.isRecent(message.uid.rawValue)
    case .old: return !selection.isRecent(message.uid.rawValue)
    case .new: return selection.isRecent(message.uid.rawValue) && !message.flags.contains(.seen)
    case .larger(let size): return message.size > size
    case .smaller(let size): return message.size < size
    case .modSequence(let value): return message.modSequence >= value
    case .before(let day, let sent): return try self.day(message, sent).map { $0 < day } ?? false
    case .on(let day, let sent): return try self.day(message, sent) == day
    case .since(let day, let sent): return try self.day(message, sent).map { $0 >= day } ?? false
    case .header(let field, let text): return try header(of: message).has(field, text)
    case .body(let text): return try contains(text, message, fromBody: true)
    case .text(let text): return try contains(text, message, fromBody: false)
    }
  }

  private static func contains(_ ranges: [Range<Int>]?, _ index: Int) -> Bool {
    guard let ranges else { return false }
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= index { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(index)
  }

  private func has(_ flag: Flag, _ message: StoredMessage) -> Bool {
    if flag == .recent { return selection.isRecent(message.uid.rawValue) }
    return selection.folder.look { state in
      guard let (bits, new) = state.bits(of: [flag]) else { return false }
      return new.isEmpty && message.flags.isSuperset(of: bits)
    }
  }

  private mutating func header(of message: StoredMessage) throws(Fault) -> HeaderFields {
    if let header, header.uid == message.uid { return header.fields }
    let fields = HeaderFields(try MessagePart.readHeader(message, selection.folder, from: 0, to: message.size))
    header = (message.uid, fields)
    return fields
  }

  /// Days since 1970 on the calendar of the date's own zone. RFC 9051 §6.4.4 disregards time and zone.
  private mutating func day(_ message: StoredMessage, _ sent: Bool) throws(Fault) -> Int? {
    guard sent else {
      let local = message.date.seconds + Int64(message.date.zoneMinutes) * 60
      return Int((local >= 0 ? local : local - 86_399) / 86_400)
    }
    return try header(of: message).value("date").flatMap(DateField.day)
  }

  private static let window: UInt64 = 1 << 18

  /// Reads the message through a window; what overlaps two windows is looked for in both.
  private func contains(_ text: [UInt8], _ message: StoredMessage, fromBody: Bool) throws(Fault) -> Bool {
    let wanted = TextSearch(text)
    var at: UInt64 = 0
    if fromBody {
      at = UInt64(try MessagePart.readHeader(message, selection.folder, from: 0, to: message.size).count)
    }
    var bytes: [UInt8] = []
    while true {
      let kept = min(bytes.count, max(0, text.count - 1))
      bytes.removeFirst(bytes.count - kept)
      guard at < message.size else { return text.isEmpty }
      try selection.folder.read(message, at..<min(message.size, at + Self.window), appendingTo: &bytes)
      at = min(message.size, at + Self.window)
      if wanted.isFound(in: bytes) { return true }
    }
  }
}

extension HeaderFields {
  /// An empty text asks only whether the field is there. RFC 9051 §6.4.4 `HEADER`.
  fileprivate func has(_ field: String, _ text: [UInt8]) -> Bool {
    let name = Array(field.lowercased().utf8)
    let wanted = TextSearch(text)
    return fields.contains { $0.name == name && wanted.isFound(in: $0.value) }
  }
}

extension SearchKey {
  /// RFC 7162 §3.1.5: the answer then carries the highest mod-sequence found.
  var asksModSequence: Bool {
    switch self {
    case .modSequence: true
    case .and(let keys): keys.contains(where: \.asksModSequence)
    case .or(let a, let b): a.asksModSequence || b.asksModSequence
    case .not(let key): key.asksModSequence
    default: false
    }
  }
}
