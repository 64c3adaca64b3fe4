import Core

/// Findings as a block: sign, code, place and message, the next step under it.
enum FindingLines {
  /// Worst first; findings of one level stay in their order.
  static func lines(_ findings: [Finding], _ layout: Layout) -> [String] {
    let codeWidth = findings.reduce(12) { max($0, $1.code.rawValue.utf8.count) } + 2
    return Finding.Level.allCases.reversed().flatMap { level in
      findings.filter { $0.level == level }.flatMap { lines($0, codeWidth: codeWidth, layout) }
    }
  }

  private static func lines(_ finding: Finding, codeWidth: Int, _ layout: Layout) -> [String] {
    let indent = String(repeating: " ", count: 3 + codeWidth)
    let first = " \(layout.sign(finding.level)) " + DisplayWidth.padEnd(finding.code.rawValue, to: codeWidth)
    let message = DisplayWidth.printable(finding.message)
    let place = DisplayWidth.printable(finding.place)
    let text = place.isEmpty || message.hasPrefix(place) ? message : "\(place): \(message)"
    var out = Wrap.block(text, indent: indent, first: first, width: layout.width)
    for step in steps(DisplayWidth.printable(finding.next)) {
      // A command is copied as one line, however wide the terminal.
      out += isCommand(step) ? [indent + step] : Wrap.block(step, indent: indent, width: layout.width)
    }
    return out
  }

  /// Findings that say the same of many places as one, with the first place and how many more there are.
  static func grouped(_ findings: [Finding]) -> [Finding] {
    var groups: [(finding: Finding, count: Int)] = []
    var known: [Finding: Int] = [:]
    for finding in findings {
      var key = finding
      key.place = ""
      if let at = known[key] {
        groups[at].count += 1
      } else {
        known[key] = groups.count
        groups.append((finding, 1))
      }
    }
    return groups.map { group in
      var finding = group.finding
      if group.count > 1 { finding.place += " and \(Words.count(group.count - 1, "more place"))" }
      return finding
    }
  }

  /// A command gets a line of its own: `Give it an archive: postduif …` becomes two lines.
  static func steps(_ next: String) -> [String] {
    for opening in [": postduif ", ": sudo "] {
      guard let found = next.firstRange(of: opening) else { continue }
      return [String(next[..<found.lowerBound]) + ":", String(next[found.lowerBound...].dropFirst(2))]
    }
    return next.isEmpty ? [] : [next]
  }

  private static func isCommand(_ step: String) -> Bool { step.hasPrefix("postduif ") || step.hasPrefix("sudo ") }

  /// `2 problems, 1 warning`; empty when there is neither.
  static func tally(_ findings: [Finding]) -> String {
    let problems = findings.count { $0.level == .problem }
    let warnings = findings.count { $0.level == .warning }
    var parts: [String] = []
    if problems > 0 { parts.append(Words.count(problems, "problem")) }
    if warnings > 0 { parts.append(Words.count(warnings, "warning")) }
    return parts.joined(separator: ", ")
  }
}
