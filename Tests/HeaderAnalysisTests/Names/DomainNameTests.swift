import Core
import Foundation
import HeaderAnalysis
import MIME
import Testing

@Suite struct DomainNameTests {
  @Test(
    arguments: [
      ("Mail.Peeters.Example.", "mail.peeters.example"), ("_dmarc.x.be", "_dmarc.x.be"), ("münchen.de", "münchen.de"),
      ("localhost", nil), ("", nil), (".", nil), ("a..b", nil), ("192.0.2.1", nil), ("[192.0.2.1]", nil),
      ("2001:db8::1", nil), ("a b.example", nil), ("x.123", nil),
    ] as [(String, String?)])
  func normal(text: String, name: String?) { #expect(DomainName.normal(text) == name) }

  @Test(arguments: [
    ("peeters.example", "peeters.example"), ("a.b.peeters.example", "peeters.example"),
    ("www.shop.co.uk", "shop.co.uk"), ("co.uk", "co.uk"), ("x.asso.fr", "x.asso.fr"), ("mail.x.gouv.fr", "x.gouv.fr"),
    ("a.b.nl", "b.nl"), ("een.onmicrosoft.com", "een.onmicrosoft.com"),
    ("a.een.onmicrosoft.com", "een.onmicrosoft.com"),
  ])
  func organisational(name: String, domain: String) { #expect(DomainName.organisational(name) == domain) }

  @Test(arguments: [
    ("peeters.example", "PEETERS.example", DomainName.Alignment.strict),
    ("mail.peeters.example", "peeters.example", .relaxed), ("peeters.example", "mail.peeters.example", .relaxed),
    ("a.peeters.example", "b.peeters.example", .relaxed), ("boef.example", "peeters.example", .none),
    ("xpeeters.example", "peeters.example", .none), ("a.co.uk", "b.co.uk", .none),
    ("een.onmicrosoft.com", "twee.onmicrosoft.com", .none), ("", "peeters.example", .none),
    ("192.0.2.1", "192.0.2.1", .none),
  ])
  func alignment(checked: String, from: String, expected: DomainName.Alignment) {
    #expect(DomainName.alignment(of: checked, with: from) == expected)
  }

  /// How often the short rule agrees with the list of public suffixes.
  @Test func publicSuffixes() throws {
    guard let folder = SharedHeaders.folder("psl", for: "DomainNameTests.publicSuffixes") else { return }
    let text = try String(contentsOf: folder.appending(path: "tests.txt"), encoding: .utf8)
    var (same, different): (Int, [String]) = (0, [])
    for line in text.split(separator: "\n") where !line.hasPrefix("//") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 2, words[1] != "null", let name = DomainName.normal(words[0]) else { continue }
      // The list's own names in the letters of their language stand there a second time in their encoded form.
      if DomainName.organisational(name) == words[1] { same += 1 } else { different.append(name) }
    }
    print("psl: \(same) as the list has it, \(different.count) not: \(different.joined(separator: " "))")
    #expect(same >= 30)
    #expect(different.allSatisfy { $0.split(separator: ".").count > 2 })
  }
}
