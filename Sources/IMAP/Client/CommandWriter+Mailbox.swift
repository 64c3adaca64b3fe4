/// Commands whose first argument is a mailbox. RFC 9051 §6.3.
extension CommandWriter {
  mutating func mailbox(_ command: Command) throws(EncodeFault) {
    space()
    switch command {
    case .select(let name, _, let options):
      try self.name(name)
      try select(options)
    case .create(let name, let specialUse):
      try self.name(name)
      try create(specialUse)
    case .delete(let name), .subscribe(let name), .unsubscribe(let name), .getQuotaRoot(let name): try self.name(name)
    case .rename(let old, let new):
      try name(old)
      space()
      try name(new)
    case .list(let request): try list(request)
    case .lsub(let reference, let pattern):
      try string(reference.bytes, "mailbox")
      space()
      try self.pattern(pattern)
    case .status(let name, let items):
      guard !items.isEmpty else { throw EncodeFault(.emptyList, "status-att") }
      try self.name(name)
      space()
      try status(items)
    default: break
    }
  }

  private mutating func name(_ name: MailboxName) throws(EncodeFault) { try astring(name.bytes, "mailbox") }

  private mutating func status(_ items: [StatusItem]) throws(EncodeFault) {
    try list(items) { (writer, item) throws(EncodeFault) in writer.raw(item.rawValue) }
  }

  /// RFC 7162 §3.1.8, §3.2.5.
  private mutating func select(_ options: SelectOptions) throws(EncodeFault) {
    guard options.condstore || options.qresync != nil else { return }
    raw(" (")
    if options.condstore { raw("CONDSTORE") }
    if let resync = options.qresync {
      raw("\(options.condstore ? " " : "")QRESYNC (\(resync.uidValidity) \(resync.modSequence)")
      if let known = resync.knownUIDs { try set(.set(known)) }
      raw(")")
    }
    raw(")")
  }

  /// RFC 6154 §3.
  private mutating func create(_ specialUse: [String]) throws(EncodeFault) {
    guard !specialUse.isEmpty else { return }
    raw(" (USE ")
    try flags(specialUse.map { Flag($0) })
    raw(")")
  }

  /// RFC 5258 §3, RFC 5819 §2. A plain request keeps the form every server knows.
  private mutating func list(_ request: ListRequest) throws(EncodeFault) {
    guard !request.patterns.isEmpty else { throw EncodeFault(.emptyList, "list-mailbox") }
    if !request.selection.isEmpty {
      try list(request.selection) { (writer, option) throws(EncodeFault) in
        try writer.atom(option, "list-select-opt")
      }
      space()
    }
    try string(request.reference.bytes, "mailbox")
    space()
    if request.patterns.count == 1 {
      try pattern(request.patterns[0])
    } else {
      try list(request.patterns) { (writer, pattern) throws(EncodeFault) in try writer.pattern(pattern) }
    }
    guard !request.returns.isEmpty || !request.status.isEmpty else { return }
    raw(" RETURN (")
    for (index, option) in request.returns.enumerated() {
      if index > 0 { space() }
      try atom(option, "return-option")
    }
    if !request.status.isEmpty {
      raw(request.returns.isEmpty ? "STATUS " : " STATUS ")
      try status(request.status)
    }
    raw(")")
  }
}
