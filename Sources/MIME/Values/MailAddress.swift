/// One mailbox of an address field (RFC 5322 §3.4, with §4.4 and RFC 6532).
public struct MailAddress: Hashable, Sendable {
  /// The display name, decoded; a comment where there is none (`user@host (Real Name)`). Nil when neither is there.
  public var name: String?
  /// Without quotes. Empty in `<>`, and where no address stands at all.
  public var localPart: String
  /// Without blanks and comments, as written; a literal keeps its brackets. Nil when there is no `@`.
  public var domain: String?
  /// RFC 5322 §4.4: the hosts of a source route, which is not followed any more.
  public var route: [String]
  /// The comments in and beside the mailbox, decoded, in their order.
  public var comments: [String]
  /// Where the mailbox begins in the field's body, in bytes.
  public var offset: Int

  public init(
    name: String? = nil, localPart: String, domain: String?, route: [String] = [], comments: [String] = [],
    offset: Int = 0
  ) {
    (self.name, self.localPart, self.domain) = (name, localPart, domain)
    (self.route, self.comments, self.offset) = (route, comments, offset)
  }

  /// `localPart@domain`, the local part in quotes where it needs them: what an envelope takes.
  public var address: String {
    let local = Self.needsQuotes(localPart) ? Self.quoted(localPart) : localPart
    return domain.map { "\(local)@\($0)" } ?? localPart
  }

  /// It has both halves, as an address to which mail can go.
  public var isComplete: Bool { !localPart.isEmpty && !(domain ?? "").isEmpty }

  static func needsQuotes(_ local: String) -> Bool {
    var previous = UInt8(ascii: ".")
    for byte in local.utf8 {
      if byte == UInt8(ascii: ".") ? previous == byte : !byte.isAtomText { return true }
      previous = byte
    }
    return previous == UInt8(ascii: ".")
  }

  /// In quotation marks, with `\` before quotation marks and backslashes (RFC 5322 §3.2.4).
  static func quoted(_ text: String) -> String {
    var out = "\""
    for character in text.unicodeScalars {
      if character == "\"" || character == "\\" { out.unicodeScalars.append("\\") }
      out.unicodeScalars.append(character)
    }
    return out + "\""
  }
}

/// A named group of mailboxes: `Friends: a@example.org, b@example.org;`.
public struct AddressGroup: Hashable, Sendable {
  public var name: String
  public var members: [MailAddress]
  /// Beside the name, between the commas and behind the end; those of members stand there.
  public var comments: [String]

  public init(name: String, members: [MailAddress], comments: [String] = []) {
    (self.name, self.members, self.comments) = (name, members, comments)
  }
}

/// The value of From, To, Cc and the other address fields.
public struct AddressList: Hashable, Sendable {
  public enum Entry: Hashable, Sendable {
    case mailbox(MailAddress)
    case group(AddressGroup)
  }

  public var entries: [Entry]
  public var flaws: [FieldFlaw]

  public init(entries: [Entry], flaws: [FieldFlaw] = []) {
    (self.entries, self.flaws) = (entries, flaws)
  }

  /// `field` is the raw body of the field. Nothing in it makes this fail: what is no address becomes a mailbox with
  /// what could be read, and a flaw says where.
  public init(_ field: some Collection<UInt8>) {
    var parser = AddressParser([UInt8](field))
    self = parser.list()
  }

  /// All mailboxes, those of groups among them.
  public var mailboxes: [MailAddress] {
    entries.flatMap { entry in
      switch entry {
      case .mailbox(let mailbox): [mailbox]
      case .group(let group): group.members
      }
    }
  }
}
