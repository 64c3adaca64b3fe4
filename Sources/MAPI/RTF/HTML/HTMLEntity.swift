/// Characters that HTML has names for: those of HTML 4, and the apostrophe.
enum HTMLEntity {
  /// The longest name.
  static let longest = 8

  static func character(_ name: ArraySlice<UInt8>) -> Unicode.Scalar? {
    guard name.count <= longest else { return nil }
    return table[String(decoding: name, as: UTF8.self)]
  }

  /// `&#…;` without its signs. Numbers of windows-1252 mean its characters, as browsers have it.
  static func numbered(_ number: UInt32) -> Unicode.Scalar {
    if 0x80...0x9F ~= number { return Unicode.Scalar(windows1252[Int(number - 0x80)]) ?? "\u{FFFD}" }
    guard number != 0 else { return "\u{FFFD}" }
    return Unicode.Scalar(number) ?? "\u{FFFD}"
  }

  /// What begins with `&`: its character in UTF-8 and the place after it. A sign that begins none is itself.
  static func read(_ html: ArraySlice<UInt8>) -> (character: [UInt8], end: Int) {
    let start = html.startIndex
    let body = html.dropFirst()
    if body.first == UInt8(ascii: "#") { return numeric(body.dropFirst(), start) }
    let name = body.prefix(longest + 1).prefix { ($0 | 32) &- 97 < 26 || $0 &- 48 < 10 }
    guard !name.isEmpty, let character = character(name) else { return ([UInt8(ascii: "&")], start + 1) }
    let isClosed = name.endIndex < html.endIndex && html[name.endIndex] == UInt8(ascii: ";")
    return (utf8(character), name.endIndex + (isClosed ? 1 : 0))
  }

  private static func numeric(_ body: ArraySlice<UInt8>, _ start: Int) -> ([UInt8], Int) {
    let isHex = body.first.map { $0 | 32 == UInt8(ascii: "x") } ?? false
    let digits = body.dropFirst(isHex ? 1 : 0).prefix(12).prefix {
      isHex ? RTFTokenizer.digit($0) != nil : $0 &- 48 < 10
    }
    guard !digits.isEmpty else { return ([UInt8(ascii: "&")], start + 1) }
    let number = digits.reduce(UInt32(0)) {
      min($0, 0x1000_0000 / 16) * (isHex ? 16 : 10) + UInt32(RTFTokenizer.digit($1) ?? 0)
    }
    let isClosed = digits.endIndex < body.endIndex && body[digits.endIndex] == UInt8(ascii: ";")
    return (utf8(numbered(number)), digits.endIndex + (isClosed ? 1 : 0))
  }

  /// The value of an attribute.
  static func decoded(_ value: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    var at = value.startIndex
    while at < value.endIndex {
      if value[at] == UInt8(ascii: "&") {
        let (character, end) = read(value[at...])
        output += character
        at = end
      } else {
        output.append(value[at])
        at += 1
      }
    }
    return output
  }

  private static func utf8(_ character: Unicode.Scalar) -> [UInt8] { UTF8.encode(character).map { Array($0) } ?? [] }

  private static let windows1252: [UInt16] = [
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D,
    0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0x009D, 0x017E, 0x0178,
  ]

  private static let table: [String: Unicode.Scalar] = {
    var table: [String: Unicode.Scalar] = ["quot": "\"", "amp": "&", "lt": "<", "gt": ">", "apos": "'"]
    let latin = """
      nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro
      para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil
      Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave
      Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml
      igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute
      thorn yuml
      """
    for (place, name) in latin.split(whereSeparator: \.isWhitespace).enumerated() {
      table[String(name)] = Unicode.Scalar(UInt32(0xA0 + place))
    }
    let others = """
      OElig Œ oelig œ Scaron Š scaron š Yuml Ÿ circ ˆ tilde ˜ ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ”
      bdquo „ dagger † Dagger ‡ permil ‰ lsaquo ‹ rsaquo › euro € fnof ƒ Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ
      Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ Nu Ν Xi Ξ Omicron Ο Pi Π Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ
      Omega Ω alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ
      omicron ο pi π rho ρ sigmaf ς sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω thetasym ϑ upsih ϒ piv ϖ bull •
      hellip … prime ′ Prime ″ oline ‾ frasl ⁄ weierp ℘ image ℑ real ℜ trade ™ alefsym ℵ larr ← uarr ↑ rarr → darr ↓
      harr ↔ crarr ↵ lArr ⇐ uArr ⇑ rArr ⇒ dArr ⇓ hArr ⇔ forall ∀ part ∂ exist ∃ empty ∅ nabla ∇ isin ∈ notin ∉ ni ∋
      prod ∏ sum ∑ minus − lowast ∗ radic √ prop ∝ infin ∞ ang ∠ and ∧ or ∨ cap ∩ cup ∪ int ∫ there4 ∴ sim ∼ cong ≅
      asymp ≈ ne ≠ equiv ≡ le ≤ ge ≥ sub ⊂ sup ⊃ nsub ⊄ sube ⊆ supe ⊇ oplus ⊕ otimes ⊗ perp ⊥ sdot ⋅ lceil ⌈ rceil ⌉
      lfloor ⌊ rfloor ⌋ lang 〈 rang 〉 loz ◊ spades ♠ clubs ♣ hearts ♥ diams ♦
      """
    let words = others.split(whereSeparator: \.isWhitespace)
    for place in stride(from: 0, to: words.count - 1, by: 2) {
      table[String(words[place])] = words[place + 1].unicodeScalars.first
    }
    table["ensp"] = "\u{2002}"
    table["emsp"] = "\u{2003}"
    table["thinsp"] = "\u{2009}"
    table["zwnj"] = "\u{200C}"
    table["zwj"] = "\u{200D}"
    table["lrm"] = "\u{200E}"
    table["rlm"] = "\u{200F}"
    return table
  }()
}
