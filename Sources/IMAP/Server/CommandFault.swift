/// Why bytes are not a command, and where: `offset` counts from the command's first byte, literals included.
public struct CommandFault: Error, Sendable, Hashable {
  public var reason: String
  public var offset: Int
  /// The end of the command cannot be found: the connection must be closed.
  public var isFatal = false
  public init(_ reason: String, offset: Int, isFatal: Bool = false) {
    self.reason = reason
    self.offset = offset
    self.isFatal = isFatal
  }
}
