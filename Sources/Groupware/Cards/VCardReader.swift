public import Core

/// Reads cards of versions 2.1, 3.0 and 4.0, as strictly as real files allow.
///
/// What is no card, and lines that cannot be read, are told of in ``faults``; the rest is given.
public struct VCardReader {
  /// What could not be read, with the number of its line; code `CONTENT-…`.
  public private(set) var faults: [Fault] = []
  public private(set) var cards: [VCard] = []

  /// Cards within cards (AGENT of RFC 2426 §3.5.4 and before) become cards of their own; deeper ones belong to the last.
  private static let depth = 8

  private struct Open {
    var card = VCard(.v3)
    var isOld = false
    var place: Int
  }

  public init(_ bytes: [UInt8], limits: ContentLineParser.Limits = .init()) {
    var parser = ContentLineParser(OldCardText.resolved(bytes), .vCard4, limits: limits)
    var open: [Open] = []
    var strays = 0
    while let line = parser.next() {
      let isCard = line.value.uppercased().filter { $0 != " " } == "VCARD"
      if line.name == "BEGIN", isCard, open.count < Self.depth {
        open.append(Open(place: cards.count))
        cards.append(VCard(.v3))
      } else if line.name == "END", isCard, let done = open.popLast() {
        cards[done.place] = done.card
      } else if open.isEmpty {
        strays += 1
        if strays == 1 { parser.note("CONTENT-LINE", "Here stand lines outside of a card; they are left out.") }
      } else {
        Self.take(line, &open[open.count - 1])
      }
    }
    if !open.isEmpty { parser.note("CONTENT-LINE", "The file ends within a card.") }
    for done in open { cards[done.place] = done.card }
    faults = parser.faults
  }

  private static func take(_ line: ContentLine, _ open: inout Open) {
    var line = line
    // What it said was followed; the text is UTF-8 now.
    line.parameters.removeAll { $0.name == "CHARSET" }
    if line.name == "VERSION" {
      open.card.version = line.value.hasPrefix("4") ? .v4 : .v3
      open.isOld = line.value.hasPrefix("2") || line.value.hasPrefix("1")
      // Lines before it, as version 2.1 allows, are read by it, too.
      if open.isOld { open.card.lines = open.card.lines.map(OldCardLine.modern) }
    } else {
      open.card.lines.append(open.isOld ? OldCardLine.modern(line) : OldCardLine.typed(line))
    }
  }
}
