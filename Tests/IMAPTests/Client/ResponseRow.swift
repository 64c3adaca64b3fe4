import IMAP
import Testing

/// What comes out of a parser, with a streamed body put together again.
enum Seen: Hashable {
  case response(Response)
  case body(FetchItem, Section, [UInt8])
}

/// One line of a table: bytes of a server, the sentence they test, and what becomes of them.
struct ResponseRow: Sendable, CustomTestStringConvertible {
  enum Outcome: Sendable {
    case parses([Seen])
    /// The bytes end inside a response.
    case needsMore
    /// The offset and kind of the fault.
    case rejected(at: Int, ParseFault.Reason)
  }
  var input: [UInt8]
  var spec: String
  var outcome: Outcome
  var limits = ResponseLimits()

  init(_ input: String, _ spec: String, _ seen: Seen...) {
    self.input = Array(input.utf8)
    self.spec = spec
    outcome = .parses(seen)
  }

  init(_ input: String, _ spec: String, _ responses: Response...) {
    self.input = Array(input.utf8)
    self.spec = spec
    outcome = .parses(responses.map { .response($0) })
  }

  init(_ input: String, _ spec: String, outcome: Outcome, limits: ResponseLimits = ResponseLimits()) {
    self.input = Array(input.utf8)
    self.spec = spec
    self.outcome = outcome
    self.limits = limits
  }

  var testDescription: String { "\(spec): \(String(decoding: input.prefix(60), as: UTF8.self).debugDescription)" }

  /// Whole, byte by byte, and in two pieces cut at every point; stops at the first way that goes wrong.
  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    var ways: [(String, [[UInt8]])] = [("whole", [input]), ("byte by byte", input.map { [$0] })]
    for cut in 1..<max(input.count, 1) { ways.append(("cut at \(cut)", [Array(input[..<cut]), Array(input[cut...])])) }
    for (name, chunks) in ways {
      let run = Drive.run(chunks, limits: limits)
      guard matches(run) else {
        Issue.record("\(name): got \(run), expected \(outcome)", sourceLocation: sourceLocation)
        return
      }
    }
  }

  private func matches(_ run: Drive) -> Bool {
    switch outcome {
    case .parses(let expected): run.fault == nil && run.isIdle && run.seen == expected
    case .needsMore: run.fault == nil && !run.isIdle
    case .rejected(let offset, let reason): run.fault?.offset == offset && run.fault?.reason == reason
    }
  }
}

/// One run of a parser over chunks.
struct Drive {
  var seen: [Seen] = []
  var fault: ParseFault?
  var isIdle = false
  /// Bytes handed out as ranges, all bodies together.
  var streamed = 0

  static func run(
    _ chunks: [[UInt8]], limits: ResponseLimits = ResponseLimits(), streams: Set<Section>? = nil
  ) -> Drive {
    var parser = ResponseParser(limits: limits)
    if let streams { parser.streams = streams }
    var run = Drive()
    var open: (FetchItem, Section, size: Int, bytes: [UInt8])?
    for chunk in chunks {
      do {
        try parser.consume(chunk.span) { event in
          switch event {
          case .response(let response):
            #expect(open == nil)
            run.seen.append(.response(response))
          case .bodyBegin(let item, let section, let size):
            #expect(open == nil)
            open = (item, section, size, [])
          case .bodyBytes(let range):
            #expect(!range.isEmpty)
            run.streamed += range.count
            open?.bytes += chunk[range]
          case .bodyEnd:
            guard let body = open else {
              Issue.record("an end without a beginning")
              return
            }
            #expect(body.size == body.bytes.count)
            run.seen.append(.body(body.0, body.1, body.bytes))
            open = nil
          }
        }
      } catch let fault as ParseFault {
        run.fault = fault
        return run
      } catch {
        Issue.record(error)
        return run
      }
    }
    run.isIdle = parser.isIdle && open == nil
    return run
  }
}

/// A message's data, filled in by `fill`.
func item(_ sequence: UInt32, _ fill: (inout FetchItem) -> Void = { _ in }) -> FetchItem {
  var item = FetchItem(sequence: SequenceNumber(sequence))
  fill(&item)
  return item
}

func ok(_ code: ResponseCode? = nil, _ text: String = "") -> Response {
  .status(Status(.ok, code: code, text: Array(text.utf8)))
}
