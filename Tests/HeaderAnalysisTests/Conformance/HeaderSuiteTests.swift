import Core
import HeaderAnalysis
import MIME
import Testing

/// Messages of suites/headers, which others wrote.
@Suite struct HeaderSuiteTests {
  /// What counts of the results, and what is concluded.
  static let results: [String: String] = [
    "alignment-auid_not_in_sdid": "dkim=pass/example.net unproven",
    "alignment-from_not_in_sdid": "dkim=pass/unrelated.com unproven",
    "dkim-unknown_result": "dkim=timeout/example.com unproven",
    "fakePayPal": "dkim=pass/unrelated.com unproven",
    "multiple_arh-newest_no_authserv": "dkim=pass/01.example.com dkim=pass/02.example.com genuine",
    "multiple_arh-newest_no_result": "dkim=pass/example.com genuine",
    "multiple_arh-newest_parsing_error_01": "dkim=pass/error.example.com dkim=pass/example.com genuine",
    "multiple_arh-newest_parsing_error_02": "dkim=pass/error.example.com dkim=pass/example.com genuine",
    "multiple_arh-newest_unknown_method": "dkim=pass/example.com genuine",
    "multiple_arh-same_and_different_authserv":
      "spf=pass/- dkim=pass/example.com dkim=pass/football.example.com dkim=pass/foo.example.com"
      + " dkim=pass/last.example.com genuine",
    "multiple_dkim_results":
      "dkim=fail/example.com dkim=pass/unrelated.org dkim=pass/example.com dkim=fail/example.com"
      + " dkim=fail/unrelated.org dkim=fail/example.com dkim=pass/example.org genuine",
    "multiple_spf_and_dmarc_results":
      "spf=fail/- spf=pass/- spf=none/- spf=softfail/- spf=policy/- spf=neutral/- spf=temperror/- spf=permerror/-"
      + " dmarc=fail/football.example.com doubtful",
    "rfc6376-A.2-arh-failed": "spf=pass/example.com dkim=fail/example.com genuine",
    "rfc6376-A.2-arh-failed-no_reason": "spf=pass/example.com dkim=fail/example.com genuine",
    // Which signature is not said; there is one, of example.com.
    "rfc6376-A.2-arh-valid-no_sdid_or_auid": "spf=pass/example.com dkim=pass/example.com genuine",
    "rfc6376-A.2-arh-valid-auid": "spf=pass/example.com dkim=pass/football.example.com genuine",
  ]
  /// Of the others: all variants of one valid signature.
  static let usual = "spf=pass/example.com dkim=pass/example.com genuine"

  @Test func authenticationResults() throws {
    guard let folder = SharedHeaders.folder("headers/arh", for: "HeaderSuiteTests.authenticationResults") else {
      return
    }
    let messages = try SharedHeaders.messages(in: folder)
    for (name, bytes) in messages {
      let header = ExplainedHeader(Message(bytes))
      let authentication = header.authentication
      let checks = (authentication.spf + authentication.dkim + [authentication.dmarc].compactMap { $0 })
        .map { "\($0.method)=\($0.result)/\($0.domain ?? "-")" }
      let text = (checks + [header.verdict.genuineness.rawValue]).joined(separator: " ")
      #expect(text == Self.results[name] ?? Self.usual, "\(name)")
      #expect(!authentication.sources.contains { $0.server == "unrelated.com" && $0.standing.counts }, "\(name)")
    }
    print("headers/arh: \(messages.count) messages")
    #expect(messages.count == 21)
  }

  /// Verdict, seconds on the way, protection of each hop, and the hop over which it came in.
  static let ways = [
    "authtest": "genuine 16 inside clear inside 2", "bimi": "genuine 7 encrypted encrypted inside 2",
    "message1": "unproven - -", "message2": "genuine 1 encrypted encrypted 2",
    "message3": "genuine 1 unknown encrypted inside 2", "message4": "probable 0 encrypted encrypted 2",
    "zproov": "genuine 0 inside encrypted 2",
  ]

  @Test func messages() throws {
    guard let folder = SharedHeaders.folder("headers/mailauth", for: "HeaderSuiteTests.messages") else { return }
    let messages = try SharedHeaders.messages(in: folder)
    for (name, bytes) in messages {
      let header = ExplainedHeader(Message(bytes))
      let route = header.route
      let parts =
        [header.verdict.genuineness.rawValue, route.totalSeconds.map { "\($0)" } ?? "-"]
        + route.hops.map(\.protection.rawValue) + [route.entrance.map { "\($0 + 1)" } ?? "-"]
      #expect(parts.joined(separator: " ") == Self.ways[name] ?? "", "\(name)")
      #expect(header.arc.faults.isEmpty && header.damage.isEmpty)
    }
    print("headers/mailauth: \(messages.count) messages")
    #expect(messages.count == 7)
  }
}
