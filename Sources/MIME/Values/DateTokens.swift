/// The numbers, words and signs of a date field.
enum DateToken: Equatable {
  /// Value, digits, and whether it stood right behind the token before it.
  case number(Int, digits: Int)
  /// Lower case, at most 16 letters.
  case word(String)
  case sign(UInt8)

  var number: (value: Int, digits: Int)? {
    if case .number(let value, let digits) = self { (value, digits) } else { nil }
  }

  /// With the offset of each. A date has some ten tokens; no more than 64 are looked at.
  static func scan(_ scanner: inout FieldScanner) -> [(token: DateToken, offset: Int, isApart: Bool)] {
    var tokens: [(DateToken, Int, Bool)] = []
    while tokens.count < 64 {
      let before = scanner.index
      scanner.skipBlanks()
      guard let byte = scanner.current else { return tokens }
      let start = scanner.index
      let isApart = start > before
      if byte.isDigit {
        let digits = scanner.run(while: \.isDigit)
        let value = scanner.bytes[digits].prefix(9).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        tokens.append((.number(value, digits: digits.count), start, isApart))
      } else if byte.isLetter {
        let letters = scanner.run(while: \.isLetter)
        let word = scanner.bytes[letters].prefix(16).map(\.lowercasedASCII)
        tokens.append((.word(String(decoding: word, as: UTF8.self)), start, isApart))
      } else {
        scanner.index += 1
        tokens.append((.sign(byte), start, isApart))
      }
    }
    scanner.flaws.add(.limit, scanner.index)
    return tokens
  }
}

/// Names in dates.
enum DateNames {
  /// 0 is Sunday.
  static func weekday(_ word: String) -> Int? { place(of: word, in: weekdays) }
  /// 1 is January.
  static func month(_ word: String) -> Int? { place(of: word, in: months).map { $0 + 1 } ?? foreignMonths[word] }

  private static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]
  /// Programs that let the user's language into the header.
  private static let foreignMonths: [String: Int] = [
    "mrz": 3, "mai": 5, "okt": 10, "dez": 12, "mei": 5, "maj": 5, "ene": 1, "abr": 4, "ago": 8, "dic": 12, "avr": 4,
    "juin": 6, "juil": 7, "set": 9, "ott": 10, "gen": 1, "giu": 6, "lug": 7, "mag": 5,
  ]

  /// Three letters are enough; `tues` and `sept` are seen.
  private static func place(of word: String, in names: [String]) -> Int? {
    word.utf8.count < 3 ? nil : names.firstIndex { $0.hasPrefix(word) }
  }

  /// Minutes east of UTC. RFC 5322 §4.3, and names that programs write instead of a number.
  static let zones: [String: Int] = [
    "ut": 0, "gmt": 0, "utc": 0, "z": 0, "wet": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180,
    "nst": -210, "ndt": -150, "bst": 60, "cet": 60, "met": 60, "mez": 60, "west": 60, "cest": 120, "mest": 120,
    "mesz": 120, "eet": 120, "sast": 120, "eest": 180, "msk": 180, "msd": 240, "pkt": 300, "ist": 330, "hkt": 480,
    "sgt": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600, "acdt": 630, "aedt": 660, "nzst": 720,
    "nzdt": 780, "brt": -180, "art": -180,
  ]
}
