import Driver
import IMAP

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("ResponseParserFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input. A trap is a find: the parser's own, or a broken promise below.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  let whole = Outcome(of: input, cut: input.count)
  // Where to cut comes from the input, so that a find can be run again.
  let cut = input.isEmpty ? 0 : Int(input.reduce(UInt32(7)) { $0 &* 31 &+ UInt32($1) }) % input.count
  precondition(Outcome(of: input, cut: cut) == whole, "cut at \(cut), other events come out")
  precondition(whole.streamed <= input.count, "more body bytes than bytes")
  if let fault = whole.fault { precondition(0...input.count ~= fault.offset, "a fault outside the input") }
  return 0
}

/// Everything a parser says about an input, bodies put together.
private struct Outcome: Equatable {
  enum Event: Equatable {
    case response(Response)
    case body(FetchItem, Section, size: Int, [UInt8])
  }
  var events: [Event] = []
  var fault: ParseFault?
  var streamed = 0

  init(of input: [UInt8], cut: Int) {
    var limits = ResponseLimits()
    // Small enough for a fuzzer to reach.
    limits.line = 200
    limits.fetchLine = 400
    limits.listing = 400
    limits.literal = 64
    limits.depth = 4
    limits.flags = 20
    limits.numbers = 20
    var parser = ResponseParser(limits: limits)
    for range in [0..<cut, cut..<input.count] {
      do {
        try parser.consume(input.span.extracting(range)) { event in take(event, input[range]) }
      } catch {
        fault = error as? ParseFault
        fault?.excerpt = []
        return
      }
    }
  }

  private mutating func take(_ event: ResponseEvent, _ chunk: ArraySlice<UInt8>) {
    switch event {
    case .response(let response): events.append(.response(response))
    case .bodyBegin(let item, let section, let size): events.append(.body(item, section, size: size, []))
    case .bodyBytes(let range):
      guard case .body(let item, let section, let size, var bytes) = events.popLast() else {
        preconditionFailure("body bytes without a body")
      }
      bytes += chunk[(chunk.startIndex + range.lowerBound)..<(chunk.startIndex + range.upperBound)]
      streamed += range.count
      events.append(.body(item, section, size: size, bytes))
    case .bodyEnd:
      guard case .body(_, _, let size, let bytes)? = events.last, bytes.count == size else {
        preconditionFailure("a body of another length than announced")
      }
    }
  }
}
