/// One line of iCalendar or vCard: a name, parameters and a value. RFC 5545 §3.1, RFC 6350 §3.3
public struct ContentLine: Hashable, Sendable {
  public struct Parameter: Hashable, Sendable {
    /// In capitals.
    public var name: String
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
  public init(_ name: String, _ parameters: [Parameter] = [], _ value: String, group: String = "") {
    (self.group, self.name, self.parameters, self.value) = (group, name, parameters, value)
  }
}
