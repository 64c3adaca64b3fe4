/// How characters look.
struct RTFStyle: Equatable {
  struct Marks: OptionSet {
    let rawValue: UInt8
    static let bold = Marks(rawValue: 1)
    static let italic = Marks(rawValue: 2)
    static let underlined = Marks(rawValue: 4)
    static let struckOut = Marks(rawValue: 8)
    static let raised = Marks(rawValue: 16)
    static let lowered = Marks(rawValue: 32)
    static let hidden = Marks(rawValue: 64)
    static let deleted = Marks(rawValue: 128)
  }
  var marks: Marks = []
  /// In half points.
  var size: Int32 = 24
  var font: Int32?
  /// Places in the colour table; nil for the reader's own.
  var color: Int32?
  var background: Int32?

  /// false for a word that says something else.
  mutating func apply(_ word: RTFWord, _ number: Int32?) -> Bool {
    let isOn = number != 0
    switch word {
    case .b: set(.bold, isOn)
    case .i: set(.italic, isOn)
    case .v: set(.hidden, isOn)
    case .deleted: set(.deleted, isOn)
    case .strike, .striked: set(.struckOut, isOn)
    case .ul, .uld, .uldash, .uldashd, .uldashdd, .uldb, .ulhwave, .ulldash, .ulth, .ulthd, .ulthdash, .ulthdashd,
      .ulthdashdd, .ulthldash, .ululdbwave, .ulw, .ulwave:
      set(.underlined, isOn)
    case .ulnone: set(.underlined, false)
    case .super: raise(isOn ? 1 : 0)
    case .sub: raise(isOn ? -1 : 0)
    case .nosupersub: raise(0)
    case .up: raise(number == 0 ? 0 : 1)
    case .dn: raise(number == 0 ? 0 : -1)
    case .fs: size = min(max(number ?? 24, 2), 400)
    case .f: font = number
    case .cf: color = number.flatMap { $0 > 0 ? $0 : nil }
    case .cb, .chcbpat, .highlight: background = number.flatMap { $0 > 0 ? $0 : nil }
    default: return false
    }
    return true
  }

  private mutating func set(_ mark: Marks, _ isOn: Bool) {
    if isOn { marks.insert(mark) } else { marks.remove(mark) }
  }

  private mutating func raise(_ direction: Int) {
    set(.raised, direction > 0)
    set(.lowered, direction < 0)
  }
}

/// How a paragraph stands. Lengths in twentieths of a point.
struct RTFParagraph: Equatable {
  enum Alignment { case left, right, center, justified }
  var alignment = Alignment.left
  var indent: Int32 = 0
  var firstLine: Int32 = 0
  var before: Int32 = 0
  var after: Int32 = 0
  var isInTable = false

  /// false for a word that says something else.
  mutating func apply(_ word: RTFWord, _ number: Int32?) -> Bool {
    let length = min(max(number ?? 0, -20_000), 20_000)
    switch word {
    case .ql: alignment = .left
    case .qr: alignment = .right
    case .qc: alignment = .center
    case .qj: alignment = .justified
    case .li, .lin: indent = length
    case .fi: firstLine = length
    case .sb: before = length
    case .sa: after = length
    case .intbl: isInTable = true
    case .itap: isInTable = length > 0
    default: return false
    }
    return true
  }
}
