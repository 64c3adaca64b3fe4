import MIME
import Testing

@testable import HeaderAnalysis

/// Every entry of every table can be reached by a message.
@Suite struct VendorTableTests {
  /// A value that the pattern is meant for.
  static func samples(_ pattern: ValueRule.Pattern) -> [String] {
    switch pattern {
    case .word(let word): [word]
    case .prefix(let prefix): [prefix + "zq"]
    case .numbers(let range): ["\(range.lowerBound)", "\(range.upperBound)"]
    case .atLeast(let least): ["\(least)"]
    case .empty: [""]
    case .anything: ["zq-unlisted"]
    }
  }

  /// A name the rule is for.
  static func name(_ rule: FieldRule) -> String {
    if rule.name.hasPrefix("*") { return "X-Example" + rule.name.dropFirst() }
    return rule.name.hasSuffix("*") ? rule.name.dropLast() + "7" : rule.name
  }

  private static func header(_ rule: FieldRule, _ key: KeyRule, _ value: String) -> String? {
    switch rule.form {
    case .whole, .words: "\(name(rule)): \(value)"
    case .report: "\(name(rule)): \(key.key):\(value);"
    case .pairs: "\(name(rule)): \(key.key)=\(value)"
    case .own: nil
    }
  }

  @Test(arguments: Catalogue.rules.map(\.name)) func everyEntryIsSaid(_ name: String) throws {
    let rule = try #require(Catalogue.rules.first { $0.name == name })
    for key in rule.keys {
      #expect(!key.values.isEmpty || key.judge != nil, "\(name) \(key.key) knows nothing")
      for entry in key.values {
        for value in Self.samples(entry.pattern) {
          #expect(key.meaning(of: value) == entry.meaning, "\(name) \(key.key): an earlier entry takes \(value)")
          guard let header = Self.header(rule, key, value) else { continue }
          let said = VendorSample.statements(header)
          #expect(said.count == 1, "\(header)")
          #expect(said.first?.meaning == entry.meaning.sentence, "\(header)")
          #expect(said.first?.weight == entry.meaning.weight, "\(header)")
          #expect(said.first?.value == value, "\(header)")
          #expect(said.first?.subject == key.subject && said.first?.offset == 0, "\(header)")
          // Whatever the case.
          #expect(VendorSample.statements(header.uppercased()).first?.meaning == entry.meaning.sentence, "\(header)")
        }
      }
    }
  }

  @Test func sealedValuesAreShownByTheirBeginning() throws {
    let sealed = Catalogue.rules.filter { $0.mostCharacters < FieldReader.mostCharacters }
    #expect(sealed.count > 20)
    for rule in sealed {
      let said = VendorSample.statements("\(Self.name(rule)): \(String(repeating: "k", count: 500))")
      #expect(said.map(\.value) == [String(repeating: "k", count: rule.mostCharacters) + "…"], "\(rule.name)")
    }
  }

  @Test func noFieldIsListedTwice() {
    let names = Catalogue.rules.map { $0.name.lowercased() }
    #expect(Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.isEmpty)
    for rule in Catalogue.rules {
      let keys = rule.keys.map { $0.key.lowercased() }
      #expect(Set(keys).count == keys.count, "\(rule.name) lists a key twice")
    }
  }

  @Test func everyTableSaysWhereItsKnowledgeComesFrom() {
    for rule in Catalogue.rules {
      #expect(rule.origin != .asField, "\(rule.name)")
      if case .published(let title) = rule.origin { #expect(!title.isEmpty, "\(rule.name)") }
    }
  }

  @Test func meaningsAreSentencesForPeople() {
    for rule in Catalogue.rules {
      for meaning in rule.keys.flatMap(\.values).map(\.meaning) {
        #expect(!meaning.text.isEmpty && !meaning.text.hasSuffix("."), "\(rule.name): \(meaning.text)")
        #expect(!meaning.next.hasSuffix("."), "\(rule.name): \(meaning.next)")
        #expect(meaning.next.first.map(\.isUppercase) ?? true, "\(rule.name): \(meaning.next)")
      }
    }
  }

  @Test(arguments: MicrosoftAuthentication.keys.map(\.key)) func everyCodeOfTheCombinedCheckIsSaid(_ name: String)
    throws
  {
    let key = try #require(MicrosoftAuthentication.keys.first { $0.key == name })
    for entry in key.values {
      for value in Self.samples(entry.pattern) {
        let said = try #require(VendorReports.meaning(ofAuthenticationKey: name.uppercased(), value: value))
        #expect(said.meaning == entry.meaning.sentence && said.weight == entry.meaning.weight, "\(name)=\(value)")
      }
    }
    #expect(VendorReports.meaning(ofAuthenticationKey: name, value: "zq")?.meaning == "not known to this version")
    #expect(VendorReports.meaning(ofAuthenticationKey: "spf", value: "pass") == nil)
  }
}
