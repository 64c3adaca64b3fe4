/// Smaller fields of Exchange Online, Outlook.com and Defender for Office 365.
enum MicrosoftService {
  static let rules = service + protection + outlookCom

  private static let service = [
    FieldRule(
      "X-MS-PublicTrafficType", "Kind of traffic", .observed, [.word("Email", .note, "ordinary mail")]),
    FieldRule(
      "X-MS-TrafficTypeDiagnostic", "Servers", .observed,
      opaque: "servers of Microsoft 365 that handled it, with marks for Microsoft's own diagnosis"),
    FieldRule(
      "X-MS-Office365-Filtering-Correlation-Id", "Number in Microsoft 365", .observed,
      [.anything(.note, "finds the message in the Defender portal and in a support case")]),
    FieldRule(
      "X-MS-Office365-Filtering-Correlation-Id-Prvs", "Number in the service before", .observed,
      [.anything(.note, "the number it had when it went through Microsoft 365 the first time")]),
    FieldRule(
      "X-MS-Office365-Filtering-HT", "Filtering", .observed,
      [.word("Tenant", .note, "filtered by an organization's policies")]),
    FieldRule(
      "X-MS-Exchange-SenderADCheck", "Sender looked up in the directory", .observed,
      [
        .word("0", .note, "seen with senders outside of the organization"),
        .word("1", .note, "seen with senders of the organization"),
        .word("2", .note, "seen with mail that a connector took in"),
      ]),
    FieldRule(
      "X-MS-Exchange-AntiSpam-Relay", "Relayed", .observed,
      [.word("0", .note, "not relayed through a relay pool"), .word("1", .note, "relayed through a relay pool")]),
    FieldRule(
      "X-MS-Exchange-MessageSentRepresentingType", "Sent for somebody", .observed,
      [
        .word("1", .note, "seen where the mailbox sends in its own name"),
        .word("2", .note, "seen where one sends on behalf of another"),
        .word("0", .note, "nothing special"),
      ]),
    FieldRule(
      "X-MS-Exchange-PUrlCount", "Links", .observed, [.numbers(0...9_999, .note, "links that Safe Links counted")]),
    FieldRule(
      "X-MS-Exchange-SLBlob-MailProps", "Filter data", .observed, sealed: "sealed data of Microsoft's filter"),
    FieldRule(
      "X-MS-Exchange-AntiSpam-MessageData", "Filter data", .observed, sealed: "sealed data of Microsoft's filter"),
    FieldRule(
      "X-MS-Exchange-AntiSpam-MessageData-*", "Filter data", .observed, sealed: "sealed data of Microsoft's filter"),
    FieldRule(
      "X-MS-Exchange-AntiSpam-ExternalHop-MessageData-*", "Filter data of a service before", .observed,
      sealed: "sealed data of Microsoft's filter"),
    FieldRule(
      "X-MS-Exchange-AntiSpam-SRFA-Diagnostics", "Filter data", .observed,
      opaque: "data for Microsoft's own diagnosis"),
    FieldRule(
      "X-MS-Exchange-AntiSpam-MessageData-ChunkCount", "Filter data", .observed,
      opaque: "so many pieces of sealed filter data follow"),
    FieldRule(
      "X-MS-Exchange-SharedMailbox-RoutingAgent-Processed", "Shared mailbox", .observed,
      [.word("True", .note, "a copy for the sent items of a shared mailbox was seen to")]),
    FieldRule(
      "X-Exchange-RoutingPolicyChecked", "Routing", .observed, sealed: "sealed: a rule of routing was looked up"),
    FieldRule(
      "X-Microsoft-Exchange-Diagnostics", "Diagnosis", .observed, sealed: "sealed data for Microsoft's own diagnosis"),
    FieldRule(
      "X-CheckRecipientRouted", "Routing", .observed,
      [.word("true", .note, "a connector of the organization routed it")]),
    FieldRule(
      "X-ClientProxiedBy", "Handed in through", .observed,
      [.anything(.note, "the front server through which the sender's program handed it in, and the one behind it")]),
    FieldRule(
      "X-MS-Has-Attach", "Attachments", .observed,
      [.word("yes", .note, "Outlook says there are attachments"), .empty("Outlook says there is no attachment")]),
    FieldRule(
      "X-MS-TNEF-Correlator", "winmail.dat", .observed,
      [.empty("not sent as winmail.dat"), .anything(.note, "belongs to a winmail.dat with the same number")]),
    FieldRule(
      "X-MS-Exchange-ImapAppendStamp", "Put in by IMAP", .observed,
      [.anything(.note, "not delivered but appended through IMAP, as a migration does")]),
    FieldRule(
      "X-MS-Exchange-Calendar-Series-Instance-Id", "Meeting", .observed, opaque: "belongs to a meeting; its number"),
    FieldRule("X-MS-Exchange-Calendar-Series-Id", "Meeting", .observed, opaque: "belongs to a series of meetings"),
    FieldRule(
      "msip_labels", "Sensitivity label", .published("Microsoft: Sensitivity label metadata in email headers"),
      [
        .empty("Outlook can set labels, and none is set"),
        .anything(.note, "a sensitivity label of Microsoft Purview: its number, name and the tenant it belongs to"),
      ]),
    FieldRule(
      "X-MS-Exchange-Calendar-Originator-Id", "Meeting", .observed,
      [.anything(.note, "the mailbox whose calendar sent it")]),
  ]

  private static let protection = [
    FieldRule(
      "X-MS-Exchange-AtpMessageProperties", "Defender for Office 365", .observed, as: .words("|"),
      [
        .word("SA", .note, "Safe Attachments applies to the message"),
        .word("SL", .note, "Safe Links applies to the message"),
      ]),
    FieldRule(
      "X-MS-Exchange-EnableFirstContactSafetyTip", "First contact", .observed,
      [.anything(.note, "a transport rule asks for the tip that shows new senders")]),
    FieldRule(
      "X-MS-Exchange-SafeAttachmentProcessing", "Safe Attachments", .observed,
      [.anything(.note, "how far Safe Attachments got with the message")]),
    FieldRule(
      "X-MS-Exchange-SafeLinks-Url-KeyVer", "Safe Links", .observed,
      [.anything(.note, "links were rewritten by Safe Links")]),
    FieldRule(
      "X-MS-Exchange-ExternalInOutlook", "External tag", .observed, [.anything(.note, "Outlook shows it as external")]),
  ]

  private static let outlookCom = [
    FieldRule(
      "X-IncomingHeaderCount", "Fields on arrival", .observed,
      [.anything(.note, "so many fields it had when Outlook.com took it in")]),
    FieldRule(
      "X-IncomingTopHeaderMarker", "Fields on arrival", .observed,
      opaque: "checksums of the header as Outlook.com took it in"),
    FieldRule("X-MS-Exchange-EOPDirect", "Came directly", .observed, [.word("true", .note, "not through a connector")]),
    FieldRule(
      "X-SID-PRA", "Responsible address", .observed, [.anything(.note, "the address that Sender ID looked at")]),
    FieldRule(
      "X-SID-Result", "Sender ID or SPF", .observed,
      [
        .word("PASS", .good, "the server may send for the domain"),
        .word("FAIL", .bad, "the server may not send for the domain"),
        .word("NONE", .note, "the domain publishes nothing"),
        .word("SOFTFAIL", .warning, "the domain does not name this server"),
        .word("NEUTRAL", .note, "the domain says nothing about this server"),
      ]),
    FieldRule(
      "X-Auth-Result", "Sender proved", .observed,
      [
        .word("PASS", .good, "the sender is proved"), .word("FAIL", .bad, "the sender is not proved"),
        .word("NONE", .note, "not checked"),
      ]),
    FieldRule("X-Message-Delivery", "Delivery data", .observed, sealed: "sealed data of Outlook.com"),
    FieldRule("X-Message-Info", "Delivery data", .observed, sealed: "sealed data of Outlook.com"),
    FieldRule("X-Message-Status", "Delivery data", .observed, sealed: "sealed data of Outlook.com"),
  ]
}
