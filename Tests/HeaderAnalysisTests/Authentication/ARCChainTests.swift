import Core
import HeaderAnalysis
import MIME
import Testing

@Suite struct ARCChainTests {
  private static func set(_ instance: Int, cv: String?) -> [String] {
    [
      "ARC-Seal: i=\(instance); a=rsa-sha256;\(cv.map { " cv=\($0);" } ?? "") d=s\(instance).example; s=a; b=AA",
      "ARC-Message-Signature: i=\(instance); a=rsa-sha256; d=s\(instance).example; s=a; bh=AA; b=AA",
      "ARC-Authentication-Results: i=\(instance); s\(instance).example; dmarc=pass",
    ]
  }

  static let rows: [([String], Int, [String])] = [
    ([], 0, []),
    (set(1, cv: "none"), 1, []),
    (set(2, cv: "pass") + set(1, cv: "none"), 2, []),
    // The order of fields means nothing.
    (set(1, cv: "none") + set(2, cv: "PASS"), 2, []),
    (set(3, cv: "pass") + set(1, cv: "none"), 2, ["number 2 of 3 is missing"]),
    (set(2, cv: "pass"), 1, ["number 1 of 2 is missing"]),
    (set(1, cv: "none") + set(1, cv: "none").prefix(1), 1, ["there are two ARC-Seal with i=1"]),
    (set(1, cv: "pass"), 1, ["number 1 says cv=pass, which cannot be in that place"]),
    (set(2, cv: "none") + set(1, cv: "none"), 2, ["number 2 says cv=none, which cannot be in that place"]),
    (set(2, cv: "fail") + set(1, cv: "none"), 2, ["s2.example found the chain before it broken (cv=fail)"]),
    (set(1, cv: nil), 1, ["number 1 does not say what it found before it (cv=)"]),
    (Array(set(1, cv: "none").dropFirst()), 1, ["number 1 has no ARC-Seal"]),
    (Array(set(1, cv: "none").prefix(2)), 1, ["number 1 has no ARC-Authentication-Results"]),
    (["ARC-Seal: i=51; cv=pass; d=x.example"], 0, ["an ARC-Seal has no usable number (i=)"]),
    (["ARC-Seal: i=0; cv=pass; d=x.example"], 0, ["an ARC-Seal has no usable number (i=)"]),
    (["ARC-Seal: nonsense"], 0, ["an ARC-Seal has no usable number (i=)"]),
  ]

  @Test(arguments: rows.indices) func chains(index: Int) {
    let (lines, links, faults) = Self.rows[index]
    let header = Headers.explained(lines: lines + ["From: a@x.example"])
    #expect(header.arc.links.count == links)
    #expect(header.arc.faults == faults)
    #expect(header.arc.isWhole == (links > 0 && faults.isEmpty))
    #expect(header.findings.contains { $0.code == "HEADER-ARC" } == !faults.isEmpty)
  }

  @Test func whatTheySaw() throws {
    let arc = try Headers.explained("arc-forwarded").arc
    #expect(arc.links.map(\.sealer) == ["microsoft.com", "lists.vereniging.example"])
    #expect(arc.links.map(\.chainValidation) == ["none", "pass"])
    // A version behind the name, as Microsoft writes it.
    #expect(arc.links[0].results?.server == "mx.microsoft.com" && arc.links[0].results?.version == 1)
    #expect(arc.links[0].results?.results.map(\.result) == ["pass", "pass", "pass", "none"])
  }
}
