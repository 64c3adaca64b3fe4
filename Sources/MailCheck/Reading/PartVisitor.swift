public import MIME

/// What receives the parts of a message from a ``PartReader``, in the order of the message's bytes. Spans are valid during
/// the call only.
public protocol PartVisitor: AnyObject {
  /// Whether the body of this part is to be decoded and handed out.
  func wantsBody(_ part: PartRecord) -> Bool
  /// All bytes of the message, one after the other, each before anything else is told of them.
  func raw(_ bytes: Span<UInt8>) throws
  /// A `From ` line before a header.
  func envelope(_ range: Range<Int>, in place: PartPlace) throws
  /// A header field, before the part is opened.
  func field(_ field: FieldRange, _ bytes: Span<UInt8>, in place: PartPlace) throws
  /// The header has ended.
  func opened(_ part: PartRecord) throws
  func decoded(_ bytes: Span<UInt8>, of part: PartRecord) throws
  func closed(_ part: PartRecord) throws
  func damage(_ damage: Damage, in path: String) throws
}

extension PartVisitor {
  public func wantsBody(_ part: PartRecord) -> Bool { true }
  public func raw(_ bytes: Span<UInt8>) {}
  public func envelope(_ range: Range<Int>, in place: PartPlace) {}
  public func field(_ field: FieldRange, _ bytes: Span<UInt8>, in place: PartPlace) {}
  public func opened(_ part: PartRecord) {}
  public func decoded(_ bytes: Span<UInt8>, of part: PartRecord) {}
  public func closed(_ part: PartRecord) {}
  public func damage(_ damage: Damage, in path: String) {}
}

/// Where a header stands whose end was not seen yet.
public struct PartPlace: Sendable, Hashable {
  public var kind: PartKind
  public var depth: Int
  /// The header of the message itself.
  public var isOutermost: Bool { depth == 0 }
}
