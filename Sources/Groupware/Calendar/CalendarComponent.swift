/// A part of a calendar, as VEVENT: content lines and parts in their order, known or not. RFC 5545 §3.4, §3.6
public struct CalendarComponent: Hashable, Sendable {
  public enum Entry: Hashable, Sendable {
    case line(ContentLine)
    case component(CalendarComponent)
  }
  /// In capitals.
  public var name: String
  public var entries: [Entry]

  public init(_ name: String, _ entries: [Entry] = []) { (self.name, self.entries) = (name, entries) }

  public var lines: [ContentLine] { entries.compactMap { if case .line(let line) = $0 { line } else { nil } } }
  public var components: [CalendarComponent] {
    entries.compactMap { if case .component(let component) = $0 { component } else { nil } }
  }
  public func components(_ name: String) -> [CalendarComponent] { components.filter { $0.name == name } }

  /// The first line of that name; `name` in capitals.
  public func first(_ name: String) -> ContentLine? {
    for case .line(let line) in entries where line.name == name { return line }
    return nil
  }
  public func all(_ name: String) -> [ContentLine] { lines.filter { $0.name == name } }

  public mutating func add(_ line: ContentLine) { entries.append(.line(line)) }
  public mutating func add(_ name: String, _ value: String) { add(ContentLine(name, value)) }
  public mutating func add(_ name: String, _ parameters: [ContentLine.Parameter] = [], text: String) {
    add(ContentLine(name, parameters, text: text))
  }
  public mutating func add(_ component: CalendarComponent) { entries.append(.component(component)) }

  /// As it stands in a file: folded, each line ended by CRLF.
  public var bytes: [UInt8] {
    var writer = ContentLineWriter(.iCalendar)
    write(into: &writer)
    return writer.bytes
  }

  func write(into writer: inout ContentLineWriter) {
    writer.write(ContentLine("BEGIN", name))
    for entry in entries {
      switch entry {
      case .line(let line): writer.write(line)
      case .component(let component): component.write(into: &writer)
      }
    }
    writer.write(ContentLine("END", name))
  }
}
