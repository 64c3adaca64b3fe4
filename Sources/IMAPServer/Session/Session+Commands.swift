internal import Core
internal import IMAP

/// Which command is done where.
extension Session {
  mutating func perform(_ tag: String, _ command: Command) {
    do throws(Refusal) {
      guard let status = try result(of: command, tag) else { return }
      finish(tag, status, expunges: command.allowsExpunges)
    } catch {
      finish(tag, error.status, expunges: command.allowsExpunges)
    }
  }

  /// Nil when the answer comes later.
  private mutating func result(of command: Command, _ tag: String) throws(Refusal) -> Status? {
    if let capability = command.capability { try needs(capability) }
    switch command {
    case .capability:
      send(.capability(capabilities))
      return .done
    case .noop, .check:
      if case .check = command { _ = try selected() }
      return .done
    case .id: return identify()
    case .logout:
      send(.status(Status(.bye, "Until next time.")))
      send(.tagged(tag: tag, .done))
      ask(.close)
      return nil
    case .startTLS: return try startTLS(tag)
    case .login(let user, let password): return try login(user, password)
    case .authenticate(let mechanism, let response): return try authenticate(tag, mechanism, response)
    default: return try signedInResult(of: command, tag)
    }
  }

  private mutating func signedInResult(of command: Command, _ tag: String) throws(Refusal) -> Status? {
    _ = try signedIn()
    switch command {
    case .enable(let names): return enable(names)
    case .namespace:
      let personal = Namespaces.Entry(prefix: [], delimiter: MailboxStore.delimiter)
      send(.namespace(Namespaces(personal: [personal])))
      return .done
    case .compressDeflate: return try compress(tag)
    case .idle:
      idling = tag
      parser.expectLine()
      send(.continuation(text: Array("idling".utf8)))
      tellChanges(expunges: true)
      return nil
    case .select(let name, let readOnly, let options): return try select(name, readOnly: readOnly, options)
    case .create(let name, let uses): return try create(name, uses)
    case .delete(let name): return try delete(name)
    case .rename(let old, let new): return try rename(old, new)
    case .subscribe(let name): return try subscribe(name, true)
    case .unsubscribe(let name): return try subscribe(name, false)
    case .list(let request): return try list(request)
    case .lsub(let reference, let pattern): return try lsub(reference, pattern)
    case .status(let name, let items):
      send(.mailboxStatus(name, try status(of: name, items)))
      return .done
    case .getQuota(let root): return try quota(root: root)
    case .getQuotaRoot(let name): return try quotaRoot(name)
    case .other(let name, _): throw Refusal(.bad, "\(name) is not known here.")
    default: return try selectedResult(of: command, tag)
    }
  }

  private mutating func selectedResult(of command: Command, _ tag: String) throws(Refusal) -> Status? {
    _ = try selected()
    switch command {
    case .close, .unselect: return try close(expunges: command == .close)
    case .expunge(let uids): return try expunge(uids)
    case .search(let uid, let charset, let returns, let key):
      return try search(tag, uid: uid, charset: charset, returns: returns, key)
    case .fetch(let set, let uid, let requests, let modifiers):
      return try fetch(tag, set, uid: uid, requests, modifiers)
    case .store(let set, let uid, let request): return try store(set, uid: uid, request)
    case .copy(let set, let uid, let name): return try copy(set, uid: uid, name)
    case .move(let set, let uid, let name): return try move(set, uid: uid, name)
    default: throw Refusal(.bad, "\(command.name) is not known here.")
    }
  }

  // MARK: Small ones

  var capabilities: Capabilities {
    if case .greeted = phase {
      return backend.capabilities(personality, isSignedIn: false, transport: transport)
    }
    return backend.capabilities(personality, isSignedIn: true, transport: transport)
  }

  private mutating func identify() -> Status {
    send(.id(["name": personality.name ?? "Postduif", "vendor": "Postduif"]))
    return .done
  }

  private mutating func startTLS(_ tag: String) throws(Refusal) -> Status? {
    guard transport.offersTLS, case .greeted = phase else { throw Refusal(.bad, "STARTTLS is not possible now.") }
    send(.tagged(tag: tag, Status(.ok, "Begin the handshake.")))
    ask(.startTLS)
    return nil
  }

  private mutating func compress(_ tag: String) throws(Refusal) -> Status? {
    guard !transport.isCompressed else { throw Refusal(.no, code: .word("COMPRESSIONACTIVE"), "It is on already.") }
    send(.tagged(tag: tag, Status(.ok, "DEFLATE begins.")))
    ask(.startCompression)
    return nil
  }

  private mutating func enable(_ names: [String]) -> Status {
    let known = names.filter { ["CONDSTORE", "QRESYNC", "UTF8=ACCEPT"].contains($0) && can($0) }
    enabled.formUnion(known)
    if known.contains("QRESYNC") { enabled.insert("CONDSTORE") }
    if known.contains("UTF8=ACCEPT") { output.allowsUTF8 = true }
    send(.enabled(known))
    return .done
  }

  /// A line the session asked for: IDLE's end or a SASL answer.
  mutating func answered(_ line: [UInt8]) {
    if let tag = idling {
      idling = nil
      let isDone = line.count == 4 && zip(line, "done".utf8).allSatisfy { $0 | 0x20 == $1 }
      finish(tag, isDone ? .done : Status(.bad, "DONE was expected."))
    } else {
      continueExchange(line)
    }
  }

  /// Tells what happened to the selected folder since the client last heard of it. RFC 9051 §7.
  mutating func tellChanges(expunges: Bool) {
    guard case .selected(let mailbox, var selection) = phase, let news = selection.news() else { return }
    // Taken out while it changes, so that its list of UIDs is not copied.
    phase = .signedIn(mailbox)
    if expunges { tellGone(news.gone, selection) }
    selection.told(news, expunges: expunges)
    if !news.added.isEmpty {
      send(.exists(UInt32(selection.uids.count)))
      send(.recent(UInt32(selection.uids.count - selection.position(of: selection.recentFrom))))
    }
    for (message, flags) in news.changed { tell(message, flags, selection) }
    phase = .selected(mailbox, selection)
  }

  private mutating func tellGone(_ gone: [UInt32], _ selection: Selection) {
    let known = gone.compactMap { uid in selection.sequence(of: uid).map { (uid, $0) } }
    guard !known.isEmpty else { return }
    if enabled.contains("QRESYNC") {
      send(.vanished(earlier: false, NumberSet(known.map(\.0).sorted())))
    } else {
      // From the highest down: no number changes by an expunge told before it.
      for (_, sequence) in known.sorted(by: { $0.1 > $1.1 }) { send(.expunge(sequence)) }
    }
  }

  /// Untagged FETCH with the message's flags. RFC 7162 §3.1 adds MODSEQ, §3.2.4 the UID.
  mutating func tell(_ message: StoredMessage, _ flags: [Flag]?, _ selection: Selection, uid: Bool = false) {
    guard let sequence = selection.sequence(of: message.uid.rawValue) else { return }
    var item = FetchItem(sequence: sequence)
    if uid || enabled.contains("QRESYNC") { item.uid = message.uid }
    item.flags = flags.map { $0 + (selection.isRecent(message.uid.rawValue) ? [.recent] : []) }
    if enabled.contains("CONDSTORE") { item.modSequence = message.modSequence }
    send(.fetch(item))
  }
}

extension Status {
  static let done = Status(.ok, "Done.")
}

extension Command {
  /// The extension a command belongs to: a service without it does not know the command.
  fileprivate var capability: String? {
    switch self {
    case .id: "ID"
    case .enable: "ENABLE"
    case .namespace: "NAMESPACE"
    case .idle: "IDLE"
    case .unselect: "UNSELECT"
    case .move: "MOVE"
    case .compressDeflate: "COMPRESS=DEFLATE"
    case .getQuota, .getQuotaRoot: "QUOTA"
    case .expunge(.some): "UIDPLUS"
    case .search(_, _, .some, _): "ESEARCH"
    case .fetch(_, _, let requests, let modifiers):
      if modifiers.changedSince != nil || requests.contains(.modSequence) {
        "CONDSTORE"
      } else {
        requests.contains(.gmailLabels) || requests.contains(.gmailMessageID) ? "X-GM-EXT-1" : nil
      }
    case .store(_, _, let request): request.unchangedSince != nil ? "CONDSTORE" : nil
    default: nil
    }
  }

  /// EXPUNGE must not be sent during these. RFC 9051 §7.5.1.
  fileprivate var allowsExpunges: Bool {
    switch self {
    case .fetch(_, let uid, _, _), .store(_, let uid, _), .search(let uid, _, _, _): uid
    default: true
    }
  }
}
