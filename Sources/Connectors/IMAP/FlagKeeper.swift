internal import Core
internal import IMAP
internal import Migration

/// Flags as one target folder takes them: what PERMANENTFLAGS does not allow stays away, because one unknown keyword makes
/// some servers refuse the whole message.
struct FlagKeeper {
  private let permanent: FlagSet?
  private let takesNew: Bool

  init(_ folder: TargetFolder) {
    permanent = folder.permanentFlags
    takesNew = folder.takesNewKeywords
  }

  func flags(_ wanted: FlagSet) -> [Flag] {
    wanted.names.compactMap { name in
      guard isWritable(name), permanent.map({ $0.contains(name) || (takesNew && !name.hasPrefix("\\")) }) ?? true
      else { return nil }
      return Flag(name)
    }
  }

  /// `flag-keyword` is an atom; a system flag is a backslash and an atom. RFC 9051 §9.
  private func isWritable(_ name: String) -> Bool {
    let isSystem = name.utf8.first == 0x5C
    let word = isSystem ? name.utf8.dropFirst() : name.utf8[...]
    guard !word.isEmpty, name.lowercased() != "\\recent" else { return false }
    return word.allSatisfy { byte in
      switch byte {
      case 0x28, 0x29, 0x7B, 0x25, 0x2A, 0x22, 0x5C, 0x5D: false
      default: byte > 0x20 && byte < 0x7F
      }
    }
  }
}
