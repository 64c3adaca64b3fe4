/// A message's unique identifier within one folder and one ``UIDValidity`` (`uniqueid`). RFC 9051 §2.3.1.1.
public struct UID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  public let rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
  @inlinable public init(_ value: UInt32) { rawValue = value }
  @inlinable public static func < (a: UID, b: UID) -> Bool { a.rawValue < b.rawValue }
  public var description: String { String(rawValue) }
}

/// `UIDVALIDITY`: when it changes, every UID of the folder has lost its meaning. RFC 9051 §2.3.1.1.
public struct UIDValidity: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public init(_ value: UInt32) { rawValue = value }
  public var description: String { String(rawValue) }
}

/// A message's place in a folder, 1 at the top (`seq-number`). RFC 9051 §2.3.1.2.
public struct SequenceNumber: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
  @inlinable public init(_ value: UInt32) { rawValue = value }
  @inlinable public static func < (a: SequenceNumber, b: SequenceNumber) -> Bool { a.rawValue < b.rawValue }
}

/// `mod-sequence-value`, 63 bits. RFC 7162 §3.1.
public typealias ModSequence = UInt64
