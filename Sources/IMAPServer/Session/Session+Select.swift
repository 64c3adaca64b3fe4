internal import Core
internal import IMAP

/// SELECT, EXAMINE, CLOSE, UNSELECT. RFC 9051 §6.3.2, RFC 7162 §3.2.5, RFC 3691.
extension Session {
  mutating func select(
    _ name: MailboxName, readOnly: Bool, _ options: SelectOptions
  ) throws(Refusal) -> Status {
    let mailbox = try signedIn()
    let hadFolder = selection != nil
    leaveFolder()
    if options.condstore {
      try needs("CONDSTORE")
      enabled.insert("CONDSTORE")
    }
    if options.qresync != nil, !enabled.contains("QRESYNC") { throw Refusal(.bad, "ENABLE QRESYNC first.") }
    let folder = try openFolder(name)
    if hadFolder, enabled.contains("QRESYNC") { send(.status(Status(.ok, code: .closed, "Closed."))) }
    let selection = Selection(stored(name), folder, isReadOnly: readOnly, watcher: folder.watch(wake))
    describe(selection)
    if let resync = options.qresync { resynchronize(resync, selection) }
    phase = .selected(mailbox, selection)
    return Status(.ok, code: readOnly ? .readOnly : .readWrite, "Selected.")
  }

  private mutating func describe(_ selection: Selection) {
    let (keywords, unseen, next) = selection.folder.look { state in
      (state.keywords, state.messages.first { !$0.flags.contains(.seen) }?.uid.rawValue, state.nextUID)
    }
    let permanent = personality.permanentFlags ?? FlagBits.system.map(\.1) + keywords.map(Flag.init) + [.any]
    send(.flags(FlagBits.system.map(\.1) + keywords.map(Flag.init)))
    send(.exists(UInt32(selection.uids.count)))
    send(.recent(UInt32(selection.uids.count - selection.position(of: selection.recentFrom))))
    if let sequence = unseen.flatMap(selection.sequence(of:)) {
      send(.status(Status(.ok, code: .unseen(sequence), "First unseen.")))
    }
    let kept = selection.isReadOnly ? [] : permanent
    send(.status(Status(.ok, code: .permanentFlags(kept), "Kept flags.")))
    send(.status(Status(.ok, code: .uidValidity(selection.folder.validity), "UIDs valid.")))
    send(.status(Status(.ok, code: .uidNext(next), "Next UID.")))
    if can("CONDSTORE") {
      send(.status(Status(.ok, code: .highestModSequence(selection.highest), "Highest.")))
    }
    if can("OBJECTID") { send(.status(Status(.ok, code: .mailboxID(selection.folder.objectID), "Identifier."))) }
  }

  /// What the client has missed: UIDs that went and flags that changed. RFC 7162 §3.2.5.
  private mutating func resynchronize(_ resync: QuickResync, _ selection: Selection) {
    guard resync.uidValidity == selection.folder.validity else { return }
    let known = resync.knownUIDs
    let (gone, changed) = selection.folder.look { state in
      let gone = state.expunged.filter { $0.modSequence > resync.modSequence && known?.contains($0.uid) ?? true }
      let changed = state.messages.filter {
        $0.modSequence > resync.modSequence && known?.contains($0.uid.rawValue) ?? true
      }
      return (gone.map(\.uid).sorted(), changed.map { ($0, state.names(of: $0.flags)) })
    }
    if !gone.isEmpty { send(.vanished(earlier: true, NumberSet(gone))) }
    for (message, flags) in changed { tell(message, flags, selection, uid: true) }
  }

  /// Forgets the selected folder, if any.
  mutating func leaveFolder() {
    guard case .selected(let mailbox, let selection) = phase else { return }
    selection.folder.unwatch(selection.watcher)
    phase = .signedIn(mailbox)
  }

  /// CLOSE removes what is marked `\Deleted` without telling; UNSELECT does not remove it. RFC 9051 §6.4.1, §6.4.2.
  mutating func close(expunges: Bool) throws(Refusal) -> Status {
    let selection = try selected()
    if expunges, !selection.isReadOnly {
      try answering { () throws(Fault) in _ = try selection.folder.expunge(nil) }
    }
    leaveFolder()
    return .done
  }
}
