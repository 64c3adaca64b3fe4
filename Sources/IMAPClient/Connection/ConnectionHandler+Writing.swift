internal import Core
internal import IMAP
internal import NIOCore

/// What ``AppendWriter`` needs of the line.
extension ConnectionHandler {
  /// Registers a command whose bytes its writer puts on the line itself.
  func beginRaw(name: String, receiver: any ResponseReceiver) -> UInt32 {
    let number = pipeline.nextNumber()
    if pipeline.isEmpty { lastProgress = loop.now }
    pipeline.sent(number, name: name, receiver: receiver)
    return number
  }

  func awaitLiteral(of number: UInt32) {
    pipeline.awaitLiteral(of: number)
    appendState.literalOwner = number
  }

  var isWritable: Bool { context?.channel.isWritable ?? false }

  func buffer(capacity: Int) -> ByteBuffer {
    context?.channel.allocator.buffer(capacity: capacity) ?? ByteBuffer()
  }

  func write(_ buffer: ByteBuffer) { context?.write(wrapOutboundOut(buffer), promise: nil) }

  func flush() { context?.flush() }
}

extension Command {
  /// The UIDs a UID FETCH asks for; nil for other commands.
  var fetchedUIDs: NumberSet? {
    if case .fetch(.set(let set), uid: true, _, _) = self { set } else { nil }
  }
}

extension TimeAmount {
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self = .nanoseconds(
      seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue &+ attoseconds / 1_000_000_000)
  }
}
