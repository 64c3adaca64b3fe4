/// X-MS-Exchange-Organization-…: what Exchange notes within one organization. A header firewall takes these away at the
/// border; a sender outside cannot set them.
enum ExchangeOrganization {
  static let mailFlow = Provenance.published("Microsoft: Demystifying and troubleshooting hybrid mail flow")
  static let serviceTime = "the service counts its own time here"

  static let rules = [
    FieldRule("X-MS-Exchange-Organization-AuthAs", "Counts as (AuthAs)", mailFlow, authenticated),
    FieldRule(
      "X-MS-Exchange-Organization-AuthSource", "Server that decided so (AuthSource)", mailFlow,
      [.empty("no server is named"), .anything(.note, "the server that settled whether the sender counts as internal")]),
    FieldRule(
      "X-MS-Exchange-Organization-AuthMechanism", "How the sender proved itself (AuthMechanism)", .observed, mechanisms),
    FieldRule(
      "X-MS-Exchange-Organization-AuthDomain", "Domain that proved itself (AuthDomain)", .observed,
      [.anything(.note, "the partner domain that the connector recognized")]),
    FieldRule(
      "X-MS-Exchange-Organization-MessageDirectionality", "Direction", mailFlow,
      [
        .word("Originating", .note, "counts as mail of the organization itself, also when a connector let it in"),
        .word("Incoming", .note, "counts as mail from outside"),
      ]),
    FieldRule(
      "X-MS-Exchange-Organization-Network-Message-Id", "Number in Microsoft 365", .observed,
      [.anything(.note, "finds the message in a message trace (Get-MessageTraceV2) and in the Defender portal")]),
    FieldRule(
      "X-MS-Exchange-Organization-ExpirationStartTime", "Start of the delivery period", .observed,
      [.anything(.note, "from here on the service counts how long it tries to deliver")]),
    FieldRule(
      "X-MS-Exchange-Organization-ExpirationStartTimeReason", "Why from there", .observed,
      [.word("OriginalSubmit", .note, "the moment the message came in")]),
    FieldRule(
      "X-MS-Exchange-Organization-ExpirationInterval", "Length of the delivery period", .observed, [],
      judge: { TimeSpan($0).map { Meaning(.note, "after \($0.words) without delivery a bounce is sent") } }),
    FieldRule(
      "X-MS-Exchange-Organization-ExpirationIntervalReason", "Why that long", .observed,
      [.word("OriginalSubmit", .note, "the usual period")]),
    FieldRule(
      "X-MS-Exchange-Organization-MessageLatency", "Time spent in servers", .observed,
      opaque: "per server and step, how long the message stayed; the largest number names the slow one"),
    FieldRule(
      "X-MS-Exchange-Organization-MessageHighPrecisionLatencyInProgress", "Time spent in servers", .observed,
      opaque: "per server and step, how long the message stayed; the largest number names the slow one"),
    FieldRule(
      "X-MS-Exchange-Organization-Recipient-P2-Type", "Recipient stands in", .observed,
      [
        .word("To", .note, "this copy is for a recipient in To"),
        .word("Cc", .note, "this copy is for a recipient in Cc"),
        .word("Bcc", .note, "this copy is for somebody the header does not name"),
      ]),
    FieldRule(
      "X-MS-Exchange-Organization-Rules-Execution-History", "Transport rules that ran", .observed,
      [.anything(.note, "rules by number, with what they did", next: "Get-TransportRule | Format-List Name, Guid")]),
    FieldRule(
      "X-MS-Exchange-Organization-BypassFocusedInbox", "Focused Inbox", .observed,
      [.word("true", .note, "a transport rule puts it among the focused messages")]),
    FieldRule(
      "X-MS-Exchange-Organization-BypassClutter", "Clutter", .observed,
      [.word("true", .note, "a transport rule kept it out of Clutter, which is gone")]),
    FieldRule(
      "X-MS-Exchange-Organization-SkipSafeLinksProcessing", "Safe Links", .observed,
      [
        .word(
          "1", .warning, "a transport rule keeps Safe Links from looking at the links",
          next: "Not meant, or meant for a simulation: use the advanced delivery policy instead of the rule")
      ]),
    FieldRule(
      "X-MS-Exchange-Organization-SkipSafeAttachmentProcessing", "Safe Attachments", .observed,
      [
        .word(
          "1", .warning, "a transport rule keeps Safe Attachments from looking at the attachments",
          next: "Not meant, or meant for a simulation: use the advanced delivery policy instead of the rule")
      ]),
    FieldRule(
      "X-MS-Exchange-Organization-Cross-Premises-Headers-Processed", "Hybrid", .observed,
      [.anything(.note, "this server took over what the other half of a hybrid organization had noted")]),
    FieldRule(
      "X-MS-Exchange-Organization-Cross-Premises-Headers-Promoted", "Hybrid", .observed,
      [.anything(.note, "this server took over what the other half of a hybrid organization had noted")]),
    FieldRule(
      "X-MS-Exchange-Organization-AutoForwarded", "Forwarded by itself", .observed,
      [
        .word(
          "true", .warning, "a rule or a mailbox setting forwards it", next: "Not known: look at the sender's rules"),
        .word("false", .note, "not forwarded by a rule"),
      ]),
    FieldRule(
      "X-MS-Exchange-Organization-ExtractionTags", .report, .observed,
      keys: ForefrontReportDetails.keys.filter { ["CTRY", "CIP", "LANG", "H", "PTR"].contains($0.key) }),
    FieldRule(
      "X-MS-Exchange-Organization-Journal-Report", "Journal", .observed,
      opaque: "a journal report, a copy kept for the records"),
  ]

  /// What AuthAs means, within an organization and across the border.
  static let authenticated: [ValueRule] = [
    .word("Anonymous", .note, "from outside: the sender did not sign in and no connector vouches for it"),
    .word("Internal", .note, "counts as internal: signed in, or handed over by the organization's own trusted server"),
    .word("External", .note, "signed in or recognized, and still not internal"),
    .word("Partner", .note, "from a partner organization that a connector recognized by its certificate"),
  ]

  private static let mechanisms: [ValueRule] = [
    .word("00", .note, "seen where nothing, or nothing more, was asked for"),
    .word("04", .note, "seen with mail that a mailbox of the organization itself handed in"),
    .word("10", .note, "seen with servers that a connector trusts"),
    .anything(.note, "a code of two hexadecimal digits that Microsoft does not explain"),
  ]
}
