import Core

/// What was checked, and what is wrong.
struct DoctorScreen {
  var findings: [Finding]
  var showsAll = false

  func lines(_ layout: Layout) -> [String] {
    let passed = findings.filter { $0.level == .ok }
    // A note tells of something that could not be looked at: that is not the same as fine.
    let troubles = findings.filter { $0.level != .ok }
    let unknown = findings.count { $0.level == .note }
    let tally = FindingLines.tally(findings)
    let checks =
      "\(Words.count(passed.count, "check")) passed"
      + (unknown > 0 ? ", \(Words.number(unknown)) could not be made" : "")
    var out = [tally.isEmpty ? "\(unknown > 0 ? "Nothing wrong" : "All well"): \(checks)." : "\(tally), \(checks)."]
    if !troubles.isEmpty { out += [""] + FindingLines.lines(troubles, layout) }
    guard !passed.isEmpty else { return out }
    out.append("")
    if showsAll { return out + FindingLines.lines(passed, layout) }
    out += Wrap.block(
      Self.summary(passed).map(DisplayWidth.printable).joined(separator: " \(layout.dot) "), indent: "   ",
      first: " \(layout.sign(.ok)) ", width: layout.width)
    return out + ["   (--all shows each)"]
  }

  /// What was found at one place stands behind its name once.
  private static func summary(_ findings: [Finding]) -> [String] {
    var out: [(place: String, text: String)] = []
    for finding in findings {
      if let last = out.last, !finding.place.isEmpty, last.place == finding.place {
        out[out.count - 1].text += ", \(finding.message)"
      } else {
        let text = finding.place.isEmpty ? finding.message : "\(finding.place): \(finding.message)"
        out.append((finding.place, text))
      }
    }
    return out.map(\.text)
  }

  var status: ExitStatus { FindingCatalogue.status(of: findings) }
}
