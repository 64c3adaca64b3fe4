public import Core

/// Reads a file of calendars into the tree of their parts. RFC 5545 §3.4
///
/// What is broken is told of by line and stepped over; parts that do not end are closed where the next must begin.
public struct CalendarParser {
  public struct Limits: Sendable {
    public var lines = ContentLineParser.Limits()
    /// Parts within parts; RFC 5545 needs three.
    public var depth = 16
    public init() {}
  }

  private var parser: ContentLineParser
  private let limits: Limits
  private var open: [CalendarComponent] = []
  /// Parts deeper than the limit, whose content is left out.
  private var skipped = 0
  private var found: [CalendarComponent] = []

  private init(_ bytes: [UInt8], _ limits: Limits) {
    parser = ContentLineParser(bytes, .iCalendar, limits: limits.lines)
    self.limits = limits
  }

  /// The outermost parts, most often one VCALENDAR, and what was broken.
  public static func read(
    _ bytes: [UInt8], limits: Limits = Limits()
  ) -> (components: [CalendarComponent], faults: [Fault]) {
    var reader = CalendarParser(bytes, limits)
    reader.run()
    return (reader.found, reader.parser.faults)
  }

  private mutating func run() {
    while let line = parser.next() {
      switch line.name {
      case "BEGIN": begin(line.value)
      case "END": end(line.value)
      default:
        if skipped > 0 { continue }
        if open.isEmpty {
          parser.note("CONTENT-NESTING", "A line stands outside of every BEGIN and is left out.")
        } else {
          open[open.count - 1].add(line)
        }
      }
    }
    if !open.isEmpty { parser.note("CONTENT-NESTING", "The file ends before \(open.count) of its parts.") }
    while !open.isEmpty { close() }
  }

  private mutating func begin(_ value: String) {
    guard skipped == 0, open.count < limits.depth else {
      if skipped == 0 { parser.note("CONTENT-NESTING", "Parts lie more than \(limits.depth) deep; they are left out.") }
      skipped += 1
      return
    }
    open.append(CalendarComponent(name(value)))
  }

  private mutating func end(_ value: String) {
    guard skipped == 0 else {
      skipped -= 1
      return
    }
    let name = name(value)
    guard let place = open.lastIndex(where: { $0.name == name }) else {
      parser.note("CONTENT-NESTING", "A part ends that did not begin.")
      return
    }
    if place < open.count - 1 { parser.note("CONTENT-NESTING", "A part ends before parts in it have ended.") }
    while open.count > place { close() }
  }

  private mutating func close() {
    let component = open.removeLast()
    if open.isEmpty { found.append(component) } else { open[open.count - 1].add(component) }
  }

  private func name(_ value: String) -> String {
    String(decoding: value.utf8.filter { $0 > 0x20 }, as: UTF8.self).uppercased()
  }
}
