/// What a folder is for, told from its name in some 120 languages: the last resort, where the server gives no
/// special-use attribute (RFC 6154 §2).
public enum FolderNames {
  /// What a standard folder holds. The raw values of those for mail are the ones the rest of the program uses.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    case inbox, sent, drafts, trash, junk, archive, all, outbox, templates
    case calendar, contacts, tasks, notes, journal
    case syncIssues, conversationHistory

    /// False for folders of calendars, contacts, tasks, notes and journals, which hold no mail.
    public var holdsMail: Bool {
      switch self {
      case .calendar, .contacts, .tasks, .notes, .journal: false
      default: true
      }
    }
  }

  /// One role a name can have, and the languages in which it has it; `*` stands for any.
  public struct Meaning: Sendable, Hashable {
    public var role: Role
    public var languages: Set<String>
  }

  /// Everything `name` can mean; empty for a name of the user's own.
  public static func meanings(of name: String) -> [Meaning] { table[key(name)] ?? [] }

  /// The roles of all folders of a mailbox, by path without namespace prefix.
  ///
  /// Only folders at the top are looked at, and those directly below `INBOX`, `[Gmail]` and `[Google Mail]`, for a name
  /// deeper down is the user's own. A name that means different things in different languages
  /// (*lixo* is rubbish in Portuguese, junk mail in Galician) counts only where the other folders show the language.
  public static func roles(of paths: [[String]]) -> [[String]: (role: Role, language: String)] {
    var known: [(path: [String], meanings: [Meaning])] = []
    for path in paths {
      let found = standardName(in: path).map(meanings(of:)) ?? []
      if !found.isEmpty { known.append((path, found)) }
    }
    let votes = languageVotes(known.map(\.meanings))
    var roles: [[String]: (role: Role, language: String)] = [:]
    for (path, meanings) in known {
      guard let meaning = decide(meanings, votes: votes) else { continue }
      // The language the mailbox speaks most, else the first by name: an answer that is the same each time.
      let language = meaning.languages.min { (-(votes[$0] ?? 0), $0) < (-(votes[$1] ?? 0), $1) }
      roles[path] = (meaning.role, language ?? "*")
    }
    return roles
  }

  /// A name in the form in which names are compared: without case, bidirectional marks, blanks at the ends and the
  /// difference between typographic and plain apostrophes. Precomposed and decomposed letters are equal by nature of
  /// `String`.
  public static func key(_ name: String) -> String {
    var folded = ""
    // Upper case first: it makes `ß` and `ss`, `ς` and `σ`, `ı` and `i` one.
    for scalar in name.uppercased().lowercased().unicodeScalars {
      switch scalar {
      case "\u{2019}", "\u{02BC}": folded.unicodeScalars.append("'")
      // What lowering `İ` leaves behind its `i`.
      case "\u{0307}" where folded.unicodeScalars.last == "i": break
      case "\u{00A0}": folded.unicodeScalars.append(" ")
      default: if !isMark(scalar) { folded.unicodeScalars.append(scalar) }
      }
    }
    return trim(folded)
  }

  /// Invisible marks for the direction of text, and the byte order mark.
  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  private static func trim(_ text: String) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  /// The part of a path that may be a standard name; Gmail's own folders keep their parent's name, since "all messages"
  /// elsewhere is a folder of the user's.
  private static func standardName(in path: [String]) -> String? {
    switch path.count {
    case 1: return path[0]
    case 2:
      let parent = key(path[0])
      if parent == "inbox" { return path[1] }
      guard parent == "[gmail]" || parent == "[google mail]" else { return nil }
      let whole = "[gmail]/" + path[1]
      return meanings(of: whole).isEmpty ? path[1] : whole
    default: return nil
    }
  }

  /// How many folders speak each language. Names that mean different things have no vote, and those of any language
  /// none either.
  private static func languageVotes(_ names: [[Meaning]]) -> [String: Int] {
    var votes: [String: Int] = [:]
    for meanings in names where meanings.count == 1 {
      for language in meanings[0].languages where language != "*" { votes[language, default: 0] += 1 }
    }
    return votes
  }

  private static func decide(_ meanings: [Meaning], votes: [String: Int]) -> Meaning? {
    guard meanings.count > 1 else { return meanings.first }
    let weighed = meanings.map { (meaning: $0, votes: $0.languages.map { votes[$0] ?? 0 }.max() ?? 0) }
    guard let most = weighed.map(\.votes).max(), most > 0 else { return nil }
    let best = weighed.filter { $0.votes == most }
    return best.count == 1 ? best[0].meaning : nil
  }

  private static let table: [String: [Meaning]] = {
    var table: [String: [Meaning]] = [:]
    for line in PackageResources.folder_names_tsv.split(separator: 0x0A) where line.first != 0x23 {
      let fields = line.split(separator: 0x09, maxSplits: 3).map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 4, let role = Role(rawValue: fields[0]) else { continue }
      let languages = Set(fields[1].split(separator: ",").map(String.init))
      let key = key(fields[3])
      var meanings = table[key] ?? []
      if let index = meanings.firstIndex(where: { $0.role == role }) {
        meanings[index].languages.formUnion(languages)
      } else {
        meanings.append(Meaning(role: role, languages: languages))
      }
      table[key] = meanings
    }
    return table
  }()
}
