/// X-MS-Exchange-CrossTenant-…: what the sending organization in Microsoft 365 says of the message, kept across the border.
/// Only mail between two Microsoft 365 organizations vouches for it: from elsewhere anybody can write these.
enum ExchangeCrossTenant {
  private static let prefix = "X-MS-Exchange-CrossTenant-"

  static let rules = [
    FieldRule(
      prefix + "AuthAs", "Counted at the sender's as (AuthAs)", ExchangeOrganization.mailFlow,
      ExchangeOrganization.authenticated),
    FieldRule(
      prefix + "AuthSource", "Server that decided so (AuthSource)", ExchangeOrganization.mailFlow,
      [.empty("no server is named"), .anything(.note, "the server of the sender's organization that settled it")]),
    FieldRule(
      prefix + "AuthMechanism", "How the sender proved itself (AuthMechanism)", .observed,
      [.anything(.note, "a code that Microsoft does not explain")]),
    FieldRule(
      prefix + "FromEntityHeader", "Where the sender's mailbox is", .observed,
      [
        .word("Hosted", .note, "in Exchange Online"),
        .word("HybridOnPrem", .note, "on a server of the organization, which sends through Exchange Online"),
        .word("Internet", .note, "outside of Microsoft 365"),
      ]),
    FieldRule(
      prefix + "Id", "Organization (tenant)", .published("Microsoft: Use headers to determine the tenant of a message"),
      [.anything(.note, "the tenant that the message belongs to; compare with the own tenant's number in Entra")]),
    FieldRule(
      prefix + "OriginalArrivalTime", "First seen", .observed,
      [.anything(.note, "when the sender's service took the message in")]),
    FieldRule(
      prefix + "Network-Message-Id", "Number in Microsoft 365", .observed,
      [.anything(.note, "the same on both sides: finds the message in either organization's message trace")]),
    FieldRule(
      prefix + "MailboxType", "Kind of mailbox", .observed,
      [
        .word("HOSTED", .note, "a mailbox in Exchange Online")
      ]),
    FieldRule(
      prefix + "UserPrincipalName", "Account", .observed,
      opaque: "the sending account, sealed: only Microsoft can read it, and it proves that one was signed in"),
    FieldRule(
      prefix + "RMS-PersistedConsumerOrg", "Protection", .observed,
      opaque: "the message is encrypted by Microsoft Purview; this names the consumer organization"),
    FieldRule(
      prefix + "OriginalAttributedTenantConnectingIp", .pairs(";"), .observed,
      keys: [
        KeyRule(
          "TenantId", "Organization (tenant)", [.anything(.note, "the tenant whose connector took the message in")]),
        KeyRule(
          "Ip", "Server at that connector",
          [.anything(.note, "the address that connected, a server of the organization")]),
        KeyRule("Helo", "Name of that server", [.anything(.note, "what it called itself")]),
      ]),
  ]
}
