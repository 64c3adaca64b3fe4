/// The server sent what the grammar does not allow, or more than ``ResponseLimits`` does. The stream cannot be followed
/// any further: the connection is to be closed.
///
/// `description` holds no byte of the server's; `debugDescription` does, for a wire log.
public struct ParseFault: Error, Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
  public enum Reason: String, Sendable, Hashable {
    case unknownCondition = "neither OK, NO, BAD nor a known kind of response"
    case expectedSpace = "a space was expected"
    case expectedNumber = "a number was expected"
    case numberTooLarge = "the number is too large"
    case expectedAtom = "a word was expected"
    case expectedString = "a string was expected"
    case unclosedQuote = "a quoted string does not end"
    case expectedOpen = "an opening parenthesis was expected"
    case expectedClose = "a closing parenthesis was expected"
    case unfinished = "the line ends too early"
    case trailing = "the line goes on after its end"
    case badSet = "a set of numbers was expected"
    case badLiteral = "the literal's length is not as announced"
    case misplacedLiteral = "a message body stands where none belongs"
    case lineTooLong = "the line is longer than allowed"
    case literalTooLong = "the literal is larger than allowed"
    case tooDeep = "parentheses are nested too deeply"
    case tooMany = "the list is longer than allowed"
  }
  /// Where, in bytes since the parser was made; 0 is the first.
  public var offset: Int
  public var reason: Reason
  /// Up to 40 bytes from the place on, as they came.
  public var excerpt: [UInt8]

  public init(offset: Int, reason: Reason, excerpt: [UInt8] = []) {
    self.offset = offset
    self.reason = reason
    self.excerpt = excerpt
  }

  public var description: String { "byte \(offset): \(reason.rawValue)" }
  public var debugDescription: String {
    "\(description), at \(String(decoding: excerpt, as: UTF8.self).debugDescription)"
  }
}
