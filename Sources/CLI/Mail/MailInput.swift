import Core
import Glibc
import MIME

/// A message, read in pieces: a file, or standard input as `-`. Memory is that of one piece.
enum MailInput {
  static let pieceBytes = 256 << 10

  /// Hands out the bytes of one message.
  ///
  /// - Parameter number: which message of a mailbox file, counted from 1; nil for a file that is a message itself.
  /// - Throws: ``CommandFailure`` when it cannot be read, or when there is no such message; what `handle` throws.
  static func read(
    _ name: String, number: Int?, _ context: Context, _ handle: (Span<UInt8>) throws -> Void
  ) throws {
    guard name != "-" else { return try read(context.inputDescriptor, "standard input", handle) }
    let path = ProjectFolder.absolute(name, in: context.directory)
    if let number { return try readMailbox(path, shown: name, number, handle) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(name, errno) }
    defer { close(descriptor) }
    try read(descriptor, name, handle)
  }

  private static func read(_ descriptor: Int32, _ place: String, _ handle: (Span<UInt8>) throws -> Void) throws {
    var buffer = [UInt8](repeating: 0, count: pieceBytes)
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw unreadable(place, errno)
      }
      if count == 0 { return }
      try handle(buffer.span.extracting(0..<count))
    }
  }

  private static func readMailbox(
    _ path: String, shown: String, _ number: Int, _ handle: (Span<UInt8>) throws -> Void
  ) throws {
    var reader: MailboxReader
    var seen = 0
    do {
      let file = try MailboxFile(path)
      reader = MailboxReader(file, dialect: try .detected(in: file))
      while seen < number - 1, try reader.next({ _, _ in }) != nil { seen += 1 }
    } catch let failure as MailboxFile.Failure {
      throw unreadable(shown, failure.code)
    }
    guard try reader.next({ try handle($1) }) != nil else {
      throw CommandFailure(
        .inputNotFound, "MIME-NO-MESSAGE",
        "there is no message \(Words.number(number)); the file holds \(Words.number(seen))",
        place: shown, next: "Count from 1; \"postduif mime check\" names messages by this number.")
    }
  }

  static func unreadable(_ place: String, _ code: Int32) -> CommandFailure {
    CommandFailure(
      .inputNotFound, "FILE-READ", "it cannot be read: \(String(cString: strerror(code)))", place: place,
      next: "Check its name and its owner.")
  }
}
