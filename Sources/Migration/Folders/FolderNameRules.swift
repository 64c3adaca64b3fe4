import Core

/// What a target does not take as the name of one folder, and what is written instead.
struct FolderNameRules {
  let target: Provider
  /// The target's hierarchy separator, where it is known.
  let separator: Character?

  /// The name the target gets, and why it is another one; nil when it is the same.
  func clean(_ name: String, isTop: Bool) -> (name: String, reason: String?) {
    var reasons: [String] = []
    var out = replaceCharacters(name, &reasons)
    if target.trimsFolderNames || target.collapsesBlanks { out = tidyBlanks(out, &reasons) }
    if let first = out.first, target.forbiddenAtStart.contains(first) {
      out = "_" + out.dropFirst()
      reasons.append("no name there begins with \(first)")
    }
    if out.isEmpty || out.allSatisfy({ $0 == "." }) {
      out = String(repeating: "_", count: max(1, out.count))
      reasons.append(name.isEmpty ? "it has no name" : "such a name cannot be given")
    }
    if let most = target.maxFolderNameBytes, out.utf8.count > most {
      out = Self.cut(out, toBytes: most)
      reasons.append("the name is longer than \(most) bytes")
    }
    if isTop, target.reservedFolders.contains(where: { $0.lowercased() == out.lowercased() }) {
      out += Self.mailSuffix
      reasons.append("the target keeps the name \(name) to itself")
    }
    return (out, reasons.isEmpty ? nil : reasons.joined(separator: "; "))
  }

  /// Set behind the name of a mail folder that is called like a folder of the target that is not for the user's mail.
  static let mailSuffix = " (mail)"

  private func replaceCharacters(_ name: String, _ reasons: inout [String]) -> String {
    var refused: [Character] = []
    var hasControls = false
    let out = String(
      name.map { character -> Character in
        if character == "/" || character == separator || target.forbiddenInFolderNames.contains(character) {
          if !refused.contains(character) { refused.append(character) }
          return "_"
        }
        guard character.unicodeScalars.contains(where: Self.isControl) else { return character }
        hasControls = true
        return "_"
      })
    if !refused.isEmpty {
      reasons.append("no name there holds \(refused.map(String.init).joined(separator: " "))")
    }
    if hasControls { reasons.append("the name holds control characters") }
    return out
  }

  /// RFC 9051 §5.1 keeps control characters, and the two line separators of Unicode, out of names.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x2029).contains(scalar.value)
  }

  private func tidyBlanks(_ name: String, _ reasons: inout [String]) -> String {
    var out = name[...]
    if target.trimsFolderNames {
      while out.first?.isWhitespace == true { out.removeFirst() }
      while out.last?.isWhitespace == true { out.removeLast() }
      if out.count != name.count { reasons.append("no name there begins or ends with a blank") }
    }
    guard target.collapsesBlanks, out.contains("  ") else { return String(out) }
    reasons.append("no name there holds two blanks in a row")
    var single = ""
    for character in out where !(character == " " && single.last == " ") { single.append(character) }
    return single
  }

  /// As many whole characters of `name` as fit, without a blank at the end; at least one, lest a name vanish.
  static func cut(_ name: String, toBytes most: Int) -> String {
    var out = ""
    var bytes = 0
    for character in name {
      bytes += character.utf8.count
      if bytes > most, !out.isEmpty { break }
      out.append(character)
    }
    while out.count > 1, out.last?.isWhitespace == true { out.removeLast() }
    return out
  }

  /// What stands before the last name in a wire name (`INBOX.Sent`, `A/B`), where a folder below another shows it.
  static func separator(of folders: [TargetFolder]) -> Character? {
    for folder in folders {
      guard let name = folder.path.last, !name.isEmpty, name.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x26 }) else {
        continue
      }
      let wire = folder.wireName
      guard wire.count > name.utf8.count + 1, wire.suffix(name.utf8.count).elementsEqual(name.utf8) else { continue }
      let before = Unicode.Scalar(wire[wire.count - name.utf8.count - 1])
      if "./\\^|".unicodeScalars.contains(before) { return Character(before) }
    }
    return nil
  }
}
