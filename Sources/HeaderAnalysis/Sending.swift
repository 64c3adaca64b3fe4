import MIME

/// From which program, device and account a message came, as far as it tells. All of it was written by the sender's side
/// and may be untrue.
public struct Sending: Sendable, Hashable {
  /// X-Mailer or User-Agent, decoded.
  public var program: String?
  /// The address of the device: of X-Originating-IP and its kin, else the client of a first hop that was signed in.
  public var address: String?
  /// Who signed in at the first server.
  public var account: String?
  /// How it got to the first server.
  public var way: Way
  /// What it was written from, in order.
  public var statements: [Statement]

  public enum Way: String, Sendable, Hashable {
    /// A program signed in at a mail server (RFC 6409 §4.3).
    case submission
    /// Within Exchange: Outlook or another program by MAPI.
    case exchange
    case webmail
    /// A program on the server itself: a web site, a scheduled task.
    case local
    /// From one server to another, or by a device that does not sign in.
    case smtp
    case unknown
  }

  private static let programs = ["x-mailer", "user-agent", "x-mailreader", "x-newsreader", "x-mimeole"]
  private static let addresses = [
    "x-originating-ip", "x-source-ip", "x-sender-ip", "x-client-ip", "x-originating-client-ip", "x-mdremoteip",
  ]
  private static let scripts = ["x-php-originating-script", "x-php-script", "x-source", "x-source-args"]

  init(_ table: HeaderTable, _ route: Route) {
    let first = route.hops.first
    way = Self.way(first, table)
    account = first?.account
    statements = []
    func find(_ names: [String]) -> (text: String, entry: HeaderTable.Entry)? {
      for name in names {
        if let entry = table.first(name), case let text = entry.text, !text.isEmpty { return (text, entry) }
      }
      return nil
    }
    if let found = find(Self.programs) {
      program = found.text
      statements.append(Self.statement("Program", found.text, Self.kind(found.text), found.entry))
    }
    if let found = find(Self.addresses) {
      let plain = found.text.filter { $0 != "[" && $0 != "]" }
      address = plain
      statements.append(
        Self.statement(
          "Device's address", plain,
          NetworkAddress.isPrivate(plain) ? "within the sender's own network" : "where the sender's program was",
          found.entry))
    } else if let first, first.transmission.isSignedIn || way == .webmail {
      address = first.received.fromAddress
    }
    if let found = find(Self.scripts) {
      statements.append(Self.statement("Script", found.text, "a program on a web server wrote it", found.entry))
    }
    if let found = find(["auto-submitted"]), found.text.lowercased() != "no" {
      statements.append(
        Self.statement("Automatic", found.text, "no person sent it just then (RFC 3834 §5)", found.entry))
    }
  }

  private static func statement(
    _ subject: String, _ value: String, _ meaning: String, _ entry: HeaderTable.Entry
  ) -> Statement {
    Statement(
      .note, subject, value: value, meaning, field: fieldNames[entry.name] ?? entry.name.capitalizedField,
      offset: entry.offset)
  }

  private static let fieldNames = ["x-originating-ip": "X-Originating-IP", "x-mimeole": "X-MimeOLE"]

  private static func way(_ first: Hop?, _ table: HeaderTable) -> Way {
    guard let first else { return .unknown }
    let transmission = first.transmission
    switch transmission.kind {
    case .mapi: return .exchange
    case .http: return .webmail
    case .local: return .local
    case .lmtp, .fetched, .other: return .unknown
    case .smtp: break
    }
    if transmission.isSignedIn { return .submission }
    if transmission.name.uppercased() == "SUBMISSION" { return .submission }
    // Microsoft's web mail says HTTP in its own field only.
    let isWeb = (table.text("user-agent") ?? "").lowercased().contains("webmail")
    return isWeb && first.received.fromAddress.map(NetworkAddress.isLoopback) ?? false ? .webmail : .smtp
  }

  /// What sort of program that is; empty where it is not known.
  private static func kind(_ text: String) -> String {
    let lower = text.lowercased()
    return kinds.first { lower.contains($0.part) }?.meaning ?? "the program that wrote it, by its own word"
  }

  private static let kinds: [(part: String, meaning: String)] = [
    ("iphone mail", "Mail on an iPhone"), ("ipad mail", "Mail on an iPad"), ("apple mail", "Mail on a Mac"),
    ("microsoft outlook express", "Outlook Express, which nobody keeps safe any more"),
    ("microsoft windows live mail", "Windows Live Mail, which nobody keeps safe any more"),
    ("microsoft-macoutlook", "Outlook on a Mac"), ("microsoft office outlook", "Outlook on Windows, before 2010"),
    ("microsoft outlook 14", "Outlook 2010"), ("microsoft outlook 15", "Outlook 2013"),
    ("microsoft outlook 16", "Outlook 2016 or later"), ("microsoft outlook", "Outlook on Windows"),
    ("microsoft cdo", "a program on Windows that uses Collaboration Data Objects"),
    ("thunderbird", "Thunderbird"), ("roundcube", "Roundcube, in a browser"), ("squirrelmail", "web mail"),
    ("horde", "web mail"), ("sogo", "web mail"), ("zimbra", "Zimbra"), ("evolution", "Evolution on Linux"),
    ("mutt", "Mutt, in a terminal"), ("phpmailer", "a program on a web server (PHPMailer)"),
    ("swiftmailer", "a program on a web server"), ("nodemailer", "a program (Nodemailer)"),
    ("lotus notes", "HCL Notes"), ("ibm notes", "HCL Notes"), ("hcl notes", "HCL Notes"),
    ("canon", "a printer or scanner"), ("ricoh", "a printer or scanner"), ("xerox", "a printer or scanner"),
    ("konica", "a printer or scanner"), ("kyocera", "a printer or scanner"), ("lexmark", "a printer or scanner"),
    ("hp digital sending", "a printer or scanner"), ("mailchimp", "a newsletter service"),
    ("sendinblue", "a newsletter service"), ("brevo", "a newsletter service"), ("mailjet", "a newsletter service"),
  ]
}

extension String {
  /// `user-agent` as `User-Agent`.
  var capitalizedField: String {
    split(separator: "-", omittingEmptySubsequences: false)
      .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
  }
}
