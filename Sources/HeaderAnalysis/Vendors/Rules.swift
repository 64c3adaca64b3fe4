/// What a value means and where it leads. Rules are data: tables of them stand in `Tables/`, readers only look up.
struct Meaning: Sendable, Hashable {
  var weight: Statement.Weight
  var text: String
  /// The next step as a sentence of its own; empty when nothing needs doing.
  var next: String

  init(_ weight: Statement.Weight, _ text: String, next: String = "") {
    (self.weight, self.text, self.next) = (weight, text, next)
  }

  /// Both sentences, as a ``Statement`` has them.
  var sentence: String { next.isEmpty ? text : "\(text). \(next)" }

  /// For keys, values and fields of a known family that no table lists.
  static let unknown = Meaning(.note, "not known to this version")
}

/// Which values, and what they mean.
struct ValueRule: Sendable {
  enum Pattern: Sendable, Hashable {
    /// The whole value, whatever its case.
    case word(String)
    /// What the value begins with, whatever its case.
    case prefix(String)
    /// The value is a whole number within.
    case numbers(ClosedRange<Int>)
    /// The value is a decimal number, this much or more.
    case atLeast(Double)
    case empty
    case anything
  }
  var pattern: Pattern
  var meaning: Meaning

  static func word(_ word: String, _ weight: Statement.Weight, _ text: String, next: String = "") -> Self {
    Self(pattern: .word(word), meaning: Meaning(weight, text, next: next))
  }
  static func prefix(_ prefix: String, _ weight: Statement.Weight, _ text: String, next: String = "") -> Self {
    Self(pattern: .prefix(prefix), meaning: Meaning(weight, text, next: next))
  }
  static func numbers(
    _ range: ClosedRange<Int>, _ weight: Statement.Weight, _ text: String, next: String = ""
  ) -> Self {
    Self(pattern: .numbers(range), meaning: Meaning(weight, text, next: next))
  }
  static func atLeast(_ least: Double, _ weight: Statement.Weight, _ text: String, next: String = "") -> Self {
    Self(pattern: .atLeast(least), meaning: Meaning(weight, text, next: next))
  }
  static func empty(_ text: String) -> Self { Self(pattern: .empty, meaning: Meaning(.note, text)) }
  static func anything(_ weight: Statement.Weight, _ text: String, next: String = "") -> Self {
    Self(pattern: .anything, meaning: Meaning(weight, text, next: next))
  }

  func matches(_ value: String) -> Bool {
    switch pattern {
    case .word(let word): value.count == word.count && value.lowercased() == word.lowercased()
    case .prefix(let prefix): value.prefix(prefix.count).lowercased() == prefix.lowercased()
    case .numbers(let range): Int(value).map(range.contains) ?? false
    case .atLeast(let least): Double(value).map { $0 >= least } ?? false
    case .empty: value.isEmpty
    case .anything: true
    }
  }
}

/// A key of a list, or, with an empty key, the whole of a field.
struct KeyRule: Sendable {
  var key: String
  /// What it is about, in words: ``Statement/subject``.
  var subject: String
  /// The first that matches counts.
  var values: [ValueRule]
  /// Works the meaning out where no table can hold it: ages, durations. Asked when no value matches.
  var judge: (@Sendable (String) -> Meaning?)?
  var origin: Provenance

  init(
    _ key: String, _ subject: String, from origin: Provenance = .asField, _ values: [ValueRule],
    judge: (@Sendable (String) -> Meaning?)? = nil
  ) {
    (self.key, self.subject, self.values, self.judge, self.origin) = (key, subject, values, judge, origin)
  }

  /// - Returns: nil when no rule knows the value.
  func meaning(of value: String) -> Meaning? {
    values.first { $0.matches(value) }?.meaning ?? judge?(value)
  }
}

/// Where the knowledge of a field or a key comes from.
enum Provenance: Sendable, Hashable {
  /// As its field.
  case asField
  /// A published description: its title, or RFC and section.
  case published(String)
  /// Nothing is published: what messages show and what administrators report.
  case observed
}

/// A field and how to read it.
struct FieldRule: Sendable {
  /// How the value is built.
  enum Form: Sendable {
    /// One value: the only key rule has an empty key.
    case whole
    /// `KEY:value;KEY:value;`
    case report
    /// `key=value`, parted by any of these characters.
    case pairs(String)
    /// Words parted by any of these characters; each is looked up as a value.
    case words(String)
    /// Anything else; the reader is given the value without folding and the rule.
    case own(@Sendable ([UInt8], FieldRule) -> [Reading])
  }

  /// As services spell it; a `*` at either end stands for anything.
  var name: String
  var form: Form
  var keys: [KeyRule]
  var origin: Provenance
  /// A filter's verdict: of several, only the one the last service wrote can be believed.
  var isVerdict = false
  /// Characters of a value that are shown.
  var mostCharacters = FieldReader.mostCharacters

  /// A field with several keys.
  init(_ name: String, _ form: Form, _ origin: Provenance, isVerdict: Bool = false, keys: [KeyRule]) {
    (self.name, self.form, self.origin, self.isVerdict, self.keys) = (name, form, origin, isVerdict, keys)
  }

  /// A field with one value, or with words or an own form of one subject.
  init(
    _ name: String, _ subject: String, _ origin: Provenance, as form: Form = .whole, isVerdict: Bool = false,
    _ values: [ValueRule], judge: (@Sendable (String) -> Meaning?)? = nil
  ) {
    self.init(
      name, form, origin, isVerdict: isVerdict, keys: [KeyRule("", subject, values, judge: judge)])
  }

  /// A field whose being there says something and whose value, for machines, says little.
  init(_ name: String, _ subject: String, _ origin: Provenance, opaque text: String) {
    self.init(name, subject, origin, [.anything(.note, text)])
  }

  /// A field whose value only its writer can read: its beginning is shown, to tell one from another.
  init(_ name: String, _ subject: String, _ origin: Provenance, sealed text: String) {
    self.init(name, subject, origin, opaque: text)
    mostCharacters = 40
  }
}

/// What was read out of a field, before it is known where the field stands.
struct Reading: Sendable, Hashable {
  /// Upper case; empty where the form has no keys.
  var key = ""
  var subject: String
  var value: String
  var meaning: Meaning
}
