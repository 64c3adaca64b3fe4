/// A message in memory with its structure. Parts are windows into its bytes: no body is copied.
public struct Message: Sendable {
  /// The message as it came, never changed.
  public let bytes: [UInt8]
  /// What was odd about its structure, in the order of offsets.
  public let damage: [Damage]
  let nodes: [Node]
  let fields: [FieldRange]

  /// Reads the structure. Never fails: whatever the bytes are, they are a message.
  public init(_ bytes: [UInt8], limits: Limits = .init()) {
    self.bytes = bytes
    var builder = TreeBuilder()
    // The handler does not throw, so parsing cannot.
    try? MessageParser.parse(bytes.span, limits: limits) { event, _ in builder.take(event) }
    nodes = builder.nodes
    fields = builder.fields
    damage = builder.damage
  }

  /// The message itself, as the part that holds all others.
  public var root: Part { Part(message: self, index: 0) }

  /// All parts, outermost first, in the order of their bytes.
  public var parts: [Part] { nodes.indices.map { Part(message: self, index: $0) } }
}

/// A part as flat data: ranges and the places of its relatives in the list of all parts.
struct Node: Sendable {
  var kind: PartKind
  var content = Content(form: .leaf, mediaType: .textPlain, encoding: .sevenBit)
  var parent: Int?
  var children: [Int] = []
  var range: Range<Int>
  var envelope: Range<Int>?
  var fields: Range<Int>
  var separator: Range<Int>
  var preamble: Range<Int>?
  var epilogue: Range<Int>?
  var bodyEnd: Int
}

/// Puts the tree together from the parser's events.
struct TreeBuilder {
  private(set) var nodes: [Node] = []
  private(set) var fields: [FieldRange] = []
  private(set) var damage: [Damage] = []
  private var open: [Int] = []

  mutating func take(_ event: MessageEvent) {
    let last = open.last ?? 0
    switch event {
    case .begin(let kind, _, let offset):
      let here = offset..<offset
      nodes.append(
        Node(
          kind: kind, parent: open.last, range: here, fields: fields.count..<fields.count, separator: here,
          bodyEnd: offset))
      if let parent = open.last { nodes[parent].children.append(nodes.count - 1) }
      open.append(nodes.count - 1)
    case .envelope(let range):
      nodes[last].envelope = range
    case .field(let field):
      fields.append(field)
      nodes[last].fields = nodes[last].fields.lowerBound..<fields.count
    case .headerEnd(let range, let content):
      nodes[last].separator = range
      nodes[last].content = content
      nodes[last].bodyEnd = range.upperBound
    case .preamble(let range):
      nodes[last].preamble = (nodes[last].preamble?.lowerBound ?? range.lowerBound)..<range.upperBound
    case .epilogue(let range):
      nodes[last].epilogue = (nodes[last].epilogue?.lowerBound ?? range.lowerBound)..<range.upperBound
    case .body(let range):
      nodes[last].bodyEnd = range.upperBound
    case .boundary: break
    case .end(_, let offset):
      nodes[last].bodyEnd = offset
      nodes[last].range = nodes[last].range.lowerBound..<offset
      open.removeLast()
    case .damage(let found):
      damage.append(found)
    }
  }
}
