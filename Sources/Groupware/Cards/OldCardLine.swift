/// A line of vCard 2.1 in the spelling of 3.0.
///
/// 2.1 knows no text values: a comma means nothing, a semicolon parts the fields of N, ADR and ORG and is escaped there.
enum OldCardLine {
  private static let structured: Set<String> = ["N", "ADR", "ORG"]
  /// What these hold is no text, or text without escapes.
  private static let plain: Set<String> = [
    "PHOTO", "LOGO", "SOUND", "KEY", "URL", "BDAY", "REV", "TZ", "GEO", "UID", "AGENT", "MAILER", "PROFILE",
  ]
  private static let encodings: Set<String> = ["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B"]
  private static let places: Set<String> = ["INLINE", "CID", "CONTENT-ID", "URI"]

  static func modern(_ line: ContentLine) -> ContentLine {
    var line = typed(line)
    line.parameters = line.parameters.compactMap { parameter in
      guard parameter.name == "ENCODING", let value = parameter.values.first else { return parameter }
      // RFC 2426 §4: `b` alone; text is no longer encoded at all.
      return value.uppercased() == "BASE64" || value.uppercased() == "B" ? .init("ENCODING", "b") : nil
    }
    if line.parameter("ENCODING") != nil {
      line.value.removeAll { $0 == " " || $0 == "\t" }
    } else if structured.contains(line.name) {
      let fields = TextValue.structure(line.value).map { [$0.joined(separator: ",")] }
      line.value = TextValue.joined(structure: fields)
    } else if !plain.contains(line.name) {
      line.value = TextValue.escaped(line.text)
    }
    return line
  }

  /// Gives words that stand alone (`TEL;WORK;VOICE:`) the name of their parameter. Outlook and telephones write them in
  /// later versions as well.
  static func typed(_ line: ContentLine) -> ContentLine {
    guard line.parameters.contains(where: { $0.name.isEmpty }) else { return line }
    var line = line
    var types: [String] = []
    var rest: [ContentLine.Parameter] = []
    for parameter in line.parameters {
      let word = parameter.values.first?.uppercased() ?? ""
      switch parameter.name {
      case "" where encodings.contains(word): rest.append(.init("ENCODING", word))
      case "" where places.contains(word): rest.append(.init("VALUE", word))
      case "" where word == "URL": rest.append(.init("VALUE", "uri"))
      case "", "TYPE": types += parameter.values
      default: rest.append(parameter)
      }
    }
    line.parameters = (types.isEmpty ? [] : [.init("TYPE", types)]) + rest
    return line
  }
}
