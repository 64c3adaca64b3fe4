import MIME

/// What Rspamd found: `default: False [-2.90 / 15.00]; SYMBOL(-1.00)[option];` or `SYMBOL(0.1) OTHER(-2.0)`.
enum SymbolReader {
  static func readings(_ value: [UInt8], _ rule: FieldRule) -> [Reading] {
    var text = HeaderText(value).text[...]
    var found: [Reading] = []
    if let verdict = takeVerdict(&text) { found.append(verdict) }
    let symbols = rule.keys.first
    while let open = text.firstIndex(of: "("), found.count <= FieldReader.mostReadings {
      let name = FieldReader.trimmed(text[..<open], also: ";,")
      guard let close = text[open...].firstIndex(of: ")") else { break }
      let points = text[text.index(after: open)..<close]
      text = text[text.index(after: close)...]
      if text.first == "[", let end = endOfOptions(text) { text = text[text.index(after: end)...] }
      guard !name.isEmpty else { continue }
      var reading = FieldReader.look(up: name, in: symbols, key: "", rule)
      reading.value += " \(FieldReader.trimmed(points))"
      found.append(reading)
    }
    let rest = FieldReader.trimmed(text, also: ";,")
    if !rest.isEmpty {
      found.append(Reading(subject: rule.name, value: rest, meaning: Meaning(.note, "could not be taken apart")))
    }
    return found
  }

  /// Options may hold brackets in pairs, addresses of IPv6 for instance do not.
  private static func endOfOptions(_ text: Substring) -> Substring.Index? {
    var depth = 0
    for index in text.indices {
      if text[index] == "[" { depth += 1 }
      if text[index] == "]" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  /// `default: False [-2.90 / 15.00];`
  private static func takeVerdict(_ text: inout Substring) -> Reading? {
    guard let colon = text.firstIndex(of: ":"), let open = text.firstIndex(of: "["),
      let close = text.firstIndex(of: "]"), colon < open, open < close,
      text.firstIndex(of: "(").map({ close < $0 }) ?? true
    else { return nil }
    let word = FieldReader.trimmed(text[text.index(after: colon)..<open]).lowercased()
    let numbers = text[text.index(after: open)..<close].split(separator: "/").map { Double(FieldReader.trimmed($0)) }
    guard word.hasPrefix("true") || word.hasPrefix("false"), numbers.count == 2 else { return nil }
    let value = FieldReader.trimmed(text[...close])
    text = text[text.index(after: close)...]
    let isSpam = word.hasPrefix("true")
    let meaning =
      isSpam
      ? Meaning(.bad, "spam: the points reach the limit for rejection behind the slash")
      : Meaning(
        (numbers[0] ?? 0) > 4 ? .warning : .good,
        "below the limit for rejection behind the slash; a mailbox usually calls it spam from 6 on")
    return Reading(key: "VERDICT", subject: "Rspamd verdict", value: value, meaning: meaning)
  }
}
