import Foundation
import MIME
import TestKit
import Testing

/// Real messages of suites/headers.
@Suite struct HeaderSuiteTests {
  /// What each message of `arh` says, field by field.
  static let expected: [String: [String]] = [
    "multiple_arh-newest_no_authserv": [
      "- | dkim=pass header.d=01.example.com", "unrelated.com | dkim=pass header.d=unrelated.com",
      "- | dkim=pass header.d=02.example.com",
    ],
    "multiple_arh-newest_no_result": [
      "example.net", "unrelated.com | dkim=pass header.d=unrelated.com", "example.net | dkim=pass header.d=example.com",
    ],
    "multiple_arh-newest_parsing_error_01": [
      "example.net | dkim=pass header.d=error.example.com header.b=/d5r ! unquoted-value",
      "unrelated.com | dkim=pass header.d=unrelated.com", "example.net | dkim=pass header.d=example.com",
    ],
    "multiple_arh-newest_parsing_error_02": [
      "example/net | dkim=pass header.d=error.example.com ! unexpected-character",
      "unrelated.com | dkim=pass header.d=unrelated.com",
      "example/net | dkim=pass header.d=example.com ! unexpected-character",
    ],
    "multiple_dkim_results": [
      "example.net | dkim=fail header.d=example.com | dkim=pass header.d=unrelated.org | dkim=pass header.d=example.com"
        + " | dkim=fail reason=test failure header.d=example.com"
        + " | dkim=fail reason=test failure signed by unrelated header.d=unrelated.org | dkim=fail header.d=example.com"
        + " | dkim=pass header.d=example.org"
    ],
    "multiple_spf_and_dmarc_results": [
      "example.net | spf=fail | spf=pass | spf=none | spf=softfail | spf=policy | spf=neutral | spf=temperror"
        + " | spf=permerror | dmarc=fail | dmarc=pass | dmarc=permerror | dmarc=none | dmarc=temperror"
    ],
    "rfc6376-A.2-arh-failed": [
      "example.net | spf=pass smtp.mailfrom=example.com | dkim=fail reason=bad signature header.d=example.com"
    ],
    "rfc6376-A.2-arh-valid-no_sdid_or_auid": ["example.net | spf=pass smtp.mailfrom=example.com | dkim=pass"],
  ]

  @Test func authenticationResults() throws {
    guard let folder = ValueSuites.folder("headers/arh", for: "HeaderSuiteTests.authenticationResults") else { return }
    var count = 0
    for file in ValueSuites.files(folder, ending: ".eml") {
      let header = SimpleHeader(try ValueSuites.bytes(file))
      let values = header.all("authentication-results").map { AuthenticationResults($0) }
      let lines = values.map { value in
        ([FieldText.text(value)] + value.flaws.map { "! \($0.kind.rawValue)" }).joined(separator: " ")
      }
      #expect(!lines.isEmpty, "\(file.lastPathComponent)")
      count += lines.count
      if let expected = Self.expected[file.deletingPathExtension().lastPathComponent] {
        #expect(lines == expected)
      } else {
        #expect(
          values.allSatisfy { $0.flaws.isEmpty && $0.server != nil && !$0.results.isEmpty }
            || lines.contains { $0.hasPrefix("- |") })
      }
    }
    print("headers/arh: \(count) fields")
    #expect(count >= 21)
  }

  /// Every field of the messages reads without a flaw, but for what is wrong in them.
  @Test func messages() throws {
    guard let folder = ValueSuites.folder("headers/mailauth", for: "HeaderSuiteTests.messages") else { return }
    var flaws: [String] = []
    var count = 0
    for file in ValueSuites.files(folder, ending: ".eml") {
      for (name, body) in SimpleHeader(try ValueSuites.bytes(file)).fields {
        guard let found = Self.read(name, body) else { continue }
        count += 1
        for flaw in found { flaws.append("\(file.lastPathComponent) \(name) \(flaw)") }
      }
    }
    print("headers/mailauth: \(count) fields, \(flaws.count) flaws")
    #expect(count > 60)
    #expect(flaws == Self.knownFlaws)
  }

  static let knownFlaws = [
    // A Thursday that was a Tuesday, and the zone by its name.
    "message2.eml date obsolete-syntax@26", "message2.eml date wrong-weekday@1", "message4.eml date obsolete-syntax@27",
    "message4.eml date wrong-weekday@1",
  ]

  private static func read(_ name: String, _ body: [UInt8]) -> [FieldFlaw]? {
    switch name {
    case "from", "to", "cc", "reply-to", "sender", "delivered-to", "return-path": AddressList(body).flaws
    case "date": MailDate(body).flaws
    case "received": ReceivedField(body).flaws
    case "authentication-results", "arc-authentication-results": AuthenticationResults(body).flaws
    case "dkim-signature", "arc-seal", "arc-message-signature": TagList(body).flaws
    case "received-spf": ReceivedSPF(body).flaws
    case "message-id", "references", "in-reply-to": MessageIDList(body).flaws
    case "content-type": ContentType(body).flaws
    case "list-unsubscribe": ListLinks(body).flaws
    case "subject": HeaderText(body).flaws
    default: nil
    }
  }
}
