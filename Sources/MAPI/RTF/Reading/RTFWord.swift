/// The control words and symbols that mean something here, by their spelling. All others are passed over.
///
/// Word 2007 Rich Text Format Specification 1.9.1; `fromhtml` and after it: [MS-OXRTFEX] §2.1
enum RTFWord: String, CaseIterable {
  // the document and its character sets
  case rtf, ansi, mac, pc, pca, ansicpg, deff, fonttbl, f, fcharset, cpg, colortbl, red, green, blue, uc, u, upr, ud,
    bin
  // what is left out
  case stylesheet, info, header, headerl, headerr, headerf, footer, footerl, footerr, footerf, nonshppict, listtable
  case nonesttables, xe, tc, rxe, objdata, filetbl, revtbl, ftnsep, annotation
  // characters
  case plain, b, i, v, strike, striked, deleted, ul, uld, uldash, uldashd, uldashdd, uldb, ulhwave, ulldash, ulth
  case ulthd, ulthdash, ulthdashd, ulthdashdd, ulthldash, ululdbwave, ulw, ulwave, ulnone
  case `super`, sub, nosupersub, up, dn, fs, cf, cb, chcbpat, highlight
  // paragraphs
  case pard, par, line, tab, ql, qr, qc, qj, li, fi, sb, sa, lin, sect, page, column, softline, pntext, listtext
  case footnote, chftn
  // tables
  case trowd, intbl, itap, cell, row, nestcell, nestrow
  // single characters
  case lquote, rquote, ldblquote, rdblquote, bullet, endash, emdash, enspace, emspace, qmspace, zwj, zwnj, ltrmark
  case rtlmark, zwbo, zwnbo
  case nonBreakingSpace = "~"
  case optionalHyphen = "-"
  case nonBreakingHyphen = "_"
  // fields, pictures, objects
  case field, fldinst, fldrslt, pict, shppict, pngblip, jpegblip, emfblip, wmetafile, dibitmap, picw, pich, picwgoal
  case pichgoal, picscalex, picscaley, object, result, objattph
  // encapsulation
  case fromhtml, fromtext, htmlrtf, htmltag, mhtmltag

  /// Of groups that begin with `\*` these are read; what is not known there is left out, as the sign asks for.
  var isReadWhenStarred: Bool {
    switch self {
    case .fldinst, .shppict, .ud, .htmltag, .fonttbl, .colortbl, .listtext, .pntext, .objattph: true
    default: false
    }
  }

  /// The group is not part of the text.
  var isLeftOut: Bool {
    switch self {
    case .stylesheet, .info, .header, .headerl, .headerr, .headerf, .footer, .footerl, .footerr, .footerf, .nonshppict,
      .listtable, .nonesttables, .xe, .tc, .rxe, .objdata, .filetbl, .revtbl, .ftnsep, .annotation, .mhtmltag:
      true
    default: false
    }
  }

  /// The character it stands for.
  var character: Unicode.Scalar? {
    switch self {
    case .lquote: "\u{2018}"
    case .rquote: "\u{2019}"
    case .ldblquote: "\u{201C}"
    case .rdblquote: "\u{201D}"
    case .bullet: "\u{2022}"
    case .endash: "\u{2013}"
    case .emdash: "\u{2014}"
    case .enspace: "\u{2002}"
    case .emspace: "\u{2003}"
    case .qmspace: "\u{2005}"
    case .zwj: "\u{200D}"
    case .zwnj: "\u{200C}"
    case .ltrmark: "\u{200E}"
    case .rtlmark: "\u{200F}"
    case .zwbo: "\u{200B}"
    case .zwnbo: "\u{2060}"
    case .nonBreakingSpace: "\u{A0}"
    case .optionalHyphen: "\u{AD}"
    case .nonBreakingHyphen: "\u{2011}"
    default: nil
    }
  }
}

/// Finds a word by its letters without making a string of them.
struct RTFWordTable: Sendable {
  static let shared = RTFWordTable()

  /// Longer words have no meaning here.
  static let longest = 16
  private static let bits = 10
  private var keys: [(low: UInt64, high: UInt64)]
  private var words: [RTFWord?]

  private init() {
    keys = Array(repeating: (0, 0), count: 1 << Self.bits)
    words = Array(repeating: nil, count: 1 << Self.bits)
    for word in RTFWord.allCases {
      var key: (low: UInt64, high: UInt64) = (0, 0)
      for byte in word.rawValue.utf8 { Self.add(byte, to: &key) }
      var slot = Self.slot(key)
      while words[slot] != nil { slot = (slot + 1) & (1 << Self.bits - 1) }
      (keys[slot], words[slot]) = (key, word)
    }
  }

  @inline(__always)
  static func add(_ byte: UInt8, to key: inout (low: UInt64, high: UInt64)) {
    key.high = key.high << 8 | key.low >> 56
    key.low = key.low << 8 | UInt64(byte)
  }

  @inline(__always)
  private static func slot(_ key: (low: UInt64, high: UInt64)) -> Int {
    Int(((key.low ^ key.high &* 31) &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - bits))
  }

  /// At least half of the slots are empty, so that a search ends soon.
  func word(_ key: (low: UInt64, high: UInt64)) -> RTFWord? {
    var slot = Self.slot(key)
    while let word = words[slot] {
      if keys[slot] == key { return word }
      slot = (slot + 1) & (1 << Self.bits - 1)
    }
    return nil
  }
}
