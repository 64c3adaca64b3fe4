/// X-MS-Exchange-Transport-… and the other traces that the way through Exchange leaves.
enum ExchangeTransport {
  static let loops = Provenance.published("Microsoft: Loop prevention in Exchange Online demystified")
  static let tenants = Provenance.published("Microsoft: Use headers to determine the tenant of a message")
  static let skipListing = Provenance.published("Microsoft: Enhanced Filtering for Connectors in Exchange Online")

  static let rules = transport + loopMarks + attribution + connectors

  private static let transport = [
    FieldRule(
      "X-MS-Exchange-Transport-EndToEndLatency", "Time in the service", .observed, [],
      judge: { value in
        guard let span = TimeSpan(value) else { return nil }
        let text = "\(span.words) from taking the message in to the mailbox"
        guard span.seconds >= 300 else { return Meaning(.note, text) }
        return Meaning(
          .warning, text,
          next:
            "The delay is within Microsoft 365: look at the message trace; Safe Attachments and moderation take such times"
        )
      }),
    FieldRule(
      "X-MS-Exchange-Transport-CrossTenantHeadersStamped", "Border between tenants", .observed,
      [.anything(.note, "the server that wrote the CrossTenant fields as the message left")]),
    FieldRule(
      "X-MS-Exchange-Transport-CrossTenantHeadersStripped", "Border between tenants", .observed,
      [.anything(.note, "the server that took the sender's CrossTenant fields away before it wrote its own")]),
    FieldRule(
      "X-MS-Exchange-Transport-CrossTenantHeadersPromoted", "Border between tenants", .observed,
      [.anything(.note, "the server that believed the sender's CrossTenant fields")]),
    FieldRule(
      "X-MS-Exchange-Transport-Forked", "Copies", .observed,
      [.word("True", .note, "split on its way, because recipients needed different treatment: other copies may differ")]
    ),
    FieldRule(
      "X-MS-Exchange-Transport-FromEntityHeader", "Where the sender's mailbox is", .observed,
      [
        .word("Hosted", .note, "in Exchange Online"),
        .word("HybridOnPrem", .note, "on a server of the organization"), .word("Internet", .note, "outside"),
      ]),
    FieldRule(
      "X-MS-Exchange-Transport-Rules-Notification", "Transport rule", .observed,
      [.anything(.note, "a notice that a transport rule sent")]),
    FieldRule(
      "X-MS-Exchange-Processed-By-BccFoldering", "Delivery", .observed,
      opaque: "a step at the mailbox; the value is the version of the service"),
    FieldRule(
      "X-MS-Exchange-Forest-ArrivalHubServer", "Server that took it in", .observed,
      [.anything(.note, "the first server of the organization")]),
  ]

  private static let loopMarks = [
    FieldRule(
      "X-MS-Exchange-Inbox-Rules-Loop", "Forwarded by an Inbox rule", loops,
      [
        .anything(
          .note, "a rule of this mailbox redirected it, forwarded it or answered",
          next: "A second redirection is dropped silently by Exchange Online: redirect once, to the last mailbox")
      ]),
    FieldRule(
      "X-MS-Exchange-Transport-Rules-Loop", "Redirected by a transport rule", loops,
      [
        .numbers(0...0, .note, "no transport rule redirected it"),
        .numbers(
          1...99, .note, "so many times a transport rule redirected it or added recipients",
          next: "A further redirection ends with the bounce 5.7.128"),
      ]),
    FieldRule(
      "X-MS-Exchange-Moderation-Loop", "Waited for approval", loops,
      [.anything(.note, "it was held for a moderator; a second time it would be dropped")]),
    FieldRule(
      "X-MS-Exchange-ForwardingLoop", "Forwarded by the mailbox", loops,
      [
        .anything(
          .note, "forwarding is set on this mailbox",
          next: "Not meant: Get-Mailbox | Format-List ForwardingAddress, ForwardingSmtpAddress")
      ]),
    FieldRule(
      "X-LD-Processed", "Loop counter", loops,
      [.anything(.note, "tenants it went through; after three rounds it stops")]),
    FieldRule(
      "X-MS-Exchange-Generated-Message-Source", "Written by Exchange itself", loops,
      [
        .word(
          "Mailbox Rules Agent", .note, "an Inbox rule made this message: an answer, a forwarding or a redirection"),
        .word("Journal Agent", .note, "a journal report"),
        .word("Transport Rule Agent", .note, "a notice of a transport rule"),
        .word("DC Pre Content Filter Agent", .note, "the filter made this message"),
        .anything(.note, "a part of Exchange made this message"),
      ]),
    FieldRule(
      "X-MS-Exchange-Parent-Message-Id", "Made from", .observed,
      [.anything(.note, "the message that this one answers or forwards by itself")]),
    FieldRule("X-MS-Gcc-Journal-Report", "Journal", loops, opaque: "a journal report, a copy kept for the records"),
    FieldRule("X-MS-Journal-Report", "Journal", .observed, opaque: "a journal report, a copy kept for the records"),
  ]

  private static let attribution = [
    FieldRule(
      "X-EOPAttributedMessage", "Loop counter", loops,
      [
        .word("0", .note, "a counter against loops, at its beginning"),
        .numbers(
          1...99, .warning, "a counter against loops: it came to Exchange Online more than once",
          next: "Look at the hops for a circle between gateway and Exchange Online"),
      ]),
    FieldRule(
      "X-EOPTenantAttributedMessage", "Belongs to tenant", tenants,
      [.anything(.note, "the tenant that the message belongs to, and behind the colon a counter against loops")]),
    FieldRule(
      "X-OriginatorOrg", "Sender's organization", ExchangeOrganization.mailFlow,
      [.anything(.note, "the domain under which Exchange Online sent it; connectors of a hybrid go by this")]),
    FieldRule(
      "X-OrganizationHeadersPreserved", "Hybrid", ExchangeOrganization.mailFlow,
      [.anything(.note, "this server kept the organization's own fields for the other half of the hybrid")]),
    FieldRule(
      "X-CrossPremisesHeadersPromoted", "Hybrid", ExchangeOrganization.mailFlow,
      [.anything(.note, "this server believed what the other half of the hybrid had noted")]),
    FieldRule(
      "X-CrossPremisesHeadersFiltered", "Hybrid", ExchangeOrganization.mailFlow,
      [
        .anything(
          .warning, "this server took the organization's own fields away, so that internal mail counts as external",
          next: "Look at the connectors of the hybrid: certificate name, and CloudServicesMailEnabled")
      ]),
    FieldRule(
      "X-CrossPremisesHeadersFilteredBySendConnector", "Hybrid", ExchangeOrganization.mailFlow,
      [
        .anything(
          .warning, "the send connector took the organization's own fields away",
          next: "Set-SendConnector -CloudServicesMailEnabled $true, if this connector leads to Exchange Online")
      ]),
    FieldRule(
      "X-ExternalRecipientOutboundConnectors", "Connector", .observed,
      [.anything(.note, "the connector chosen for recipients outside, by number")]),
  ]

  private static let connectors = [
    FieldRule(
      "X-MS-Exchange-SkipListedInternetSender", .pairs(";"), skipListing,
      keys: [
        KeyRule(
          "ip", "Sender behind the own gateway",
          [.anything(.note, "the real sender's address, found by stepping over the gateway")]),
        KeyRule("domain", "Name of that sender", [.anything(.note, "what that server called itself")]),
      ]),
    FieldRule(
      "X-MS-Exchange-ExternalOriginalInternetSender", .pairs(";"), skipListing,
      keys: [
        KeyRule("ip", "First sender on the Internet", [.anything(.note, "its address")]),
        KeyRule("domain", "Name of that sender", [.anything(.note, "what that server called itself")]),
      ]),
  ]
}
