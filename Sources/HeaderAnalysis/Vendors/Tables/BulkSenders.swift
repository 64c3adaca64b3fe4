/// Services that send for others: newsletters, invoices, notices. Their marks show through which one a message went.
enum BulkSenders {
  static let fingerprints = Provenance.published("SendGrid: Fingerprinting Email Infrastructure Companies")
  static let feedbackSource = Provenance.published("Gmail: Feedback Loop")

  static let rules =
    feedback
    + marks.map { mark in
      FieldRule(
        mark.field, "Sent through", mark.origin, opaque: "\(mark.service) sent it; the value is the service's own mark")
    }
    + [
      FieldRule(
        "X-SES-Outgoing", "Sent through", fingerprints,
        [.anything(.note, "Amazon SES sent it: date and address of the server")]),
      FieldRule(
        "X-Entity-Ref-ID", "Sender's reference", .observed,
        [.anything(.note, "the sender's own number; it keeps mail programs from grouping its notices")]),
      FieldRule(
        "X-Complaints-To", "Complaints", .observed, [.anything(.note, "where the sender's service wants complaints")]),
      FieldRule(
        "X-Report-Abuse", "Complaints", .observed, [.anything(.note, "where the sender's service wants complaints")]),
      FieldRule(
        "X-Report-Abuse-To", "Complaints", .observed, [.anything(.note, "where the sender's service wants complaints")]),
      FieldRule(
        "X-CSA-Complaints", "Complaints", .observed,
        [.anything(.note, "the sender takes part in the Certified Senders Alliance")]),
      FieldRule(
        "X-Mailgun-Sending-Ip", "Sending address", .observed,
        [.anything(.note, "the address from which Mailgun sent it")]),
      FieldRule("X-Campaign-ID", "Campaign", .observed, [.anything(.note, "the mailing this message belongs to")]),
      FieldRule("X-CampaignID", "Campaign", .observed, [.anything(.note, "the mailing this message belongs to")]),
      FieldRule("X-Campaign", "Campaign", .observed, [.anything(.note, "the mailing this message belongs to")]),
      FieldRule(
        "X-Entity-ID", "Sender's account", .observed, [.anything(.note, "the account at the sender's service")]),
      FieldRule(
        "X-SMTPAPI", "Instructions for SendGrid", .observed,
        [
          .anything(
            .warning, "meant for SendGrid only; here it shows what the sender told it",
            next: "Own mail: hand it to SendGrid's own server")
        ]),
    ]

  private static let feedback = ["Feedback-ID", "X-Feedback-ID"].map { name in
    FieldRule(name, "Bulk sender", feedbackSource, as: .own(ListReader.feedback), services)
  }

  private static let services: [ValueRule] = [
    .word("AmazonSES", .note, "Amazon SES sent it"), .word("SG", .note, "SendGrid sent it"),
    .word("mailgun", .note, "Mailgun sent it"),
    .word("mc", .note, "Mailchimp sent it"), .word("MJ", .note, "Mailjet sent it"),
    .word("Sendinblue", .note, "Brevo sent it"),
    .anything(.note, "a bulk sender; the last part is its own name"),
  ]

  private static let marks: [(field: String, service: String, origin: Provenance)] = [
    ("X-SG-EID", "SendGrid", fingerprints), ("X-SG-ID", "SendGrid", .observed),

    ("X-Mailgun-Sid", "Mailgun", fingerprints), ("X-Mailgun-Variables", "Mailgun", .observed),
    ("X-Mailgun-Tag", "Mailgun", .observed),
    ("X-Mailgun-Batch-Id", "Mailgun", .observed), ("X-Mandrill-User", "Mandrill (Mailchimp)", fingerprints),
    ("X-MC-User", "Mailchimp", fingerprints), ("X-MCDA", "Mailchimp", .observed),
    ("X-Accounttype", "Mailchimp", .observed),
    ("X-PM-Message-Id", "Postmark", fingerprints), ("X-PM-IP", "Postmark", .observed),
    ("X-PM-Tag", "Postmark", .observed),
    ("X-PM-Message-Stream", "Postmark", .observed), ("X-PM-RCPT", "Postmark", .observed),
    ("X-SFDC-User", "Salesforce", fingerprints), ("X-SFDC-LK", "Salesforce", .observed),
    ("X-SFDC-EmailCategory", "Salesforce", .observed),
    ("X-MarketoID", "Marketo", fingerprints), ("X-Roving-ID", "Constant Contact", fingerprints),
    ("X-rext", "Responsys", fingerprints),
    ("X-DynectEmail-Msg-Key", "Dyn", fingerprints), ("X-EMV-MemberId", "Emailvision", fingerprints),
    ("X-ICPINFO", "iContact", fingerprints),
    ("X-MSFBL", "SparkPost or another service on PowerMTA", .observed), ("X-MJ-MID", "Mailjet", .observed),
    ("X-MJ-ERR", "Mailjet", .observed),
    ("X-sib-id", "Brevo", .observed), ("X-Mailin-EID", "Brevo", .observed), ("X-Mailin-Campaign", "Brevo", .observed),
    ("X-elqPod", "Eloqua", .observed), ("X-HS-Cid", "HubSpot", .observed),
    ("X-Messagebus-Info", "Message Bus", .observed),
    ("X-SMTPCOM-Tracking-Number", "SMTP.com", .observed), ("X-Klaviyo-Message-ID", "Klaviyo", .observed),
    ("X-Kmail-Account", "Klaviyo", .observed),
  ]
}
