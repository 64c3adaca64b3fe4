import MIME

/// X-Spam-Status and its relatives: `Yes, score=7.2 required=5.0 tests=A,B=1.5 autolearn=no`.
enum SpamStatusReader {
  static func readings(_ value: [UInt8], _ rule: FieldRule) -> [Reading] {
    let status = SpamStatus(value)
    var found: [Reading] = []
    if let verdict = verdict(status) { found.append(verdict) }
    for pair in status.pairs where !["tests", "score", "hits", "required"].contains(pair.name) {
      let key = FieldReader.key(pair.name, rule)
      // Words between the keys, such as Barracuda's `using global scores of`, are no keys and not among the pairs.
      found.append(FieldReader.look(up: pair.value, in: key, key: pair.name, rule))
    }
    let tests = FieldReader.key("tests", rule)
    found += status.tests.prefix(FieldReader.mostReadings).map { test in
      var reading = FieldReader.look(up: test.name, in: tests, key: "tests", rule)
      if let points = test.points { reading.value += " \(points)" }
      return reading
    }
    if found.isEmpty, !value.isEmpty {
      found = [FieldReader.look(up: HeaderText(value).text, in: FieldReader.key("", rule), key: "", rule)]
    }
    return found
  }

  private static func verdict(_ status: SpamStatus) -> Reading? {
    guard status.isSpam != nil || status.score != nil else { return nil }
    func pair(_ names: [String]) -> [String] {
      status.pairs.filter { names.contains($0.name) }.map { "\($0.name)=\($0.value)" }
    }
    let said = status.isSpam.map { [$0 ? "Yes" : "No"] } ?? []
    let value = (said + pair(["score", "hits", "required"])).joined(separator: ", ")
    let meaning: Meaning
    switch (status.isSpam, status.score, status.required) {
    case (true?, _, _): meaning = Meaning(.bad, "spam: the points reach the limit", next: advice)
    case (false?, let score?, let required?) where score > required - 1 && required > 1:
      meaning = Meaning(.warning, "not spam, but less than a point below the limit")
    case (false?, _, _): meaning = Meaning(.good, "not spam")
    case (nil, let score?, let required?) where score >= required:
      meaning = Meaning(.bad, "spam: the points reach the limit", next: advice)
    default: meaning = Meaning(.note, "points without a verdict; more is worse")
    }
    return Reading(key: "VERDICT", subject: "Spam verdict", value: value, meaning: meaning)
  }

  private static let advice =
    "Wanted mail: the tests with the most points say why; allow the sender in that filter's list"
}
