import Driver
import MIME

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("MessageParserFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input. A trap is a find: the parser's own, or a broken promise below.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  // Where to cut comes from the input, so that a find can be run again.
  let hash = input.reduce(UInt32(7)) { $0 &* 31 &+ UInt32($1) }
  let cut = input.isEmpty ? 0 : Int(hash) % input.count
  for limits in [Limits(), tight] {
    let whole = Outcome(of: [input], limits)
    precondition(whole.accounted == input, "bytes are lost or invented")
    precondition(Outcome(of: [Array(input[..<cut]), Array(input[cut...])], limits) == whole, "cut at \(cut)")
    precondition(Outcome(of: input.map { [$0] }, limits) == whole, "byte by byte")
  }
  let message = Message(input)
  precondition(MessageEdit(message).bytes == input, "written otherwise than read")
  for part in message.parts where part.content.form == .leaf {
    let body = Array(input[part.bodyRange])
    let whole = decoded([body], part.encoding)
    let middle = body.isEmpty ? 0 : Int(hash) % body.count
    precondition(
      decoded([Array(body[..<middle]), Array(body[middle...])], part.encoding) == whole, "decoded otherwise")
    precondition(whole.0.count <= body.count, "decoding made more of it")
  }
  _ = try? DeliveryReport(message.root)
  _ = try? DispositionNotification(message.root)
  FlowedText.read(input.span) { _ in }
  return 0
}

/// Small enough for a fuzzer to reach.
private let tight: Limits = {
  var limits = Limits()
  limits.depth = 3
  limits.parts = 4
  limits.fields = 4
  limits.fieldBytes = 60
  limits.headerBytes = 120
  return limits
}()

private func decoded(_ pieces: [[UInt8]], _ encoding: TransferEncoding) -> ([UInt8], DecodingDamage) {
  var decoder = TransferDecoder(encoding)
  var bytes: [UInt8] = []
  for piece in pieces { try? decoder.decode(piece.span) { bytes += $0.withUnsafeBufferPointer { Array($0) } } }
  try? decoder.finish { bytes += $0.withUnsafeBufferPointer { Array($0) } }
  return (bytes, decoder.damage)
}

/// Everything a parser says about an input, pieces of text put together.
private struct Outcome: Equatable {
  var events: [MessageEvent] = []
  var accounted: [UInt8] = []

  init(of pieces: [[UInt8]], _ limits: Limits) {
    var parser = MessageParser(limits: limits)
    for piece in pieces { try? parser.consume(piece.span) { take($0, $1) } }
    try? parser.finish { take($0, $1) }
  }

  private mutating func take(_ event: MessageEvent, _ bytes: Span<UInt8>) {
    if let range = event.range {
      precondition(range.lowerBound == accounted.count && range.count == bytes.count, "a gap or an overlap")
    }
    bytes.withUnsafeBufferPointer { accounted.append(contentsOf: $0) }
    switch (events.last, event) {
    case (.body(let old)?, .body(let new)): events[events.count - 1] = .body(old.lowerBound..<new.upperBound)
    case (.preamble(let old)?, .preamble(let new)):
      events[events.count - 1] = .preamble(old.lowerBound..<new.upperBound)
    case (.epilogue(let old)?, .epilogue(let new)):
      events[events.count - 1] = .epilogue(old.lowerBound..<new.upperBound)
    default: events.append(event)
    }
  }
}
