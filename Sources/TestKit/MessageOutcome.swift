public import MIME

/// All a parser says about a message, pieces of text put together, and the bytes it accounts for.
public struct MessageOutcome: Equatable, CustomStringConvertible {
  public private(set) var events: [MessageEvent] = []
  public private(set) var accounted: [UInt8] = []
  /// Set when ranges leave a gap, overlap, or are not those of the bytes handed out.
  public private(set) var isBroken = false

  /// Cut before each of `cuts`.
  public init(of input: [UInt8], cuts: [Int] = [], limits: Limits = .init()) throws {
    var parser = MessageParser(limits: limits)
    var start = 0
    for cut in cuts + [input.count] {
      try parser.consume(input.span.extracting(start..<cut)) { take($0, $1) }
      start = cut
      if parser.offset != cut { isBroken = true }
    }
    try parser.finish { take($0, $1) }
  }

  /// In one piece.
  public init(whole input: [UInt8], limits: Limits = .init()) throws {
    try MessageParser.parse(input.span, limits: limits) { take($0, $1) }
  }

  private mutating func take(_ event: MessageEvent, _ bytes: Span<UInt8>) {
    if let range = event.range {
      if range.lowerBound != accounted.count || range.count != bytes.count { isBroken = true }
      bytes.withUnsafeBufferPointer { accounted.append(contentsOf: $0) }
    } else if !bytes.isEmpty {
      isBroken = true
    }
    switch (events.last, event) {
    case (.body(let old)?, .body(let new)): events[events.count - 1] = .body(old.lowerBound..<new.upperBound)
    case (.preamble(let old)?, .preamble(let new)):
      events[events.count - 1] = .preamble(old.lowerBound..<new.upperBound)
    case (.epilogue(let old)?, .epilogue(let new)):
      events[events.count - 1] = .epilogue(old.lowerBound..<new.upperBound)
    default: events.append(event)
    }
  }

  /// One line per event, as rows of tests write them.
  public func lines(_ input: [UInt8]) -> [String] {
    func text(_ range: Range<Int>) -> String {
      String(decoding: input[range], as: UTF8.self).replacing("\r\n", with: "$").replacing("\n", with: "|")
    }
    return events.map { event in
      switch event {
      case .begin(let kind, let depth, _): "\(kind == .message ? "message" : "part") \(depth)"
      case .envelope(let range): "from \(text(range))"
      case .field(let field): field.isMalformed ? "odd \(text(field.range))" : "field \(text(field.range))"
      case .headerEnd(_, let content): "is \(content.mediaType) \(content.form)"
      case .preamble(let range): "preamble \(text(range))"
      case .body(let range): "body \(text(range))"
      case .epilogue(let range): "epilogue \(text(range))"
      case .boundary(_, let depth, let isEnd): "\(isEnd ? "last" : "next") \(depth)"
      case .end(let depth, _): "end \(depth)"
      case .damage(let damage): "! \(damage.kind.rawValue)"
      }
    }
  }

  public var description: String { events.map { "\($0)" }.joined(separator: "\n") }
}
