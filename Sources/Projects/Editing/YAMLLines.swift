import Core

/// A YAML file as lines, for changing one value and leaving everything else, comments first of all, as it is. Only block
/// style is understood; what is written in braces is refused, never guessed at.
struct YAMLLines {
  private var lines: [String]
  private let lineEnd: String

  init(_ text: String) {
    // To Swift `\r\n` is one character, so it is made two kinds of one before the text is split.
    lineEnd = text.contains("\r\n") ? "\r\n" : "\n"
    lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
  }

  var text: String { lines.isEmpty ? "" : lines.joined(separator: lineEnd) + lineEnd }

  /// Sets the value below the keys of `path`, making those that are missing; `value` is YAML text for one line. Nil takes
  /// the key out, with everything below it. Throws `PROJECT-EDIT` where the file's style does not allow it.
  mutating func set(_ path: [String], _ value: String?) throws(Fault) {
    var block = Block(range: lines.startIndex..<lines.endIndex, indent: 0, key: nil)
    for (depth, name) in path.enumerated() {
      let isLast = depth == path.count - 1
      guard let key = find(name, in: block) else {
        if let value { try insert(Array(path[depth...]), value, into: block) }
        return
      }
      if isLast { return try change(key, to: value) }
      block = try content(of: key, place: path[...depth].joined(separator: "."))
    }
  }

  /// Names of the keys below `path`; nil when `path` is not there.
  func keys(below path: [String]) -> [String]? {
    var block = Block(range: lines.startIndex..<lines.endIndex, indent: 0, key: nil)
    for name in path {
      guard let key = find(name, in: block), let below = try? content(of: key, place: "") else { return nil }
      block = below
    }
    return block.range.compactMap { line in
      indent(line) == block.indent ? Self.key(of: lines[line].dropFirst(block.indent))?.name : nil
    }
  }

  // MARK: Finding

  private struct Block {
    var range: Range<Int>
    /// Of the keys in it.
    var indent: Int
    /// Line of the key it belongs to.
    var key: Int?
  }

  private struct Key {
    var line: Int
    var indent: Int
    /// The key's line and everything that belongs to it.
    var range: Range<Int>
    var value: Substring
  }

  /// Nil for a blank line or a comment.
  private func indent(_ line: Int) -> Int? {
    let rest = lines[line].drop { $0 == " " }
    return rest.isEmpty || rest.first == "#" || rest.allSatisfy(\.isWhitespace) ? nil : lines[line].count - rest.count
  }

  private func find(_ name: String, in block: Block) -> Key? {
    for line in block.range where indent(line) == block.indent {
      guard let key = Self.key(of: lines[line].dropFirst(block.indent)), key.name == name else { continue }
      return Key(line: line, indent: block.indent, range: line..<end(of: line, in: block), value: key.value)
    }
    return nil
  }

  /// The first line after `line` that does not belong to it. Comments and blank lines before the next key are the next
  /// key's, unless they are indented deeper.
  private func end(of line: Int, in block: Block) -> Int {
    var end = line + 1
    for next in (line + 1)..<max(line + 1, block.range.upperBound) {
      if let indent = indent(next) {
        let isEntry = indent == block.indent && lines[next].dropFirst(indent).hasPrefix("-")
        guard indent > block.indent || isEntry else { break }
        end = next + 1
      } else if lines[next].prefix(while: { $0 == " " }).count > block.indent, lines[next].contains("#") {
        end = next + 1
      }
    }
    return end
  }

  /// `name: value`, `"name": value`; nil for anything else.
  private static func key(of text: Substring) -> (name: String, value: Substring)? {
    if let quote = text.first, quote == "\"" || quote == "'" {
      guard let (name, rest) = YAMLText.unquoted(text), rest.hasPrefix(":") else { return nil }
      return (name, trimmed(rest.dropFirst()))
    }
    var colon = text.startIndex
    while let next = text[colon...].firstIndex(of: ":") {
      let after = text.index(after: next)
      if after == text.endIndex || text[after].isWhitespace {
        return (String(text[..<next]).trimmingBlanks(), trimmed(text[after...]))
      }
      colon = after
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> Substring { text.drop { $0 == " " || $0 == "\t" } }

  private func content(of key: Key, place: String) throws(Fault) -> Block {
    guard Self.split(key.value).value.isEmpty else { throw Self.refused(place) }
    let inner = key.range.dropFirst()
    let indent = inner.lazy.compactMap { self.indent($0) }.first ?? key.indent + 2
    guard indent > key.indent else { throw Self.refused(place) }
    return Block(range: key.line + 1..<key.range.upperBound, indent: indent, key: key.line)
  }

  private static func refused(_ place: String) -> Fault {
    Fault(
      "PROJECT-EDIT", "\(place) is not written as keys below each other", place: Project.fileName, recovery: .stopRun,
      advice: "Write it with one key on each line, indented by two blanks, or change the value by hand")
  }

  /// A value and the comment behind it, with the blanks that stand before it.
  private static func split(_ text: Substring) -> (value: Substring, comment: Substring) {
    var quote: Character?
    var previous: Character = " "
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open, previous != "\\" || open == "'" { quote = nil }
      } else if character == "\"" || character == "'", previous == " " || "[{,:".contains(previous) {
        quote = character
      } else if character == "#", previous == " " || previous == "\t" {
        var start = index
        while start > text.startIndex, text[text.index(before: start)] == " " { start = text.index(before: start) }
        return (text[..<start], text[start...])
      }
      previous = character
    }
    return (text, "")
  }

  // MARK: Changing

  private mutating func change(_ key: Key, to value: String?) throws(Fault) {
    guard let value else {
      lines.removeSubrange(key.range)
      return
    }
    let head = lines[key.line].dropLast(key.value.count)
    let comment = Self.split(key.value).comment
    let pad = head.hasSuffix(" ") || value.isEmpty ? "" : " "
    lines.replaceSubrange(key.range, with: [head + pad + value + comment])
  }

  private mutating func insert(_ path: [String], _ value: String, into block: Block) throws(Fault) {
    var new: [String] = []
    for (depth, name) in path.enumerated() {
      let isLast = depth == path.count - 1
      new.append(
        String(repeating: " ", count: block.indent + depth * 2) + YAMLText.scalar(name) + ":"
          + (isLast ? " " + value : ""))
    }
    // Behind the last line that says something, so that blank lines keep their place between blocks.
    let said = block.range.last { indent($0) != nil }
    lines.insert(contentsOf: new, at: said.map { $0 + 1 } ?? block.key.map { $0 + 1 } ?? block.range.upperBound)
  }
}

extension String {
  func trimmingBlanks() -> String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
