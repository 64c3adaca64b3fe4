import Core
import MIME

/// The fields of a header by name: they are looked up many times, and there may be ten thousand.
struct HeaderTable {
  struct Entry {
    /// Lower case; empty when malformed.
    var name: String
    /// From the top, 0 first.
    var index: Int
    /// In bytes from the beginning of the message.
    var offset: Int
    /// Unfolded.
    var value: [UInt8]

    var text: String { HeaderText(value).text }
  }

  let entries: [Entry]
  private let places: [String: [Int]]

  init(_ fields: FieldList) {
    var entries: [Entry] = []
    var places: [String: [Int]] = [:]
    entries.reserveCapacity(fields.count)
    for (index, field) in fields.enumerated() {
      let name = field.name.lowercased()
      entries.append(Entry(name: name, index: index, offset: field.place.range.lowerBound, value: field.unfolded))
      places[name, default: []].append(index)
    }
    (self.entries, self.places) = (entries, places)
  }

  /// All of that name, which is in lower case, topmost first.
  func all(_ name: String) -> [Entry] { (places[name] ?? []).map { entries[$0] } }
  func first(_ name: String) -> Entry? { places[name]?.first.map { entries[$0] } }
  /// The decoded text of the first of that name; nil when absent or empty.
  func text(_ name: String) -> String? {
    guard let text = first(name)?.text, !text.isEmpty else { return nil }
    return text
  }
}
