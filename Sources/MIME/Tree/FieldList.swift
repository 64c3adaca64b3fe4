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
  public var unfolded: [UInt8] { Self.unfolded(message.bytes.span.extracting(place.body)) }

  /// What `body` says without folding and without the blanks around it. A CR that ends no line stays.
  static func unfolded(_ body: Span<UInt8>) -> [UInt8] {
    var value: [UInt8] = []
    value.reserveCapacity(body.count)
    for index in 0..<body.count {
      switch body[index] {
      case Byte.lineFeed:
        while let last = value.last, last == Byte.carriageReturn { value.removeLast() }
      case let byte where !value.isEmpty || !Byte.isBlank(byte):
        value.append(byte)
      default: break
      }
    }
    while let last = value.last, Byte.isBlank(last) { value.removeLast() }
    return value
  }

  /// Whether it has this name, whatever the case.
  public func isNamed(_ name: String) -> Bool {
    let own = message.bytes[place.name]
    return own.count == name.utf8.count
      && zip(own, name.utf8).allSatisfy { Byte.lowercased($0) == Byte.lowercased($1) }
  }
}
