/// A folder's name, equal only to one of the same bytes. Servers keep "Café" written with one character apart from "Café"
/// written with two, and Swift's strings do not.
public struct FolderName: Hashable, Sendable, Comparable, ExpressibleByStringInterpolation, CustomStringConvertible {
  public let description: String

  public init(_ text: String) { description = text }
  public init(stringLiteral text: String) { description = text }

  public static func == (left: FolderName, right: FolderName) -> Bool {
    left.description.utf8.elementsEqual(right.description.utf8)
  }
  public static func < (left: FolderName, right: FolderName) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }
  public func hash(into hasher: inout Hasher) {
    for byte in description.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }
}
