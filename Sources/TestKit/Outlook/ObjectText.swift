public import MAPI
import MIME

/// Everything that can be read of an object, one line each, to compare two forms of one message.
public enum ObjectText {
  /// - Parameter prefix: stands before each line.
  public static func lines(_ message: any MessageObject, _ prefix: String = "") throws -> [String] {
    var out = try properties(message, prefix)
    for (index, recipient) in try message.recipients().enumerated() {
      out += try properties(recipient, prefix + "recipient \(index) ")
    }
    for (index, attachment) in try message.attachments().enumerated() {
      let here = prefix + "attachment \(index) "
      out += try properties(attachment, here)
      if let inner = try attachment.message() { out += try lines(inner, here + "message ") }
    }
    return out
  }

  public static func properties(_ bag: any PropertyBag, _ prefix: String = "") throws -> [String] {
    try bag.tags.compactMap { tag in
      guard let value = try bag.value(tag.id) else { return nil }
      let name = bag.name(of: tag.id).map { "\($0)" } ?? "\(tag.id)"
      let opened = try bag.open(tag.id).map { source in try source.bytes(at: 0, source.count) }
      let whole = PropertyBytes.of(value)
      // What is opened is what the value holds; numbers are not opened.
      let agrees = opened == nil || opened == whole
      return "\(prefix)\(name) \(tag.type.rawValue) \(value)\(agrees ? "" : " opened differently")"
    }
  }
}
