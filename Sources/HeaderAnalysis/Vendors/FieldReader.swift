import MIME

/// Takes the value of a field apart as its rule says.
enum FieldReader {
  /// Bytes of a value that are looked at.
  static let mostBytes = 65_536
  /// Readings of one field.
  static let mostReadings = 128
  /// Characters of a value that are shown, where its rule says nothing else.
  static let mostCharacters = 240

  static func readings(of value: [UInt8], as rule: FieldRule) -> [Reading] {
    var found = all(value.count > mostBytes ? Array(value.prefix(mostBytes)) : value, rule)
    if found.isEmpty {
      found = [Reading(subject: subject(rule), value: "", meaning: Meaning(.note, "there, but it says nothing"))]
    }
    let isCut = found.count > mostReadings || value.count > mostBytes
    found = found.prefix(mostReadings).map { reading in
      var reading = reading
      reading.value = shown(reading.value, most: rule.mostCharacters)
      reading.subject = shown(reading.subject)
      return reading
    }
    if isCut {
      found.append(
        Reading(
          subject: subject(rule), value: "\(value.count) bytes",
          meaning: Meaning(.warning, "longer than any service writes it; the rest is left out")))
    }
    return found
  }

  private static func all(_ value: [UInt8], _ rule: FieldRule) -> [Reading] {
    switch rule.form {
    case .whole: [look(up: HeaderText(value).text, in: rule.keys.first, key: "", rule)]
    case .report: report(value, rule)
    case .pairs(let separators): pairs(value, rule, separators)
    case .words(let separators): words(value, rule, separators)
    case .own(let read): read(value, rule)
    }
  }

  /// `KEY:value;KEY:value;`
  private static func report(_ value: [UInt8], _ rule: FieldRule) -> [Reading] {
    ReportList(value).entries.prefix(mostReadings + 1).map { entry in
      look(up: entry.value, in: key(entry.key, rule), key: entry.key, rule)
    }
  }

  /// `key=value; key="value"`. What has no `=` is looked up as a key without a value.
  private static func pairs(_ value: [UInt8], _ rule: FieldRule, _ separators: String) -> [Reading] {
    let text = HeaderText(value).text
    return text.split(whereSeparator: separators.contains).prefix(mostReadings + 1).compactMap { part in
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = trimmed(halves[0])
      guard !name.isEmpty || halves.count > 1 else { return nil }
      let value = halves.count > 1 ? trimmed(halves[1], also: "\"") : ""
      return look(up: value, in: key(name, rule), key: name, rule)
    }
  }

  private static func words(_ value: [UInt8], _ rule: FieldRule, _ separators: String) -> [Reading] {
    HeaderText(value).text.split(whereSeparator: separators.contains).prefix(mostReadings + 1).compactMap { part in
      let word = trimmed(part)
      return word.isEmpty ? nil : look(up: word, in: rule.keys.first, key: "", rule)
    }
  }

  static func key(_ name: String, _ rule: FieldRule) -> KeyRule? {
    rule.keys.first { $0.key.count == name.count && $0.key.lowercased() == name.lowercased() }
  }

  /// What a key of a field says. Unknown keys and values are told, never dropped.
  static func look(up value: String, in key: KeyRule?, key name: String, _ rule: FieldRule) -> Reading {
    guard let key else {
      let subject = name.isEmpty ? rule.name : "\(rule.name), \(name.isEmpty ? "no key" : name)"
      return Reading(key: name.uppercased(), subject: subject, value: value, meaning: .unknown)
    }
    if let meaning = key.meaning(of: value) {
      return Reading(key: key.key.uppercased(), subject: key.subject, value: value, meaning: meaning)
    }
    let meaning = value.isEmpty ? Meaning(.note, "nothing is given") : .unknown
    return Reading(key: key.key.uppercased(), subject: key.subject, value: value, meaning: meaning)
  }

  private static func subject(_ rule: FieldRule) -> String {
    rule.keys.count == 1 ? rule.keys[0].subject : rule.name
  }

  static func trimmed(_ text: Substring, also extra: String = "") -> String {
    var text = text
    while let first = text.first, first.isWhitespace || extra.contains(first) { text.removeFirst() }
    while let last = text.last, last.isWhitespace || extra.contains(last) { text.removeLast() }
    return String(text)
  }

  /// On one line, blanks made one, short enough for a screen, without characters that a terminal would obey.
  static func shown(_ text: String, most: Int = mostCharacters) -> String {
    var out = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
      let isBlank = scalar == " " || scalar == "\t"
      if isBlank, out.last == " " { continue }
      if count == most {
        out.append("…")
        break
      }
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      out.append(isBlank ? " " : isControl ? "\u{FFFD}" : scalar)
      count += 1
    }
    return String(out)
  }
}
