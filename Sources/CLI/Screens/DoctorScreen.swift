import Core

/// What was checked, and what is wrong.
struct DoctorScreen {
  var findings: [Finding]
  var showsAll = false

  func lines(_ layout: Layout) -> [String] {
    let passed = findings.filter { $0.level == .ok || $0.level == .note }
    let troubles = findings.filter { $0.level >= .warning }
    let tally = FindingLines.tally(findings)
    let checks = "\(Words.count(passed.count, "check")) passed"
    var out = [tally.isEmpty ? "All well: \(checks)." : "\(tally), \(checks)."]
    if !troubles.isEmpty { out += [""] + FindingLines.lines(troubles, layout) }
    guard !passed.isEmpty else { return out }
    out.append("")
    if showsAll { return out + FindingLines.lines(passed, layout) }
    let summary = passed.map { $0.place.isEmpty ? $0.message : "\($0.place): \($0.message)" }
    out += Wrap.block(
      summary.map(DisplayWidth.printable).joined(separator: " \(layout.dot) "), indent: "   ",
      first: " \(layout.sign(.ok)) ", width: layout.width)
    return out + ["   (--all shows each)"]
  }

  var status: ExitStatus { FindingCatalogue.status(of: findings) }
}
