import Core

extension MigrationReport {
  /// The report as one HTML file: no script, nothing loaded from elsewhere, printable on A4.
  public func html() -> String {
    var html = HTMLText()
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    html.raw("<meta name=\"referrer\" content=\"no-referrer\">\n")
    // Even if an escape were ever missed, a browser would load and run nothing.
    html.raw(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
    html.element("title", "Mail migration report: \(subject)")
    html.raw("<style>\n")
    html.raw(Stylesheet.text)
    html.raw("\n</style>\n</head>\n<body>\n")
    writeHead(to: &html)
    html.raw("<main>\n")
    for section in HTMLSection.all { section(self, &html) }
    html.raw("</main>\n")
    writeFoot(to: &html)
    html.raw("</body>\n</html>\n")
    return html.text
  }

  private var subject: String { letterhead.customer.isEmpty ? letterhead.project : letterhead.customer }

  private func writeHead(to html: inout HTMLText) {
    html.raw("<header>\n")
    html.element("p", "Mail migration report, \(madeAt.day)")
    html.element("h1", subject)
    html.raw("</header>\n")
    let verdict = verdict
    html.open("div", class: "verdict \(verdict.class.rawValue)")
    html.element("strong", verdict.class.word)
    html.escapedText(verdict.text)
    html.close("div")
    writeSum(to: &html)
    writeFacts(to: &html)
  }

  /// found = copied + already there + skipped + failed, in one row.
  private func writeSum(to html: inout HTMLText) {
    let counts = totals
    var cells = [
      ("Found", counts.found), ("Copied", counts.copied), ("Already there", counts.adopted),
      ("Skipped", counts.skipped), ("Failed", counts.failed),
    ]
    if counts.open > 0 { cells.append(("Still to move", counts.open)) }
    html.raw("<dl class=\"sum\">\n")
    for (name, value) in cells {
      html.raw("<div>")
      html.element("dt", name)
      html.element("dd", Words.number(value))
      html.raw("</div>\n")
    }
    html.raw("<div>")
    html.element("dt", "Size found")
    html.element("dd", ByteCount.text(counts.foundBytes))
    html.raw("</div>\n</dl>\n")
  }

  private func writeFacts(to html: inout HTMLText) {
    var facts: [(String, String)] = []
    if !letterhead.customer.isEmpty { facts.append(("Customer", letterhead.customer)) }
    if !letterhead.consultant.isEmpty { facts.append(("Carried out by", letterhead.consultant)) }
    facts.append(("From", letterhead.source))
    facts.append(("To", letterhead.target))
    if let plan { facts.append(("Plan", "\(plan.id), made \(Words.moment(plan.madeAt))")) }
    if let run {
      let end = ZonedTime(seconds: run.startedAt.seconds + Int64(run.seconds), zoneMinutes: run.startedAt.zoneMinutes)
      facts.append(
        (
          "Last run", "\(Words.moment(run.startedAt)) to \(Words.moment(end)) (\(Words.duration(run.seconds)))"
        ))
    }
    if let verify {
      facts.append(
        (
          "Compared", "\(Words.moment(verify.startedAt)), took \(Words.duration(verify.seconds))"
        ))
    }
    html.raw("<dl class=\"facts\">\n")
    for (name, value) in facts {
      html.element("dt", name)
      html.element("dd", value)
    }
    html.raw("</dl>\n")
  }

  private func writeFoot(to html: inout HTMLText) {
    html.raw("<footer>\n")
    html.element(
      "p",
      "Made by Postduif \(toolVersion) on \(madeAt.rfc3339)."
        + (isAnonymous ? " Addresses, subjects and folder names were left out." : ""))
    html.raw("</footer>\n")
  }
}

extension Verdict.Class {
  /// The word above the sentence; the colour beside it only repeats it.
  var word: String {
    switch self {
    case .complete: "Complete"
    case .exceptions: "Complete, with exceptions"
    case .incomplete: "Not complete"
    case .nothing: "Not begun"
    }
  }
}
