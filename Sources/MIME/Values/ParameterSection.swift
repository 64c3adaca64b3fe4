/// One `name*number*=value` of RFC 2231, or a plain parameter.
struct ParameterSection {
  var base: [UInt8]
  /// Nil without a section number.
  var number: Int?
  var isEncoded: Bool
  var value: [UInt8]
  var isQuoted: Bool
  var offset: Int

  init(name: [UInt8], value: [UInt8], isQuoted: Bool, offset: Int) {
    let star = name.firstIndex(of: UInt8(ascii: "*")) ?? name.endIndex
    let suffix = name[star...]
    let digits = suffix.dropFirst().prefix { $0.isDigit }
    base = star == 0 ? name : Array(name[..<star])
    isEncoded = star > 0 && suffix.last == UInt8(ascii: "*")
    number = digits.isEmpty ? nil : digits.prefix(9).reduce(0) { $0 * 10 + Int($1 - 0x30) }
    (self.value, self.isQuoted, self.offset) = (value, isQuoted, offset)
  }

  var isFileName: Bool { Octets.equal(base, "name") || Octets.equal(base, "filename") }

  /// Sections of one name joined, in the order their names first appear.
  static func join(
    _ sections: [ParameterSection], _ decoder: WordDecoder, _ flaws: inout FlawList
  ) -> [Parameters.Parameter] {
    var order: [[UInt8]] = []
    var groups: [[UInt8]: [ParameterSection]] = [:]
    for section in sections {
      if groups[section.base] == nil { order.append(section.base) }
      groups[section.base, default: []].append(section)
    }
    return order.compactMap { base in
      groups[base].flatMap { parameter(decoder.rawText(base[...], at: $0[0].offset), $0, decoder, &flaws) }
    }
  }

  /// RFC 2231 wins over the plain form beside it, a value in one piece over sections.
  private static func parameter(
    _ name: String, _ sections: [ParameterSection], _ decoder: WordDecoder, _ flaws: inout FlawList
  ) -> Parameters.Parameter? {
    let whole = sections.filter { $0.number == nil && $0.isEncoded }
    let plain = sections.filter { $0.number == nil && !$0.isEncoded }
    let numbered = ordered(sections.filter { $0.number != nil }, &flaws)
    for (index, section) in (whole.isEmpty && numbered.isEmpty ? plain : whole).enumerated() where index > 0 {
      flaws.add(.duplicate, section.offset)
    }
    let chosen = whole.first.map { [$0] } ?? (numbered.isEmpty ? plain.first.map { [$0] } ?? [] : numbered)
    guard let first = chosen.first else { return nil }
    var parameter =
      chosen.contains(where: \.isEncoded)
      ? extended(name, chosen, decoder, &flaws) : simple(name, chosen, decoder, &flaws)
    parameter.offset = first.offset
    return parameter
  }

  private static func ordered(_ sections: [ParameterSection], _ flaws: inout FlawList) -> [ParameterSection] {
    let sorted = sections.enumerated().sorted {
      ($0.element.number ?? 0, $0.offset) < ($1.element.number ?? 0, $1.offset)
    }
    var result: [ParameterSection] = []
    for (_, section) in sorted {
      if let last = result.last?.number, last == section.number {
        flaws.add(.duplicate, section.offset)
        continue
      }
      if section.number != result.count { flaws.add(.missingSection, section.offset) }
      result.append(section)
    }
    return result
  }

  /// Without RFC 2231's encoding. Encoded words have no place here and stand here all the same.
  private static func simple(
    _ name: String, _ sections: [ParameterSection], _ decoder: WordDecoder, _ flaws: inout FlawList
  ) -> Parameters.Parameter {
    let bytes = sections.count == 1 ? sections[0].value : sections.flatMap(\.value)
    let offset = sections[0].offset
    let text = decoder.text(bytes[...], at: offset)
    if bytes.contains(UInt8(ascii: "?")), text != decoder.rawText(bytes[...], at: offset) {
      flaws.add(.encodedWordInParameter, offset)
    }
    return Parameters.Parameter(name, text)
  }

  /// Characters may be cut between sections, so bytes are joined before they become text.
  private static func extended(
    _ name: String, _ sections: [ParameterSection], _ decoder: WordDecoder, _ flaws: inout FlawList
  ) -> Parameters.Parameter {
    var charset: ArraySlice<UInt8> = []
    var language: ArraySlice<UInt8> = []
    var bytes: [UInt8] = []
    for (index, section) in sections.enumerated() {
      guard section.isEncoded else {
        bytes += section.value
        continue
      }
      var text = section.value[...]
      if let head = header(of: text) {
        if index == 0 || charset.isEmpty && language.isEmpty {
          (charset, language, text) = (head.charset, head.language ?? [], head.rest)
        } else if head.charset.elementsEqual(charset) {
          // Programs that repeat the set in every section.
          text = head.rest
        }
      } else if index == 0 {
        flaws.add(.unknownCharset, section.offset)
      }
      bytes += percentDecoded(text, section.offset, &flaws)
    }
    let text = decoder.text(bytes, label: charset, at: sections[0].offset)
    return Parameters.Parameter(
      name, text, charset: charset.isEmpty ? nil : String(decoding: charset, as: UTF8.self),
      language: language.isEmpty ? nil : String(decoding: language, as: UTF8.self))
  }

  /// `charset'language'` before the text; the second apostrophe is forgotten by some.
  private static func header(
    of text: ArraySlice<UInt8>
  ) -> (charset: ArraySlice<UInt8>, language: ArraySlice<UInt8>?, rest: ArraySlice<UInt8>)? {
    func isLabel(_ byte: UInt8) -> Bool { byte.isLetterOrDigit || "-_.:+".utf8.contains(byte) }
    let charset = text.prefix(while: isLabel)
    guard charset.endIndex < text.endIndex, text[charset.endIndex] == UInt8(ascii: "'") else { return nil }
    let rest = text[(charset.endIndex + 1)...]
    let language = rest.prefix(while: isLabel)
    guard language.endIndex < text.endIndex, text[language.endIndex] == UInt8(ascii: "'") else {
      return charset.isEmpty ? nil : (charset, nil, rest)
    }
    return (charset, language, text[(language.endIndex + 1)...])
  }

  static func percentDecoded(_ text: ArraySlice<UInt8>, _ offset: Int, _ flaws: inout FlawList) -> [UInt8] {
    guard text.contains(UInt8(ascii: "%")) else { return Array(text) }
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      index += 1
      guard byte == UInt8(ascii: "%") else {
        out.append(byte)
        continue
      }
      if index + 1 < text.endIndex, let high = text[index].hexValue, let low = text[index + 1].hexValue {
        out.append(high << 4 | low)
        index += 2
      } else {
        flaws.add(.badPercent, offset)
        out.append(byte)
      }
    }
    return out
  }
}
