/// Commands by name. RFC 9051 §6, RFC 3501 §6 and the extensions named at each case.
extension CommandReader {
  /// The whole command with its tag.
  mutating func command() throws(CommandFault) -> (tag: String, Command) {
    let tag = try tag()
    try space()
    let command = try named(try keyword())
    try end()
    return (tag, command)
  }

  private mutating func named(_ name: String) throws(CommandFault) -> Command {
    switch name {
    case "CAPABILITY": return .capability
    case "NOOP": return .noop
    case "LOGOUT": return .logout
    case "STARTTLS": return .startTLS
    case "NAMESPACE": return .namespace
    case "IDLE": return .idle
    case "CHECK": return .check
    case "CLOSE": return .close
    case "UNSELECT": return .unselect
    case "EXPUNGE": return .expunge(uids: nil)
    case "COMPRESS": return try compress()
    case "ID": return try identification()
    case "LOGIN": return try login()
    case "AUTHENTICATE": return try authenticate()
    case "ENABLE": return try enable()
    case "APPEND": throw fault("a message literal was expected")
    case "UID":
      try space()
      return try uidCommand(try keyword())
    default:
      if let command = try folderCommand(name) { return command }
      if let command = try messageCommand(name, uid: false) { return command }
      return try other(name)
    }
  }

  private mutating func folderCommand(_ name: String) throws(CommandFault) -> Command? {
    switch name {
    case "SELECT", "EXAMINE": return try select(readOnly: name == "EXAMINE")
    case "CREATE": return try create()
    case "DELETE": return .delete(try nextMailbox())
    case "SUBSCRIBE": return .subscribe(try nextMailbox())
    case "UNSUBSCRIBE": return .unsubscribe(try nextMailbox())
    case "RENAME":
      let from = try nextMailbox()
      return .rename(from, try nextMailbox())
    case "LIST": return try list()
    case "LSUB":
      let reference = try nextMailbox(allowsEmpty: true)
      try space()
      return .lsub(reference: reference, pattern: try listMailbox())
    case "STATUS":
      let mailbox = try nextMailbox()
      try space()
      return .status(mailbox, try statusItems())
    case "GETQUOTA":
      try space()
      return .getQuota(root: try astring())
    case "GETQUOTAROOT": return .getQuotaRoot(try nextMailbox())
    default: return nil
    }
  }

  private mutating func messageCommand(_ name: String, uid: Bool) throws(CommandFault) -> Command? {
    switch name {
    case "SEARCH": return try search(uid: uid)
    case "FETCH": return try fetch(uid: uid)
    case "STORE": return try store(uid: uid)
    case "COPY", "MOVE":
      try space()
      let set = try messageSet()
      let mailbox = try nextMailbox()
      return name == "COPY" ? .copy(set, uid: uid, mailbox) : .move(set, uid: uid, mailbox)
    default: return nil
    }
  }

  private mutating func uidCommand(_ name: String) throws(CommandFault) -> Command {
    if name == "EXPUNGE" {
      try space()
      return .expunge(uids: try numberSet())
    }
    guard let command = try messageCommand(name, uid: true) else { throw fault("there is no UID \(name)") }
    return command
  }

  private mutating func other(_ name: String) throws(CommandFault) -> Command {
    if peek != nil { try space() }
    defer { at = bytes.count }
    return .other(name: name, arguments: Array(bytes[at...]))
  }

  private mutating func nextMailbox(allowsEmpty: Bool = false) throws(CommandFault) -> MailboxName {
    try space()
    let name = try mailbox()
    guard allowsEmpty || !name.bytes.isEmpty else { throw fault("the mailbox name is empty") }
    return name
  }

  // MARK: Any state

  /// RFC 4978 §3.
  private mutating func compress() throws(CommandFault) -> Command {
    try space()
    guard word(is: "DEFLATE") else { throw fault("DEFLATE was expected") }
    return .compressDeflate
  }

  /// RFC 2971 §3.1.
  private mutating func identification() throws(CommandFault) -> Command {
    try space()
    if word(is: "NIL") { return .id([]) }
    let fields = try list(allowsEmpty: true) { (reader) throws(CommandFault) in
      let name = try reader.string()
      try reader.space()
      let value = try reader.nstring().map { String(decoding: $0, as: UTF8.self) }
      return IDField(String(decoding: name, as: UTF8.self), value)
    }
    guard fields.count <= 30 else { throw fault("more than 30 fields") }
    return .id(fields)
  }

  private mutating func login() throws(CommandFault) -> Command {
    try space()
    let user = try astring()
    try space()
    return .login(user: user, password: try astring())
  }

  /// RFC 9051 §6.2.2, initial response of RFC 4959 §3.
  private mutating func authenticate() throws(CommandFault) -> Command {
    try space()
    let mechanism = try keyword()
    guard peek == 0x20 else { return .authenticate(mechanism: mechanism, initialResponse: nil) }
    try space()
    let response = try astring()
    return .authenticate(mechanism: mechanism, initialResponse: String(decoding: response, as: UTF8.self))
  }

  /// RFC 5161 §3.1.
  private mutating func enable() throws(CommandFault) -> Command {
    var names: [String] = []
    repeat {
      try space()
      names.append(try keyword())
    } while peek == 0x20
    return .enable(names)
  }

  // MARK: Folders

  private mutating func select(readOnly: Bool) throws(CommandFault) -> Command {
    let mailbox = try nextMailbox()
    var options = SelectOptions()
    guard peek == 0x20 else { return .select(mailbox, readOnly: readOnly, options) }
    try space()
    try expect(0x28)
    repeat {
      if peek == 0x20 { try space() }
      switch try keyword() {
      case "CONDSTORE": options.condstore = true
      case "QRESYNC": options.qresync = try quickResync()
      default: throw fault("the SELECT parameter is not known")
      }
    } while peek == 0x20
    try expect(0x29)
    return .select(mailbox, readOnly: readOnly, options)
  }

  /// `(uidvalidity modseq [known-uids] [(sequences uids)])`; the last pair is an optimisation that may be ignored.
  /// RFC 7162 §3.2.5.
  private mutating func quickResync() throws(CommandFault) -> QuickResync {
    try space()
    try expect(0x28)
    let validity = UIDValidity(try nonZero())
    try space()
    var resync = QuickResync(uidValidity: validity, modSequence: try number64())
    if peek == 0x20 {
      try space()
      if peek != 0x28 {
        resync.knownUIDs = try numberSet()
        if peek == 0x20 { try space() }
      }
      if take(0x28) {
        _ = try messageSet()
        try space()
        _ = try messageSet()
        try expect(0x29)
      }
    }
    try expect(0x29)
    return resync
  }

  /// RFC 6154 §3.
  private mutating func create() throws(CommandFault) -> Command {
    let mailbox = try nextMailbox()
    guard peek == 0x20 else { return .create(mailbox, specialUse: []) }
    try space()
    try expect(0x28)
    guard word(is: "USE") else { throw fault("the CREATE parameter is not known") }
    try space()
    let uses = try list(allowsEmpty: true) { (reader) throws(CommandFault) in try reader.flag().text }
    try expect(0x29)
    return .create(mailbox, specialUse: uses)
  }

  /// RFC 5258 §3, RFC 5819 §2.
  private mutating func list() throws(CommandFault) -> Command {
    var request = ListRequest()
    try space()
    if peek == 0x28 {
      request.selection = try list(allowsEmpty: true) { (reader) throws(CommandFault) in try reader.keyword() }
      try space()
    }
    request.reference = try mailbox()
    try space()
    if peek == 0x28 {
      request.patterns = try list { (reader) throws(CommandFault) in try reader.listMailbox() }
    } else {
      request.patterns = [try listMailbox()]
    }
    guard peek == 0x20 else { return .list(request) }
    try space()
    guard word(is: "RETURN") else { throw fault("RETURN was expected") }
    try space()
    var status: [StatusItem] = []
    request.returns = try list(allowsEmpty: true) { (reader) throws(CommandFault) in
      let option = try reader.keyword()
      if option == "STATUS" {
        try reader.space()
        status = try reader.statusItems()
      }
      return option
    }
    request.returns.removeAll { $0 == "STATUS" }
    request.status = status
    return .list(request)
  }

  private mutating func statusItems() throws(CommandFault) -> [StatusItem] {
    try list { (reader) throws(CommandFault) in
      guard let item = StatusItem(rawValue: try reader.keyword()) else {
        throw reader.fault("the STATUS item is not known")
      }
      return item
    }
  }
}
