import MIME
import Testing

@testable import HeaderAnalysis

/// Messages made of header fields, and what every statement about them has to keep to.
enum VendorSample {
  static func statements(_ header: String) -> [Statement] { statements(Array(header.utf8)) }

  static func statements(_ header: [UInt8]) -> [Statement] {
    VendorReports.statements(of: Message(header + Array("\r\n\r\n".utf8)).root.fields)
  }

  /// Every statement stands where a field of its name begins, and is short enough to show.
  static func check(
    _ statements: [Statement], in message: [UInt8], _ note: String, _ location: SourceLocation = #_sourceLocation
  ) {
    for statement in statements {
      let name = Array(statement.field.utf8)
      let there = message.dropFirst(statement.offset).prefix(name.count)
      #expect(there.elementsEqual(name), "\(note): \(statement)", sourceLocation: location)
      #expect(
        !statement.meaning.isEmpty && !statement.subject.isEmpty, "\(note): \(statement)", sourceLocation: location)
      #expect(
        statement.value.unicodeScalars.count <= FieldReader.mostCharacters * 2 + 8, "\(note)", sourceLocation: location)
    }
  }

  /// One field of each form, as services write it.
  static let header = """
    X-Forefront-Antispam-Report: CIP:192.0.2.7;CTRY:NL;LANG:nl;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:mail.example.org;
    \tPTR:InfoDomainNonexistent;CAT:SPOOF;SFTY:9.25;SFS:(13230040)(366016);DIR:INB;
    X-Microsoft-Antispam: BCL:7;ARA:13230040|376014;
    X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;jmr:1;ex:0;auth:0;dest:J;OFR:SpamFilterAuthJ;ENG:(910001);RF:JunkEmail;
    X-MS-Exchange-Organization-SCL: 5
    X-MS-Exchange-Organization-Antispam-Report: DV:3.3.1;SID:SenderIDStatus Fail;PCL:PhishingLevel SUSPICIOUS
    X-MS-Exchange-Organization-ExpirationInterval: 1:00:00:00.0000000
    X-MS-Exchange-CrossTenant-OriginalAttributedTenantConnectingIp: TenantId=1;Ip=[192.0.2.9];Helo=[gw]
    X-MS-Exchange-Transport-EndToEndLatency: 00:06:02.3456789
    X-MS-Exchange-AtpMessageProperties: SA|SL
    X-Forefront-Antispam-Report-Untrusted: CIP:255.255.255.255;SFV:NSPM;DIR:OUT;
    X-Gm-Spam: 1
    X-Spam-Status: Yes, score=7.2 required=5.0 tests=BAYES_99=3.5,SPF_FAIL=0.9,
    \tURIBL_BLOCKED autolearn=no version=4.0.0
    X-Barracuda-Spam-Status: No, SCORE=0.04 using global scores of TAG_LEVEL=1000.0
    \tQUARANTINE_LEVEL=6.0 KILL_LEVEL=8.0 tests=HTML_MESSAGE, BSF_RULE7568M
    X-Spamd-Result: default: False [-2.16 / 15.00];
    \tR_SPF_ALLOW(-0.20)[+ip4:192.0.2.0/24:c];
    \tFORGED_SENDER(0.30)[a@example.org,b@example.net];
    X-Rspamd-Report: R_DKIM_ALLOW(-0.2) BAYES_SPAM(5.1)
    List-Unsubscribe: <https://example.org/u?x=1>, <mailto:u@example.org>
    List-Id: News <news.example.org>
    Feedback-ID: 1.us-east-1.abc=:AmazonSES
    X-Auto-Response-Suppress: DR, OOF, AutoReply
    Thread-Index: AQHWLRNo4NaOjvXU8EODe0ZotrA8B6itzaxf
    X-Proofpoint-Spam-Details: rule=notspam policy=default score=0 phishscore=85 mlxlogscore=999
    X-Mimecast-Impersonation-Protect: Policy=Standard;Similar Internal Domain=true;Newly Observed Domain=false
    X-IronPort-AV: E=Sophos;i="5.77,123";d="scan'208";a="54"
    X-Example-MailScanner-SpamCheck: not spam, SpamAssassin (score=1.87, required 4)
    X-SES-Outgoing: 2026.11.23-192.0.2.10
    X-MS-Exchange-Something-New: 42
    """

  /// The header's fields, folded lines with theirs.
  static let fields: [String] = header.split(separator: "\n").reduce(into: []) { fields, line in
    if line.first == "\t", let last = fields.popLast() {
      fields.append(last + "\r\n" + line)
    } else {
      fields.append(String(line))
    }
  }
}
