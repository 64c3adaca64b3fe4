public import MIME

/// What mail services and filters write into headers, in words.
///
/// Nothing here judges by itself: a statement says what a service said. Fields that other parts read (Received,
/// Authentication-Results, ARC) are left to them.
public enum VendorReports {
  /// Statements of one message; hostile headers do not make more.
  static let mostStatements = 4_096

  /// What the known fields say, in the order of the fields, and then what they say together. Every statement stands where
  /// its field begins.
  ///
  /// Never fails. Keys, values and fields of known families that no table lists are told as notes.
  public static func statements(of fields: FieldList) -> [Statement] {
    var statements: [Statement] = []
    var facts: [Together.Fact: Statement] = [:]
    let verdicts = repeatedVerdicts(fields)
    for field in fields where !field.isMalformed {
      let (name, offset) = (field.name, field.place.range.lowerBound)
      guard let entry = Catalogue.entry(for: name) else { continue }
      let readings = FieldReader.readings(of: field.unfolded, as: entry.rule)
      guard statements.count + readings.count < mostStatements else {
        statements.append(
          Statement(
            .warning, "Fields of filters", value: "", "there are more than any service writes; the rest is left out",
            field: name, offset: offset))
        break
      }
      if verdicts.contains(name.lowercased()) { statements.append(repeated(name, offset)) }
      for reading in readings {
        let said = statement(reading, entry, name, offset)
        statements.append(said)
        // Under its own name: what an earlier organization said goes by another.
        let fact = Together.Fact(field: name.lowercased(), key: reading.key, value: reading.value.uppercased())
        if facts[fact] == nil { facts[fact] = said }
      }
    }
    return statements + Together.statements(of: facts)
  }

  /// Names, in lower case, of fields with a verdict that stand there more than once.
  private static func repeatedVerdicts(_ fields: FieldList) -> Set<String> {
    var counts: [String: Int] = [:]
    for field in fields where !field.isMalformed {
      let name = field.name
      if Catalogue.entry(for: name)?.rule.isVerdict == true { counts[name.lowercased(), default: 0] += 1 }
    }
    return Set(counts.filter { $0.value > 1 }.keys)
  }

  private static func repeated(_ name: String, _ offset: Int) -> Statement {
    Statement(
      .warning, "The same field several times", value: name,
      "only what the last service wrote can be believed; the others came along with the message, and anybody can have "
        + "written them", field: name, offset: offset)
  }

  /// What Exchange Online's own words in Authentication-Results mean: `compauth`, `reason` and `action`.
  ///
  /// - Returns: nil for other keys. A value that no table lists is told as not known.
  public static func meaning(
    ofAuthenticationKey key: String, value: String
  ) -> (weight: Statement.Weight, subject: String, meaning: String)? {
    guard let rule = MicrosoftAuthentication.keys.first(where: { $0.key == key.lowercased() }) else { return nil }
    let meaning = rule.meaning(of: value) ?? .unknown
    return (meaning.weight, rule.subject, meaning.sentence)
  }

  private static func statement(
    _ reading: Reading, _ entry: Catalogue.Entry, _ name: String, _ offset: Int
  ) -> Statement {
    let meaning = reading.meaning
    guard entry.isFromEarlier else {
      return Statement(
        meaning.weight, reading.subject, value: reading.value, meaning.sentence, field: name, offset: offset)
    }
    return Statement(
      .note, "\(reading.subject), from before", value: reading.value,
      "\(meaning.text); said by an earlier organization and set aside by the one that took the message in",
      field: name, offset: offset)
  }
}
