public import Core
public import MAPI

/// Makes Internet messages of mail as Outlook keeps it. [MS-OXCMAIL] §2.1
///
/// The same object gives the same bytes. Lines end with CRLF and have at most 998 characters; all is ASCII but for an
/// address that has other characters itself and for a signed message, whose bytes are not touched.
public struct MailExport: Sendable {
  public var options: MailOptions

  public init(options: MailOptions = MailOptions()) { self.options = options }

  /// Hands out the message in pieces.
  ///
  /// Whatever cannot be read is left out and told in the result; only `sink` makes this throw. Attachments are never in
  /// memory as a whole, bodies are.
  ///
  /// - Parameters:
  ///   - place: What leads a person to the message; it stands in findings.
  ///   - sink: Takes pieces of about 64 KiB, one after another.
  public func write(
    _ message: any MessageObject, place: String = "", to sink: (Span<UInt8>) throws -> Void
  ) throws -> MailResult {
    try withoutActuallyEscaping(sink) { sink in
      var writer = MailWriter(options: options, notes: MailNotes(place: place), output: MailOutput(sink))
      let item = MailItem(message, notes: writer.notes)
      writer.boundaries = BoundarySequence(seed: item.seed)
      try writer.message(item, depth: 0)
      try writer.output.flush()
      return MailResult(
        size: writer.output.written, flags: MailFlags(item), findings: writer.notes.findings,
        damages: writer.notes.damages)
    }
  }

  /// What ``write(_:place:to:)`` tells of it, without writing it.
  public func flags(of message: any MessageObject) -> MailFlags {
    MailFlags(MailItem(message, notes: MailNotes(place: "")))
  }

  /// The message as a whole.
  public func bytes(_ message: any MessageObject, place: String = "") -> (bytes: [UInt8], result: MailResult) {
    var bytes: [UInt8] = []
    // The sink does not throw, so writing cannot.
    let result = try? write(message, place: place) { piece in
      piece.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }
    return (bytes, result ?? MailResult())
  }
}

/// What became of a message beside its bytes.
public struct MailResult: Sendable {
  /// Bytes that were written.
  public var size = 0
  public var flags = MailFlags()
  /// What could not be carried over as it was, and what is odd.
  public var findings: [Finding] = []
  /// What was found damaged in the objects that were read.
  public var damages: [Fault] = []

  public init(
    size: Int = 0, flags: MailFlags = MailFlags(), findings: [Finding] = [], damages: [Fault] = []
  ) {
    (self.size, self.flags, self.findings, self.damages) = (size, flags, findings, damages)
  }
}
