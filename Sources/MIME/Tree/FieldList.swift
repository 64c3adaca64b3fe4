/// The header fields of a part in their order, as windows into the message.
public struct FieldList: Sendable, RandomAccessCollection {
  let message: Message
  let places: Range<Int>

  public var startIndex: Int { 0 }
  public var endIndex: Int { places.count }
  public subscript(index: Int) -> HeaderField {
    precondition(indices.contains(index))
    return HeaderField(message: message, place: message.fields[places.lowerBound + index])
  }

  /// The first field of this name, whatever its case.
  public subscript(name: String) -> HeaderField? { first { $0.isNamed(name) } }

  /// All fields of this name, whatever their case.
  public func all(_ name: String) -> [HeaderField] { filter { $0.isNamed(name) } }
}

/// A header field as it stands.
public struct HeaderField: Sendable {
  let message: Message
  /// Where it stands.
  public let place: FieldRange

  public var isMalformed: Bool { place.isMalformed }
  /// As written; empty when malformed.
  public var name: String { message.bytes.span.text(place.name) }
  /// Everything behind the colon, as written: blanks, folding and the last line end included.
  public var body: [UInt8] { Array(message.bytes[place.body]) }
  /// The whole field as written.
  public var bytes: [UInt8] { Array(message.bytes[place.range]) }

  /// The body without folding (RFC 5322 §2.2.3) and without the blanks around it.
  public var unfolded: [UInt8] {
    var value: [UInt8] = []
    value.reserveCapacity(place.body.count)
    let body = message.bytes[place.body]
    for index in body.indices {
      if body[index] == Byte.lineFeed { continue }
      if body[index] == Byte.carriageReturn, Self.endsLine(body[index...]) { continue }
      value.append(body[index])
    }
    while let last = value.last, Byte.isBlank(last) { value.removeLast() }
    return Array(value.drop(while: Byte.isBlank))
  }

  /// Whether there is nothing but CR before the next LF or the end.
  private static func endsLine(_ rest: ArraySlice<UInt8>) -> Bool {
    let next = rest.drop { $0 == Byte.carriageReturn }.first
    return next == nil || next == Byte.lineFeed
  }

  /// Whether it has this name, whatever the case.
  public func isNamed(_ name: String) -> Bool {
    let own = message.bytes[place.name]
    return own.count == name.utf8.count
      && zip(own, name.utf8).allSatisfy { Byte.lowercased($0) == Byte.lowercased($1) }
  }
}
