import Core
public import MAPI
import MIME

/// All properties of an object as JSON: what a sidecar holds, so that nothing is lost that another format has no place for.
///
/// The same object gives the same bytes. Properties stand in the order of their numbers, named ones behind in the order
/// of their names. What cannot be read stands there with its fault.
public struct ObjectJSON: ~Copyable {
  public struct Options {
    /// Bytes of a binary value that is written whole, as base64; of a larger one stand the length and the SHA-256.
    public var binaryLimit = 64 << 10
    /// Messages within messages.
    public var depth = 16
    /// Of text that is not Unicode where the message names none.
    public var codePage: CodePage = .western
    /// Only these, as ``ContactCard/left`` has them; nil for all.
    public var only: Set<UInt16>?
    public init() {}
  }

  private var out: JSONBytes
  private let options: Options

  /// Writes the object and a line end. Fails only where `sink` does: what cannot be read stands in the JSON.
  ///
  /// - Parameter sink: Takes the text in UTF-8, in pieces of some 64 KB.
  public static func write(
    _ message: any MessageObject, _ options: Options = Options(), to sink: (ArraySlice<UInt8>) throws -> Void
  ) throws {
    try withoutActuallyEscaping(sink) { sink in
      var json = ObjectJSON(out: JSONBytes(sink), options: options)
      try json.message(message, codePage: options.codePage, depth: 0)
      json.out.raw("\n")
      try json.out.flush()
    }
  }

  /// Whole, in memory.
  public static func bytes(_ message: any MessageObject, _ options: Options = Options()) -> [UInt8] {
    var bytes: [UInt8] = []
    // Only the sink could fail, and this one does not.
    try? write(message, options) { bytes += $0 }
    return bytes
  }

  private mutating func message(_ message: any MessageObject, codePage standard: CodePage, depth: Int) throws {
    var codePage = standard
    do throws(Fault) { codePage = try message.codePage(standard) } catch { codePage = standard }
    out.raw("{\"properties\":")
    try properties(message, codePage, only: depth == 0 ? options.only : nil)
    do {
      let recipients = try message.recipients()
      if !recipients.isEmpty {
        out.raw(",\n\"recipients\":[")
        for (place, recipient) in recipients.enumerated() {
          out.raw(place > 0 ? ",\n" : "\n")
          try properties(recipient, codePage, only: nil)
        }
        out.raw("]")
      }
    } catch let fault as Fault {
      out.raw(",\n\"recipientsFault\":")
      try self.fault(fault)
    }
    try attachments(message, codePage, depth)
    try damages(message)
    out.raw("}")
  }

  private mutating func attachments(_ message: any MessageObject, _ codePage: CodePage, _ depth: Int) throws {
    do {
      let attachments = try message.attachments()
      guard !attachments.isEmpty else { return }
      out.raw(",\n\"attachments\":[")
      for (place, attachment) in attachments.enumerated() {
        out.raw(place > 0 ? ",\n{\"properties\":" : "\n{\"properties\":")
        try properties(attachment, codePage, only: nil)
        try enclosed(attachment, codePage, depth)
        try damages(attachment)
        out.raw("}")
      }
      out.raw("]")
    } catch let fault as Fault {
      out.raw(",\n\"attachmentsFault\":")
      try self.fault(fault)
    }
  }

  private mutating func enclosed(_ attachment: any AttachmentObject, _ codePage: CodePage, _ depth: Int) throws {
    var inner: (any MessageObject)?
    do throws(Fault) {
      inner = try attachment.message()
    } catch {
      out.raw(",\n\"messageFault\":")
      return try fault(error)
    }
    guard let inner else { return }
    guard depth < options.depth else { return out.raw(",\n\"message\":null") }
    out.raw(",\n\"message\":")
    try message(inner, codePage: codePage, depth: depth + 1)
  }

  private mutating func damages(_ bag: any PropertyBag) throws {
    guard !bag.damages.isEmpty else { return }
    out.raw(",\n\"damages\":[")
    for (place, damage) in bag.damages.enumerated() {
      if place > 0 { out.raw(",") }
      try fault(damage)
    }
    out.raw("]")
  }

  private mutating func fault(_ fault: Fault) throws {
    out.raw("{\"code\":")
    try out.string(fault.code.rawValue)
    out.raw(",\"message\":")
    try out.string(fault.message)
    if !fault.place.isEmpty {
      out.raw(",\"place\":")
      try out.string(fault.place)
    }
    out.raw("}")
  }

  private mutating func properties(_ bag: any PropertyBag, _ codePage: CodePage, only: Set<UInt16>?) throws {
    out.raw("[")
    var isFirst = true
    for (tag, name) in Self.sorted(bag) where only?.contains(tag.id) ?? true {
      out.raw(isFirst ? "\n{\"tag\":\"0x" : ",\n{\"tag\":\"0x")
      out.raw(Self.hex(tag.rawValue, 8))
      out.raw("\"")
      isFirst = false
      try self.name(tag, name)
      if let type = PropertyNames.type(tag.type) { out.raw(",\"type\":\"\(type)\"") }
      try value(bag, tag, codePage)
      out.raw("}")
      try out.flushIfFull()
    }
    out.raw("]")
  }

  private mutating func name(_ tag: PropertyTag, _ name: PropertyName?) throws {
    guard let name else {
      if let known = PropertyNames.name(of: tag.id) { out.raw(",\"name\":\"\(known)\"") }
      return
    }
    if let known = PropertyNames.name(of: name) { out.raw(",\"name\":\"\(known)\"") }
    out.raw(",\"set\":\"\(name.set)\",\"id\":")
    switch name.kind {
    case .number(let number): out.raw("\"0x" + Self.hex(number, 4) + "\"")
    case .text(let text): try out.string(text)
    }
  }

  private mutating func value(_ bag: any PropertyBag, _ tag: PropertyTag, _ codePage: CodePage) throws {
    var writer = PropertyJSON(binaryLimit: options.binaryLimit, codePage: codePage)
    do {
      if try writer.writeLarge(bag, tag, to: &out) { return }
      guard let value = try bag.value(tag.id) else { return out.raw(",\"value\":null") }
      try writer.write(member: value, to: &out)
    } catch let fault as Fault {
      out.raw(",\"fault\":")
      try self.fault(fault)
    }
  }

  private typealias Named = (tag: PropertyTag, name: PropertyName?)

  private static func sorted(_ bag: any PropertyBag) -> [Named] {
    let all = bag.tags.map { Named($0, $0.isNamed ? bag.name(of: $0.id) : nil) }
    let keyed = all.map { (order($0), $0) }
    return keyed.sorted { a, b in a.0.lexicographicallyPrecedes(b.0) }.map(\.1)
  }

  /// Numbers by themselves, then names by their sets.
  private static func order(_ named: Named) -> [UInt8] {
    let id = [UInt8(named.tag.id >> 8), UInt8(truncatingIfNeeded: named.tag.id)]
    guard let name = named.name else { return [named.tag.isNamed ? 2 : 0] + id }
    switch name.kind {
    case .number(let number):
      return [1] + name.set.bytes + [0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } + id
    case .text(let text): return [1] + name.set.bytes + [1] + Array(text.utf8) + id
    }
  }

  static func hex(_ number: UInt32, _ width: Int) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
