/// Turns a ``Command`` into the bytes a server reads. RFC 9051 §6 and §9.
///
/// Nothing a value holds can end a line or begin another command: words are checked, strings are quoted or sent as
/// literals, and what fits neither is refused with ``EncodeFault``.
public struct CommandEncoder: Sendable {
  public var literals: LiteralStyle

  public init(literals: LiteralStyle = .synchronising) { self.literals = literals }

  public func encode(_ command: Command, tag: String) throws(EncodeFault) -> EncodedCommand {
    var writer = CommandWriter(literals: literals)
    try writer.atom(tag, "tag")
    writer.space()
    if case .other = command {} else { writer.raw(command.name) }
    try arguments(of: command, &writer)
    writer.raw("\r\n")
    return writer.finish()
  }

  private func arguments(of command: Command, _ writer: inout CommandWriter) throws(EncodeFault) {
    switch command {
    case .capability, .noop, .logout, .startTLS, .namespace, .idle, .check, .close, .unselect, .compressDeflate: break
    case .id, .login, .authenticate, .enable, .getQuota, .other: try writer.session(command)
    case .select, .create, .delete, .rename, .subscribe, .unsubscribe, .list, .lsub, .status, .getQuotaRoot:
      try writer.mailbox(command)
    case .expunge, .search, .fetch, .store, .copy, .move: try writer.message(command)
    }
  }
}

extension CommandWriter {
  /// Sign-in and what concerns the connection.
  fileprivate mutating func session(_ command: Command) throws(EncodeFault) {
    switch command {
    case .id(let fields): try identification(fields)
    case .login(let user, let password):
      space()
      try string(user, "userid")
      space()
      try string(password, "password")
    case .authenticate(let mechanism, let initialResponse):
      space()
      try atom(mechanism, "auth-type")
      if let initialResponse {
        space()
        try atom(initialResponse, "initial-resp")
      }
    case .enable(let names):
      guard !names.isEmpty else { throw EncodeFault(.emptyList, "capability") }
      for name in names {
        space()
        try atom(name, "capability")
      }
    case .getQuota(let root):
      space()
      try string(root, "quota-root-name")
    case .other(let name, let arguments):
      try words(name)
      guard !arguments.isEmpty else { return }
      guard arguments.allSatisfy({ $0 != ASCII.cr && $0 != ASCII.lf && $0 != 0 }) else {
        throw EncodeFault(.notAnAtom, "arguments")
      }
      space()
      raw(arguments)
    default: break
    }
  }

  /// One or more atoms, as in `UID EXPUNGE`.
  private mutating func words(_ text: String) throws(EncodeFault) {
    for (index, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { space() }
      try atom(String(word), "command")
    }
  }

  /// RFC 2971 §3.1.
  private mutating func identification(_ fields: [IDField]) throws(EncodeFault) {
    guard !fields.isEmpty else { return raw(" NIL") }
    space()
    try list(fields) { (writer, field) throws(EncodeFault) in
      try writer.string(Array(field.name.utf8), "field")
      writer.space()
      if let value = field.value {
        try writer.string(Array(value.utf8), "value")
      } else {
        writer.raw("NIL")
      }
    }
  }

  fileprivate mutating func message(_ command: Command) throws(EncodeFault) {
    switch command {
    case .expunge(let uids):
      guard let uids else { return }
      try set(.set(uids))
    case .search(_, let charset, let returns, let key): try search(charset, returns, key)
    case .fetch(let messages, _, let requests, let modifiers): try fetch(messages, requests, modifiers)
    case .store(let messages, _, let request): try store(messages, request)
    case .copy(let messages, _, let name), .move(let messages, _, let name):
      try set(messages)
      space()
      try astring(name.bytes, "mailbox")
    default: break
    }
  }

  /// A space and the set.
  mutating func set(_ messages: MessageSet) throws(EncodeFault) {
    let wire = messages.wire
    guard !wire.isEmpty else { throw EncodeFault(.emptySet, "sequence-set") }
    space()
    raw(wire)
  }

  private mutating func store(_ messages: MessageSet, _ request: StoreRequest) throws(EncodeFault) {
    try set(messages)
    if let limit = request.unchangedSince { raw(" (UNCHANGEDSINCE \(limit))") }
    raw(" \(request.mode.rawValue)\(request.silent ? ".SILENT" : "") ")
    try flags(request.flags)
  }

  private mutating func fetch(
    _ messages: MessageSet, _ requests: [FetchRequest], _ modifiers: FetchModifiers
  ) throws(EncodeFault) {
    guard !requests.isEmpty else { throw EncodeFault(.emptyList, "fetch-att") }
    try set(messages)
    space()
    try list(requests) { (writer, request) throws(EncodeFault) in try writer.fetch(request) }
    guard modifiers.changedSince != nil || modifiers.vanished else { return }
    raw(" (")
    if let since = modifiers.changedSince { raw("CHANGEDSINCE \(since)") }
    if modifiers.vanished { raw(modifiers.changedSince == nil ? "VANISHED" : " VANISHED") }
    raw(")")
  }

  private mutating func fetch(_ request: FetchRequest) throws(EncodeFault) {
    switch request {
    case .uid: raw("UID")
    case .flags: raw("FLAGS")
    case .internalDate: raw("INTERNALDATE")
    case .size: raw("RFC822.SIZE")
    case .envelope: raw("ENVELOPE")
    case .body: raw("BODY")
    case .bodyStructure: raw("BODYSTRUCTURE")
    case .modSequence: raw("MODSEQ")
    case .emailID: raw("EMAILID")
    case .gmailMessageID: raw("X-GM-MSGID")
    case .gmailLabels: raw("X-GM-LABELS")
    case .rfc822(let name): try atom(name, "fetch-att")
    case .section(let section, let peek, let partial):
      // Brackets inside would end the section; anything not printable would end more.
      guard section.text.utf8.allSatisfy({ ASCII.isPrintable($0) && $0 != ASCII.closeBracket && $0 != ASCII.openBrace })
      else { throw EncodeFault(.notAnAtom, "section") }
      raw("BODY\(peek ? ".PEEK" : "")[\(section.text)]")
      guard let partial else { return }
      guard !partial.isEmpty else { throw EncodeFault(.emptyRange, "partial") }
      raw("<\(partial.lowerBound).\(partial.count)>")
    }
  }
}
