import Core
import Foundation
import Migration
import Testing

@testable import CLI

@Suite struct ReportTests {
  @Test func html() throws {
    let html = Samples.report.html()
    try Golden.check(html, "report.html")
    #expect(html.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
    for forbidden in ["<script", "http://", "https://", "src=", "href=", "@import", "url(", "onload"] {
      #expect(!html.contains(forbidden), "\(forbidden)")
    }
    #expect(html.contains("&lt;script&gt;"))
    #expect(html.contains("scope=\"col\"") && html.contains("scope=\"row\"") && html.contains("<caption>"))
  }

  @Test func everyTagIsClosed() throws {
    let html = Samples.report.html()
    var open: [Substring] = []
    for tag in html.matches(of: /<(\/?)([a-z0-9]+)[^>]*>/) {
      let name = tag.output.2
      if ["meta"].contains(name) { continue }
      if tag.output.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
    }
    #expect(open.isEmpty)
  }

  @Test func anonymousHoldsNoNames() {
    let report = Samples.report.anonymous()
    for text in [report.html(), report.csv(), report.json()] {
      for name in ["@peeters", "Offerte", "Archief", "Klanten", "Bäckerei", "aannemer", "Claes", "spam, not"] {
        #expect(!text.contains(name), "\(name)")
      }
    }
    #expect(report.totals == Samples.report.totals)
    #expect(report.html().contains("mailbox 1"))
  }

  @Test func csvHasOneShapeAndGuardsFormulas() throws {
    let csv = Samples.report.csv()
    try Golden.check(csv, "report.csv")
    #expect(csv.contains("'=cmd|"))
    #expect(Samples.report.csv(forExcel: true).hasPrefix("\u{FEFF}record,"))
  }

  @Test func json() throws {
    let text = Samples.report.json()
    try Golden.check(text, "report.json")
    let read = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect((read["items"] as? [Any])?.count == 2)
    #expect(read["verdict"] as? String == "exceptions")
  }

  @Test func aPlantedSecretIsInNoReport() {
    _ = Secret("h0rse&<staple>")
    var report = Samples.report
    report.exceptions[0].detail = "server said: h0rse&<staple>"
    for text in [report.html(), report.csv(), report.json()] {
      #expect(!text.contains("h0rse"))
      #expect(text.contains("(secret)"))
    }
  }

  @Test func verdicts() {
    var report = Samples.report
    #expect(report.verdict.class == .exceptions)
    report.exceptions = []
    report.standing = report.standing.map { standing in
      var standing = standing
      standing.counts.copied += standing.counts.skipped + standing.counts.failed
      (standing.counts.skipped, standing.counts.failed) = (0, 0)
      return standing
    }
    #expect(report.verdict.class == .complete)
    #expect(report.verdict.text.hasSuffix("Both ends were compared on 2026-11-24."))
    // Items that waited when both ends were compared were moved since: nobody may be told that they are gone.
    report.verify?.mailboxes[1].folders[0].counts.copied = 0
    report.verify?.startedAt = Samples.now
    #expect(report.verdict.class == .complete)
    #expect(report.verdict.text.hasSuffix("Last compared on 2026-11-23, before the last run."))
    report.verify?.mailboxes[1].folders[0].counts.copied = 811
    report.verify?.mailboxes[1].folders[0].differences = [
      VerifyReport.Difference(
        sign: .missing, code: "VERIFY-MISSING", sourceID: 4, targetID: 9, subject: "", date: nil, size: 1,
        detail: "no longer at the target", culprit: .unknown)
    ]
    #expect(report.verdict.class == .incomplete)
    #expect(report.verdict.text.hasPrefix("1 item recorded as moved was not at the target"))
    report.verify = Samples.verify
    report.verify = nil
    #expect(report.verdict.text.hasSuffix("Not compared yet."))
    report.standing[0].counts.copied -= 5
    #expect(report.verdict.class == .incomplete)
    report.standing = []
    #expect(report.verdict.class == .nothing)
  }
}
