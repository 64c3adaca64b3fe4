import HeaderAnalysis
import MIME
import Testing

@Suite struct VendorReportTests {
  struct Row: CustomTestStringConvertible {
    var header: String
    /// Weight, value and a part of the meaning, in order.
    var said: [(Statement.Weight, String, String)]
    var testDescription: String { header }
    init(_ header: String, _ said: (Statement.Weight, String, String)...) { (self.header, self.said) = (header, said) }
  }

  static let rows: [Row] = [
    Row(
      "X-Forefront-Antispam-Report: CIP:2001:db8::7; SFV:SKN;\r\n SCL:-1;ZZZ:1;x",
      (.note, "2001:db8::7", "allow and block lists"), (.note, "SKN", "SCL -1"), (.note, "-1", "not filtered"),
      (.note, "1", "not known to this version"), (.note, "", "not known to this version")),
    Row("X-Forefront-Antispam-Report: sfv:spm;SFV:nspm", (.bad, "spm", "took it for spam"), (.good, "nspm", "no spam")),
    Row(
      "X-Forefront-Antispam-Report: SFV:XYZ;CAT:;LANG:", (.note, "XYZ", "not known"), (.note, "", "nothing"),
      (.note, "", "not rec")),
    Row("X-Forefront-Antispam-Report:", (.note, "", "says nothing")),
    Row("X-Forefront-Antispam-Report: ;;;", (.note, "", "says nothing")),
    Row("X-Microsoft-Antispam: BCL:9;PCL:2", (.bad, "9", "many complain"), (.good, "2", "phishing")),
    Row("X-Microsoft-Antispam: BCL:11", (.note, "11", "not known")),
    Row("X-MS-Exchange-Organization-SCL: 99999999999999999999", (.note, "99999999999999999999", "not known")),
    Row(
      "X-Microsoft-Antispam-Mailbox-Delivery:\r\n\tucf:1;dest:C;OFR:CustomRules;", (.note, "1", "rule of the user"),
      (.note, "C", "folder"), (.note, "CustomRules", "Inbox rule")),
    Row(
      "X-MS-Exchange-Organization-Antispam-Report: SID:SenderIDStatus Fail;SenderBypassed",
      (.bad, "SenderIDStatus Fail", "must not send"), (.note, "", "passes this sender by")),
    Row("X-MS-Exchange-Transport-EndToEndLatency: 00:00:02.3456789", (.note, "00:00:02.3456789", "2.3 s from")),
    Row("X-MS-Exchange-Transport-EndToEndLatency: 01:05:00", (.warning, "01:05:00", "1 h 5 min from")),
    Row("X-MS-Exchange-Transport-EndToEndLatency: soon", (.note, "soon", "not known")),
    Row(
      "X-MS-Exchange-Organization-ExpirationInterval: 1:00:00:00.0000000",
      (.note, "1:00:00:00.0000000", "after 1 day without delivery")),
    Row(
      "X-MS-Exchange-AtpMessageProperties: SA|SL|XX", (.note, "SA", "Safe Att"), (.note, "SL", "Safe L"),
      (.note, "XX", "not known")),
    Row(
      "X-MS-Exchange-SkipListedInternetSender: ip=[2603:10a6::24];domain=mx.example.org",
      (.note, "[2603:10a6::24]", "real sender"),
      (.note, "mx.example.org", "called itself")),
    Row("X-MS-Exchange-Future-Thing: 1", (.note, "1", "not known to this version")),
    Row("X-CustomSpam: Web bug", (.bad, "Web bug", "tracking pixel")),
    Row(
      "X-Spam-Status: Yes, score=7.2 required=5.0 tests=BAYES_99=3.5,\r\n\tNEW_TEST autolearn=ham version=4.0.0",
      (.bad, "Yes, score=7.2, required=5.0", "reach the limit"), (.note, "ham", "good mail"),
      (.note, "4.0.0", "version"),
      (.bad, "BAYES_99 3.5", "certainly spam"), (.note, "NEW_TEST", "not known")),
    Row("X-Spam-Status: No, score=4.6 required=5.0", (.warning, "No, score=4.6, required=5.0", "less than a point")),
    Row("X-Spam-Status: No, hits=-1.0 required=5.0", (.good, "No, hits=-1.0, required=5.0", "not spam")),
    Row("X-Spam-Status: Yes", (.bad, "Yes", "spam")),
    Row("X-Spam-Status: maybe", (.note, "maybe", "not in the usual form")),
    Row(
      "X-Barracuda-Spam-Status: No, SCORE=0.04 using global scores of TAG_LEVEL=1000.0\r\n QUARANTINE_LEVEL=6.0 tests=",
      (.good, "No, score=0.04", "not spam"), (.note, "1000.0", "marked"), (.note, "6.0", "quarantine")),
    Row("X-Spam-Level: *****", (.bad, "*****", "at or above 5")), Row("X-Spam-Level:", (.good, "", "well below")),
    Row("X-Spam-Bar: ---", (.good, "---", "well below")),
    Row("X-Spam-Score: 3.4 (+++)", (.warning, "3.4 (+++)", "close to 5")),
    Row(
      "X-Spamd-Result: default: False [-2.16 / 15.00];\r\n\tR_SPF_ALLOW(-0.20)[+ip6:2600::/64:c];\r\n\tNEW(0.00)[];",
      (.good, "default: False [-2.16 / 15.00]", "below"), (.good, "R_SPF_ALLOW -0.20", "SPF names"),
      (.note, "NEW 0.00", "not known")),
    Row(
      "X-Spamd-Result: default: True [16.1 / 15.00]; GTUBE(0.00)[", (.bad, "default: True [16.1 / 15.00]", "rejection"),
      (.bad, "GTUBE 0.00", "testing"), (.note, "[", "taken apart")),
    Row(
      "X-Rspamd-Report: BAYES_SPAM(5.1) MIME_GOOD(-0.1", (.bad, "BAYES_SPAM 5.1", "learned"),
      (.note, "MIME_GOOD(-0.1", "taken apart")),
    Row("X-Rspamd-Score: 6.5", (.bad, "6.5", "marks spam")),
    Row("X-Rspamd-Action: greylist", (.warning, "greylist", "come again later")),
    Row(
      "List-Unsubscribe: <https://example.org/u>,\r\n <mailto:u@example.org>, <ftp://x>",
      (.good, "https://example.org/u", "page"),
      (.note, "mailto:u@example.org", "message to"), (.note, "ftp://x", "not known")),
    Row("List-Post: NO", (.note, "NO", "takes no mail")),
    Row("List-Id: News <news.example.org>", (.note, "news.example.org", "name of the list")),
    Row("List-Unsubscribe-Post: List-Unsubscribe=One-Click", (.good, "List-Unsubscribe=One-Click", "button")),
    Row("Feedback-ID: 1.us:x:AmazonSES", (.note, "1.us:x:AmazonSES", "Amazon SES")),
    Row("Feedback-ID: x", (.note, "x", "not known")),
    Row("Auto-Submitted: auto-replied (vacation)", (.note, "auto-replied (vacation)", "out-of-office")),
    Row(
      "X-Auto-Response-Suppress: DR,OOF, XX", (.note, "DR", "delivery report"), (.note, "OOF", "out-of-office"),
      (.note, "XX", "not known")),
    Row("Precedence: bulk", (.note, "bulk", "bulk mail")),
    Row(
      "Thread-Index: AQHWLRNo4NaOjvXU8EODe0ZotrA8B6itzaxf",
      (.note, "AQHWLRNo4NaOjvXU8EODe0ZotrA8B6itzaxf", "2020-05-18 12:54 UTC; this is answer 1")),
    Row("Thread-Index: ####", (.note, "####", "not known")),
    Row(
      "X-Proofpoint-Spam-Details: rule=outbound_notspam policy=outbound phishscore=85\r\n newscore=1",
      (.good, "outbound_notspam", "no spam"),
      (.note, "outbound", "policy"), (.bad, "85", "high"), (.note, "1", "not known")),
    Row("X-Mimecast-Spam-Score: 6", (.warning, "6", "stricter")),
    Row("X-IronPort-Reputation: -4.2", (.bad, "-4.2", "poor")),
    Row("X-SBRS: None", (.note, "None", "nothing is known")),
    Row("X-LASED-SpamProbability: 0.91", (.bad, "0.91", "very probably")),
    Row("X-Example-MailScanner: Found to be clean", (.good, "Found to be clean", "no malware")),
    Row("X-Example-MailScanner-SpamScore: sssss", (.bad, "sssss", "at or above 5")),
    Row("X-Rspamd-Server: a\r\n\t b\t c ", (.note, "a b c", "host")),
    Row("X-MS-Exchange-AntiSpam-MessageData-Original-12: x", (.note, "x", "sealed")),
    Row("X-Mailgun-Sid: abc", (.note, "abc", "Mailgun")), Row("Subject: SFV:SPM"), Row("X-Weather: rain"),
    Row("X-Spam"),
  ]

  @Test(arguments: rows) func fieldsSayWhatTheyMean(_ row: Row) {
    let said = VendorSample.statements(row.header)
    #expect(said.count == row.said.count, "\(said)")
    for (statement, expected) in zip(said, row.said) {
      #expect(statement.weight == expected.0, "\(statement)")
      #expect(statement.value == expected.1, "\(statement)")
      #expect(statement.meaning.contains(expected.2), "\(statement)")
    }
    VendorSample.check(said, in: Array(row.header.utf8), row.header)
  }

  @Test(arguments: [
    ("compauth", "fail", Statement.Weight.bad, "not proved"), ("reason", "000", .bad, "DMARC failed"),
    ("reason", "001", .bad, "publishes"),
    ("reason", "010", .bad, "own"), ("reason", "130", .good, "ARC"), ("reason", "109", .good, "proved"),
    ("reason", "202", .note, "without proof"),
    ("reason", "451", .note, "stepped over"), ("reason", "601", .bad, "own"), ("reason", "703", .good, "proved"),
    ("reason", "1x", .note, "not known"), ("reason", "", .note, "not known"),
    ("ACTION", "oreject", .bad, "let in as spam"),
    ("action", "pct.reject", .warning, "spared"),
  ]) func codesOfTheCombinedCheck(_ key: String, _ value: String, _ weight: Statement.Weight, _ part: String) throws {
    let said = try #require(VendorReports.meaning(ofAuthenticationKey: key, value: value))
    #expect(said.weight == weight && said.meaning.contains(part), "\(said)")
  }

  @Test func whatAnEarlierOrganizationSaidJudgesNothing() {
    let header =
      "X-Forefront-Antispam-Report-Untrusted: SFV:SPM;SCL:9;\r\nX-Microsoft-Antispam-Mailbox-Delivery: dest:I"
    let said = VendorSample.statements(header)
    #expect(said.map(\.weight) == [.note, .note, .good])
    #expect(
      said.prefix(2).allSatisfy { $0.subject.hasSuffix(", from before") && $0.meaning.contains("earlier organization") }
    )
  }

  @Test(arguments: [
    ("SPM", "I", Statement.Weight.warning, "lies in the Inbox all the same"),
    ("NSPM", "J", .warning, "TrustedListsOnly"),
    ("SPM", "C", .warning, "rule of the mailbox"), ("NSPM", "C", .note, "sorted it"), ("NSPM", "I", .good, "no spam"),
    ("SPM", "J", .bad, "Junk Email"), ("SKN", "J", .warning, "transport rule"),
  ]) func verdictAndPlaceAreReadTogether(_ sfv: String, _ dest: String, _ weight: Statement.Weight, _ part: String) {
    let report = "X-Forefront-Antispam-Report: SFV:\(sfv);"
    let delivery = "X-Microsoft-Antispam-Mailbox-Delivery: dest:\(dest);"
    for header in [report + "\r\n" + delivery, delivery + "\r\n" + report] {
      let said = VendorSample.statements(header)
      #expect(said.count == 3 && said.last?.subject == "Verdict and place together", "\(said)")
      #expect(said.last?.weight == weight && said.last?.value == "SFV:\(sfv), dest:\(dest)", "\(said)")
      #expect(said.last?.meaning.contains(part) == true, "\(said)")
      VendorSample.check(said, in: Array(header.utf8), header)
    }
    #expect(VendorSample.statements(report).count == 1)
  }

  @Test func aVerdictThatStandsTwiceIsTold() {
    let header = "X-Gm-Spam: 0\r\nX-Mailer: x\r\nx-gm-spam: 1\r\nX-Gm-Gg: a\r\nX-Gm-Gg: b"
    let said = VendorSample.statements(header)
    #expect(said.map(\.offset) == [0, 0, 27, 27, 41, 53])
    #expect(said.map(\.weight) == [.warning, .good, .warning, .bad, .note, .note])
    VendorSample.check(said, in: Array(header.utf8), header)
  }

  @Test func theOrderOfFieldsAndKeysChangesNothing() {
    func told(_ statements: [Statement]) -> Set<[String]> {
      Set(statements.map { [$0.weight.rawValue, $0.subject, $0.value, $0.meaning, $0.field] })
    }
    let all = told(VendorSample.statements(VendorSample.fields.joined(separator: "\r\n")))
    #expect(all.count > 70)
    #expect(all == told(VendorSample.statements(VendorSample.fields.reversed().joined(separator: "\r\n"))))
    let keys = ["SFV:SPM", "SCL:5", "CAT:SPOOF", "CIP:192.0.2.1", "ZZZ:1", "DIR:INB"]
    let straight = VendorSample.statements("X-Forefront-Antispam-Report: " + keys.joined(separator: ";"))
    let reversed = VendorSample.statements("X-Forefront-Antispam-Report: " + keys.reversed().joined(separator: ";"))
    #expect(straight == reversed.reversed())
  }
}
