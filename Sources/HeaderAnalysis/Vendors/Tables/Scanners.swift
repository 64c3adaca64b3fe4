/// Other filters and virus scanners.
enum Scanners {
  static let trend = Provenance.published("Trend Micro: X-headers of the Anti-Spam Engine (KA-0001462)")
  static let kaspersky = Provenance.published("Kaspersky Secure Mail Gateway: X-headers of a message")
  static let symantec = Provenance.published("Broadcom: Understanding email headers in Email Security.cloud (161415)")
  static let mailAssure = Provenance.published("N-able Mail Assure: What email headers show the spam score of an email")

  static let rules = virus + mailScanner + others + hosters

  private static let virus = [
    FieldRule(
      "X-Virus-Scanned", "Virus scan", .observed,
      [.anything(.note, "this scanner says it looked; what it found would stand elsewhere")]),
    FieldRule(
      "X-Virus-Status", "Virus scan", .observed, isVerdict: true,
      [
        .word("Clean", .good, "no malware"), .word("No", .good, "no malware"), .word("Yes", .bad, "malware"),
        .prefix("Infected", .bad, "malware"),
      ]),
    FieldRule(
      "X-Virus-Checked", "Virus scan", .observed,
      [.prefix("Checked", .note, "a scanner says it looked"), .anything(.note, "a scanner says it looked")]),
    FieldRule("X-Antivirus", "Virus scan", .observed, [.anything(.note, "this scanner says it looked")]),
    FieldRule(
      "X-Antivirus-Status", "Virus scan", .observed,
      [
        .word("Clean", .good, "no malware"), .word("Infected", .bad, "malware"),
        .word("Not-Tested", .note, "not looked at"),
      ]),
    FieldRule("X-Scanned-By", "Filter", .observed, [.anything(.note, "this filter says it looked")]),
    FieldRule(
      "X-Amavis-Alert", "amavis", .observed,
      [.anything(.bad, "what amavis found: malware, a forbidden file or a bad header")]),
    FieldRule("X-Amavis-Hold", "amavis", .observed, [.anything(.warning, "amavis held it back")]),
    FieldRule(
      "X-Quarantine-ID", "Quarantine", .observed,
      [.anything(.warning, "the number under which a copy lies in quarantine")]),
  ]

  /// MailScanner puts the name of its owner into the name of the field.
  private static let mailScanner = [
    FieldRule(
      "*-MailScanner", "MailScanner", .observed, isVerdict: true,
      [
        .prefix("Found to be clean", .good, "no malware"), .prefix("Found to be infected", .bad, "malware"),
        .prefix("Not scanned", .warning, "not looked at"), .anything(.note, "what MailScanner says"),
      ]),
    FieldRule(
      "*-MailScanner-SpamCheck", "MailScanner", .observed, isVerdict: true,
      [
        .prefix("not spam", .good, "no spam"), .prefix("spam", .bad, "spam, with the tests and points behind"),
        .empty("nothing"), .anything(.note, "what MailScanner says"),
      ]),
    FieldRule("*-MailScanner-SpamScore", "Spam points as signs", .observed, [], judge: SpamAssassin.bar),
    FieldRule("*-MailScanner-From", "Envelope sender", .observed, [.anything(.note, "where bounces go")]),
    FieldRule("*-MailScanner-Information", "MailScanner", .observed, [.anything(.note, "whom to ask")]),
    FieldRule(
      "*-MailScanner-ID", "Number at MailScanner", .observed,
      [.anything(.note, "finds the message in the server's log")]),
    FieldRule(
      "*-TMailScanner", "MailScanner", .observed,
      [.prefix("Found to be clean", .good, "no malware"), .anything(.note, "what MailScanner says")]),
    FieldRule(
      "*-TMailScanner-SpamCheck", "MailScanner", .observed,
      [
        .prefix("not spam", .good, "no spam"), .prefix("spam", .bad, "spam, with the tests and points behind"),
        .anything(.note, "what MailScanner says"),
      ]),
    FieldRule("*-TMailScanner-SpamScore", "Spam points as signs", .observed, [], judge: SpamAssassin.bar),
  ]

  private static let others = [
    FieldRule(
      "X-TM-AS-Result", "Trend Micro", trend, isVerdict: true,
      [
        .prefix("Yes", .bad, "spam; then points, limit and kind of threat"),
        .prefix("No", .good, "no spam; then points and limit"), .anything(.note, "points and limit"),
      ]),
    FieldRule(
      "X-TMASE-Result", "Trend Micro", trend,
      [.anything(.note, "kind of threat, points, limit; a second minus before the points is theirs")]),
    FieldRule("X-TMASE-MatchedRID", "Trend Micro", trend, opaque: "rules that matched, by number"),
    FieldRule("X-TMASE-Version", "Trend Micro", trend, [.anything(.note, "version of the filter")]),
    FieldRule("X-TM-AS-Product-Ver", "Trend Micro", trend, [.anything(.note, "product, engine and data")]),
    FieldRule(
      "X-TM-AS-User-Approved-Sender", "Trend Micro", trend,
      [.word("Yes", .note, "an approved sender: never spam"), .word("No", .note, "not an approved sender")]),
    FieldRule(
      "X-TM-AS-User-Blocked-Sender", "Trend Micro", trend,
      [.word("Yes", .bad, "a blocked sender"), .word("No", .note, "not a blocked sender")]),
    FieldRule(
      "X-TM-AS-Result-Xfilter", "Trend Micro", trend, [.anything(.note, "a text of the exempted ones matched, or not")]),
    FieldRule("X-imss-scan-details", "Trend Micro", trend, [.anything(.note, "the result of each filter in turn")]),
    FieldRule(
      "X-KSMG-AntiSpam-Status", "Kaspersky", kaspersky, isVerdict: true,
      [
        .word("not_detected", .good, "no spam"), .word("spam", .bad, "spam"),
        .word("probable_spam", .warning, "probably spam"),
        .word("blacklisted", .bad, "a blocked sender"), .word("trusted", .note, "a trusted sender"),
        .prefix("not scanned", .warning, "not looked at"),
      ]),
    FieldRule(
      "X-KSMG-AntiVirus-Status", "Kaspersky", kaspersky, isVerdict: true,
      [
        .prefix("Clean", .good, "no malware"), .prefix("Infected", .bad, "malware"),
        .prefix("Encrypted", .warning, "encrypted, so not looked at"), .anything(.note, "what the scanner says"),
      ]),
    FieldRule(
      "X-KSMG-AntiPhishing", "Kaspersky", kaspersky,
      [
        .prefix("Clean", .good, "no phishing"), .prefix("NotDetected", .good, "no phishing"),
        .anything(.note, "what the phishing filter says"),
      ]),
    FieldRule("X-KSMG-AntiSpam-Rate", "Kaspersky", kaspersky, [.numbers(0...100, .note, "points, of 100")]),
    FieldRule("X-KSMG-AntiSpam-Method", "Kaspersky", kaspersky, [.anything(.note, "how spam was recognized")]),
    FieldRule("X-KSMG-AntiSpam-Info", "Kaspersky", kaspersky, [.anything(.note, "what spoke for and against")]),
    FieldRule(
      "X-KSMG-AntiSpam-Auth", "Kaspersky", kaspersky, [.anything(.note, "SPF, DKIM and DMARC as the filter saw them")]),
    FieldRule("X-KSMG-Message-Action", "Kaspersky", kaspersky, [.anything(.note, "what was done with it")]),
    FieldRule("X-KSMG-Rule-ID", "Kaspersky", kaspersky, [.anything(.note, "rules that applied, by number")]),
    FieldRule("X-Brightmail-Tracker", "Symantec", symantec, sealed: "sealed data of Symantec; support can read it"),
    FieldRule("X-SpamInfo", "Symantec", symantec, [.anything(.warning, "why the filter acted")]),
    FieldRule("X-Content-Flag", "Symantec", symantec, [.word("YES", .warning, "a data protection policy matched")]),
    FieldRule("X-Env-Sender", "Envelope sender", symantec, [.anything(.note, "where bounces go")]),
    FieldRule(
      "X-Msg-Ref", "Number at Symantec", symantec, [.anything(.note, "finds the message in Symantec's tracking")]),
    FieldRule("X-FEAS-Spam-Outbreak", "FortiMail", .observed, [.anything(.warning, "held because of an outbreak")]),
    FieldRule("X-FE-Last-Public-Client-IP", "FortiMail", .observed, [.anything(.note, "the last server outside")]),
    FieldRule("X-FE-Policy-ID", "FortiMail", .observed, [.anything(.note, "policies that applied, by number")]),
    FieldRule(
      "X-Antispameurope-Spamstatus", "Hornetsecurity", .observed,
      [.word("CLEAN", .good, "no spam"), .word("SPAM", .bad, "spam"), .anything(.note, "its class")]),
    FieldRule(
      "X-Antispameurope-Reason", "Hornetsecurity", .observed, [.anything(.note, "why it was put into its class")]),
  ]

  private static let hosters = [
    FieldRule("X-SpamExperts-Class", "SpamExperts", mailAssure, isVerdict: true, classes),
    FieldRule("X-MailAssure-Class", "Mail Assure", mailAssure, isVerdict: true, classes),
    FieldRule(
      "X-SpamExperts-Evidence", "SpamExperts", mailAssure,
      [.anything(.note, "what decided, with the probability of spam from 0 to 1")]),
    FieldRule(
      "X-MailAssure-Evidence", "Mail Assure", mailAssure,
      [.anything(.note, "what decided, with the probability of spam from 0 to 1")]),
    FieldRule(
      "X-Recommended-Action", "What to do", mailAssure,
      [.word("accept", .good, "let through"), .word("drop", .bad, "throw away"), .word("reject", .bad, "refuse")]),
    FieldRule("X-Filter-ID", "Number at SpamExperts", .observed, sealed: "sealed data of the filter"),
    FieldRule(
      "X-VR-SpamState", "Vade at OVH", .observed, isVerdict: true,
      [
        .word("OK", .good, "no spam"), .prefix("SPAM", .bad, "spam"), .anything(.note, "the class of the filter"),
      ]),
    FieldRule(
      "X-VR-SpamScore", "Vade at OVH", .observed,
      [.numbers(-9_999...99_999, .note, "points; more is worse")]),
    FieldRule("X-VR-SpamCause", "Vade at OVH", .observed, sealed: "sealed: why the filter decided so"),
    FieldRule(
      "X-OVH-Spam-Status", "OVH", .observed,
      [.word("OK", .good, "no spam"), .anything(.warning, "what the filter says")]),
    FieldRule("X-OVH-Spam-Reason", "OVH", .observed, [.anything(.note, "why the filter decided so")]),
    FieldRule(
      "X-UI-Filterresults", "GMX, WEB.DE, IONOS", .observed,
      [
        .prefix("notjunk", .good, "no spam"), .prefix("junk", .bad, "spam"), .prefix("unknown", .note, "not known"),
        .anything(.note, "what the filter says"),
      ]),
    FieldRule(
      "X-UI-Out-Filterresults", "GMX, WEB.DE, IONOS", .observed,
      [
        .prefix("notjunk", .good, "no spam, on the way out"), .prefix("junk", .bad, "spam, on the way out"),
        .prefix("unknown", .note, "not known"), .anything(.note, "what the filter says"),
      ]),
    FieldRule("X-YMail-OSG", "Yahoo", .observed, sealed: "sealed data of Yahoo"),
  ]

  private static let classes: [ValueRule] = [
    .word("ham", .good, "no spam"), .word("unsure", .warning, "not certain"), .word("spam", .bad, "spam"),
    .word("whitelisted", .note, "an allowed sender"), .word("blacklisted", .bad, "a blocked sender"),
    .word("phish", .bad, "phishing"),
    .word("virus", .bad, "malware"),
  ]
}
