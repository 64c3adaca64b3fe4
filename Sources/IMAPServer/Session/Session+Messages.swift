internal import Core
internal import IMAP

/// STORE, COPY, MOVE, EXPUNGE. RFC 9051 §6.4, RFC 7162 §3.1.3, RFC 6851.
extension Session {
  mutating func store(_ set: MessageSet, uid: Bool, _ request: StoreRequest) throws(Refusal) -> Status {
    let selection = try selected()
    guard !selection.isReadOnly else { throw Refusal(.no, code: .readOnly, "The folder is read-only.") }
    if request.unchangedSince != nil { enabled.insert("CONDSTORE") }
    try check(request.flags)
    let uids = selection.uids(try selection.indices(set, uid: uid))
    let outcome = try answering { () throws(Fault) in try selection.folder.store(uids, request) }
    tellFlags(outcome, request, selection, uid: uid)
    self.selection?.made(outcome)
    if !outcome.modified.isEmpty {
      let numbers =
        uid
        ? outcome.modified
        : NumberSet(outcome.modified.numbers.compactMap { selection.sequence(of: $0)?.rawValue }.sorted())
      return Status(.ok, code: .modified(numbers), "Some had changed.")
    }
    guard outcome.missing == 0 || uid else {
      throw Refusal(.no, code: .word("EXPUNGEISSUED"), "Some messages are gone.")
    }
    return .done
  }

  /// The new flags, unless the client does not want them; mod-sequences are sent even then. RFC 7162 §3.1.3.
  private mutating func tellFlags(
    _ outcome: FlagOutcome, _ request: StoreRequest, _ selection: Selection, uid: Bool
  ) {
    guard !request.silent || enabled.contains("CONDSTORE") else { return }
    let messages = selection.folder.look { state in
      outcome.touched.compactMap { uid in
        state.index(of: uid).map { (state.messages[$0], state.names(of: state.messages[$0].flags)) }
      }
    }
    for (message, flags) in messages { tell(message, request.silent ? nil : flags, selection, uid: uid) }
  }

  mutating func expunge(_ uids: NumberSet?) throws(Refusal) -> Status {
    let selection = try selected()
    guard !selection.isReadOnly else { throw Refusal(.no, code: .readOnly, "The folder is read-only.") }
    try answering { () throws(Fault) in _ = try selection.folder.expunge(uids) }
    // EXPUNGE is told before the tagged answer, like all news.
    tellChanges(expunges: true)
    guard enabled.contains("CONDSTORE"), let highest = self.selection?.highest else { return .done }
    return Status(.ok, code: .highestModSequence(highest), "Expunged.")
  }

  mutating func copy(_ set: MessageSet, uid: Bool, _ name: MailboxName) throws(Refusal) -> Status {
    let selection = try selected()
    let uids = selection.uids(try selection.indices(set, uid: uid))
    let code = try copy(uids, to: name, selection)
    return Status(.ok, code: can("UIDPLUS") ? code : nil, "Copied.")
  }

  /// The copies are committed before the originals go: a death in between leaves both, never neither. RFC 6851 §3.3.
  mutating func move(_ set: MessageSet, uid: Bool, _ name: MailboxName) throws(Refusal) -> Status {
    let selection = try selected()
    guard !selection.isReadOnly else { throw Refusal(.no, code: .readOnly, "The folder is read-only.") }
    let uids = selection.uids(try selection.indices(set, uid: uid))
    let code = try copy(uids, to: name, selection)
    if let code, can("UIDPLUS") { send(.status(Status(.ok, code: code, "Moved."))) }
    try answering { () throws(Fault) in _ = try selection.folder.expunge(NumberSet(uids), forced: true) }
    return .done
  }

  /// Bytes, flags, date and EMAILID of every message, all at once or not at all. RFC 9051 §6.4.7.
  private func copy(
    _ uids: [UInt32], to name: MailboxName, _ selection: Selection
  ) throws(Refusal) -> ResponseCode? {
    let target = try openFolder(name, creates: true)
    let originals = selection.folder.look { state in
      uids.compactMap { uid in
        state.index(of: uid).map { (state.messages[$0], state.names(of: state.messages[$0].flags)) }
      }
    }
    guard originals.count == uids.count else {
      throw Refusal(.no, code: .word("EXPUNGEISSUED"), "Some messages are gone.")
    }
    var batch = AppendBatch(to: target)
    let copied: ClosedRange<UInt32>?
    do throws(Fault) {
      for (message, flags) in originals { try Self.copy(message, flags, from: selection.folder, &batch) }
      copied = try batch.commit()
    } catch {
      batch.abandon()
      throw Refusal(error)
    }
    guard let copied else { return nil }
    return .copyUID(target.validity, source: NumberSet(uids), destination: NumberSet(copied))
  }

  private static let window: UInt64 = 1 << 18

  private static func copy(
    _ message: StoredMessage, _ flags: [Flag], from folder: Folder, _ batch: inout AppendBatch
  ) throws(Fault) {
    try batch.begin(size: message.size, flags: flags, date: message.date, emailID: message.emailID)
    var at: UInt64 = 0
    var bytes: [UInt8] = []
    while at < message.size {
      bytes.removeAll(keepingCapacity: true)
      try folder.read(message, at..<min(at + window, message.size), appendingTo: &bytes)
      try batch.write(bytes.span)
      at += UInt64(bytes.count)
    }
    batch.end()
  }
}
