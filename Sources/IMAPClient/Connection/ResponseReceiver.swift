internal import Core
internal import IMAP
internal import NIOCore

/// Who gets the answers to one command. Called on the connection's event loop only.
protocol ResponseReceiver: AnyObject {
  /// `chunk` is where the bytes of ``ResponseEvent/bodyBytes(_:)`` lie, counted from its reader index.
  func receive(_ event: ResponseEvent, in chunk: ByteBuffer) throws
  func complete(_ status: Status)
  func fail(_ fault: Fault)
}

/// Gathers everything until the tagged status. For commands whose answers are small.
final class Collector: ResponseReceiver {
  /// More untagged responses than any honest answer to one collected command has.
  static let responseLimit = 500_000
  /// Bytes of message sections gathered for one command.
  static let byteLimit = 64 << 20

  private let promise: EventLoopPromise<Completed>
  private var responses: [Response] = []
  private var section: (item: FetchItem, name: Section, bytes: [UInt8])?
  private var gathered: FetchItem?
  private var bytes = 0

  init(_ promise: EventLoopPromise<Completed>) { self.promise = promise }

  func receive(_ event: ResponseEvent, in chunk: ByteBuffer) throws {
    switch event {
    case .response(.fetch(let item)):
      if var first = gathered, first.sequence == item.sequence {
        first.merge(item)
        responses.append(.fetch(first))
      } else {
        responses.append(.fetch(item))
      }
      gathered = nil
    case .response(let response): responses.append(response)
    case .bodyBegin(let item, let name, _):
      section = (item, name, [])
    case .bodyBytes(let range):
      bytes += range.count
      if let view = chunk.viewBytes(at: chunk.readerIndex + range.lowerBound, length: range.count) {
        section?.bytes.append(contentsOf: view)
      }
    case .bodyEnd:
      guard let done = section else { return }
      var item = gathered ?? done.item
      if gathered != nil { item.merge(done.item) }
      item.sections[done.name] = .some(done.bytes)
      gathered = item
      section = nil
    }
    guard responses.count <= Self.responseLimit, bytes <= Self.byteLimit else {
      throw Fault(.protocolBroken, "the answer to one command does not end", recovery: .reconnect)
    }
  }

  func complete(_ status: Status) { promise.succeed(Completed(responses: responses, status: status)) }
  func fail(_ fault: Fault) { promise.fail(fault) }
}

extension FetchItem {
  /// Takes over what `other`, a later part of the same response, knows.
  mutating func merge(_ other: FetchItem) {
    uid = other.uid ?? uid
    flags = other.flags ?? flags
    internalDate = other.internalDate ?? internalDate
    size = other.size ?? size
    modSequence = other.modSequence ?? modSequence
    emailID = other.emailID ?? emailID
    gmailMessageID = other.gmailMessageID ?? gmailMessageID
    gmailLabels = other.gmailLabels ?? gmailLabels
    sections.merge(other.sections) { $1 }
    raw.merge(other.raw) { $1 }
  }
}

/// The dialogue of AUTHENTICATE, one step at a time.
final class DialogueReceiver: ResponseReceiver {
  enum Step {
    case challenge([UInt8])
    case done(Completed)
  }
  private var responses: [Response] = []
  private var next: EventLoopPromise<Step>?

  func expect(_ promise: EventLoopPromise<Step>) { next = promise }

  func receive(_ event: ResponseEvent, in chunk: ByteBuffer) throws {
    if case .response(let response) = event, responses.count < 1_000 { responses.append(response) }
  }
  func challenge(_ text: [UInt8]) {
    // A server that challenges again before it has our answer has lost the thread; its next status will say so.
    next?.succeed(.challenge(text))
    next = nil
  }
  func complete(_ status: Status) {
    next?.succeed(.done(Completed(responses: responses, status: status)))
    next = nil
  }
  func fail(_ fault: Fault) {
    next?.fail(fault)
    next = nil
  }
}
