/// One line of iCalendar or vCard: a name, parameters and a value. RFC 5545 §3.1, RFC 6350 §3.3
public struct ContentLine: Hashable, Sendable {
  public struct Parameter: Hashable, Sendable {
    /// In capitals; empty where vCard 2.1 has a word alone, as in `TEL;WORK:`.
    public var name: String
    /// As they are meant: without quotes and without the carets of RFC 6868.
    public var values: [String]
    public init(_ name: String, _ values: [String]) { (self.name, self.values) = (name, values) }
    public init(_ name: String, _ value: String) { self.init(name, [value]) }
  }
  /// vCard's `group.` before the name; empty in iCalendar.
  public var group: String
  /// In capitals.
  public var name: String
  public var parameters: [Parameter]
  /// As it stands in the file: escaped, unfolded.
  public var value: String
  public init(_ name: String, _ parameters: [Parameter], _ value: String, group: String = "") {
    (self.group, self.name, self.parameters, self.value) = (group, name, parameters, value)
  }

  /// A line without parameters.
  public init(_ name: String, _ value: String, group: String = "") { self.init(name, [], value, group: group) }

  /// A line whose value is text, which is escaped here.
  public init(_ name: String, _ parameters: [Parameter] = [], text: String) {
    self.init(name, parameters, TextValue.escaped(text))
  }

  /// The value as text, its escapes resolved.
  public var text: String { TextValue.unescaped(value) }

  /// The first value of a parameter; `name` in capitals.
  public func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.values.first }
}

/// By which document lines are written.
public enum LineFormat: Hashable, Sendable {
  /// RFC 5545 with RFC 6868
  case iCalendar
  /// RFC 6350 with RFC 6868
  case vCard4
  /// RFC 2425 §5.8, RFC 2426 §4: parameters know no escapes.
  case vCard3

  var escapesParameters: Bool { self != .vCard3 }
  var hasGroups: Bool { self != .iCalendar }
}
