internal import Core
internal import IMAP

/// FETCH. RFC 9051 §6.4.5. The answer is produced piece by piece, so that a slow reader costs one piece of memory.
struct Run {
  let tag: String
  let selection: Selection
  let uid: Bool
  let requests: [FetchRequest]
  /// Still to be answered, as places in the selection's list.
  fileprivate var ranges: ArraySlice<Range<Int>>
  /// What is left of a body under way, and what follows it.
  fileprivate var body: (message: StoredMessage, left: Range<UInt64>)?
  fileprivate var rest: [FetchRequest] = []
  fileprivate var current: (message: StoredMessage, sequence: Int)?
  fileprivate var changedSince: ModSequence?
  /// Text of each combination of flags met so far.
  fileprivate var flagTexts: [FlagBits: [UInt8]] = [:]
  fileprivate var missing = 0
  private var structure: (uid: UID, root: MessagePart)?
  private let store: MailboxStore
  private var labelIndex: LabelIndex?

  fileprivate init(
    tag: String, store: MailboxStore, selection: Selection, uid: Bool, requests: [FetchRequest],
    ranges: ArraySlice<Range<Int>>, changedSince: ModSequence?
  ) {
    (self.tag, self.store, self.selection, self.uid, self.requests) = (tag, store, selection, uid, requests)
    (self.ranges, self.changedSince) = (ranges, changedSince)
  }

  /// The parts of `message`, found once for all that is asked of it.
  mutating func structure(of message: StoredMessage) throws(Fault) -> MessagePart {
    if let structure, structure.uid == message.uid { return structure.root }
    let root = try MessagePart.read(message, selection.folder)
    structure = (message.uid, root)
    return root
  }

  /// Found once for all messages of the answer.
  mutating func labels() throws(Fault) -> LabelIndex {
    if let labelIndex { return labelIndex }
    let index = try LabelIndex(store, selected: selection.name)
    labelIndex = index
    return index
  }

  /// `range` of the message follows in the output, piece by piece.
  mutating func stream(_ message: StoredMessage, _ range: Range<UInt64>) { body = (message, range) }
}

extension Session {
  mutating func fetch(
    _ tag: String, _ set: MessageSet, uid: Bool, _ requests: [FetchRequest], _ modifiers: FetchModifiers
  ) throws(Refusal) -> Status? {
    let selection = try selected()
    let ranges = try selection.indices(set, uid: uid)
    if modifiers.changedSince != nil || requests.contains(.modSequence) { enabled.insert("CONDSTORE") }
    if modifiers.vanished { try tellVanished(set, uid: uid, modifiers, selection) }
    var requests = requests
    if uid, !requests.contains(.uid) { requests.insert(.uid, at: 0) }
    if modifiers.changedSince != nil, !requests.contains(.modSequence) { requests.append(.modSequence) }
    // Bodies last: a client learns the UID before the bytes come, unless the personality has it otherwise.
    let bodies = requests.filter(\.isBody)
    let others = requests.filter { !$0.isBody }
    requests = personality.sendsAttributesAfterBody ? bodies + others : others + bodies
    if !selection.isReadOnly, requests.contains(where: \.marksSeen) { try markSeen(selection, ranges) }
    run = Run(
      tag: tag, store: try signedIn().store, selection: selection, uid: uid, requests: requests, ranges: ranges[...],
      changedSince: modifiers.changedSince)
    return nil
  }

  /// RFC 7162 §3.2.6.
  private mutating func tellVanished(
    _ set: MessageSet, uid: Bool, _ modifiers: FetchModifiers, _ selection: Selection
  ) throws(Refusal) {
    guard uid, enabled.contains("QRESYNC") else { throw Refusal(.bad, "VANISHED needs UID FETCH and QRESYNC.") }
    let since = modifiers.changedSince ?? 0
    let gone = selection.folder.look { state in
      state.expunged.filter { $0.modSequence > since && set.contains($0.uid) }.map(\.uid).sorted()
    }
    if !gone.isEmpty { send(.vanished(earlier: true, NumberSet(gone))) }
  }

  /// BODY[] without PEEK. The flags are told with the other news at the end.
  private func markSeen(_ selection: Selection, _ ranges: [Range<Int>]) throws(Refusal) {
    let uids = selection.uids(ranges)
    try answering { () throws(Fault) in _ = try selection.folder.store(uids, StoreRequest(.add, [.seen])) }
  }

  // MARK: Producing

  /// Adds about 128 kB of the answer under way to the output, or its end.
  mutating func produce() {
    guard var run else { return }
    self.run = nil
    do throws(Fault) {
      while output.bytes.count < Self.mostOutput {
        guard try step(&run) else { return conclude(run) }
      }
      self.run = run
    } catch {
      // The size of a body has been promised: only the connection's end tells that it will not come.
      if run.body != nil { return ask(.drop) }
      finish(run.tag, Refusal(error).status, expunges: run.uid)
    }
  }

  private mutating func conclude(_ run: Run) {
    let gone = Status(.no, code: .word("EXPUNGEISSUED"), "Some messages are gone.")
    finish(run.tag, run.missing > 0 && !run.uid ? gone : .done, expunges: run.uid)
  }

  /// One attribute, one piece of a body, or one message further; false at the end.
  private mutating func step(_ run: inout Run) throws(Fault) -> Bool {
    if let (message, left) = run.body {
      let end = min(left.upperBound, left.lowerBound + UInt64(Self.mostOutput))
      try run.selection.folder.read(message, left.lowerBound..<end, appendingTo: &output.bytes)
      run.body = end < left.upperBound ? (message, end..<left.upperBound) : nil
      return true
    }
    if let request = run.rest.first, let current = run.current {
      run.rest.removeFirst()
      try answer(request, current.message, &run)
      return true
    }
    if run.current != nil {
      output.endFetch()
      run.current = nil
      return true
    }
    return begin(&run)
  }

  /// Begins the next message; false when there is none.
  private mutating func begin(_ run: inout Run) -> Bool {
    guard let range = run.ranges.first else { return false }
    run.ranges[run.ranges.startIndex] = range.dropFirst().startIndex..<range.upperBound
    if range.count <= 1 { run.ranges.removeFirst() }
    let index = range.lowerBound
    let uid = run.selection.uids[index]
    guard let message = run.selection.folder.look({ state in state.index(of: uid).map { state.messages[$0] } }) else {
      run.missing += 1
      return true
    }
    if let since = run.changedSince, message.modSequence <= since { return true }
    run.current = (message, index)
    run.rest = run.requests
    output.beginFetch(SequenceNumber(UInt32(index + 1)))
    return true
  }

  private mutating func answer(
    _ request: FetchRequest, _ message: StoredMessage, _ run: inout Run
  ) throws(Fault) {
    switch request {
    case .uid: output.attribute("UID ", message.uid.rawValue)
    case .size: output.attribute("RFC822.SIZE ", size(of: message, run.selection))
    case .flags: output.attribute("FLAGS ", flagText(message, &run))
    case .internalDate: output.attribute("INTERNALDATE ", message.date)
    case .modSequence: output.attribute("MODSEQ ", Array("(\(message.modSequence))".utf8))
    case .emailID: output.attribute("EMAILID ", Array("(M\(message.emailID))".utf8))
    case .gmailMessageID: output.attribute("X-GM-MSGID ", message.emailID)
    case .gmailLabels: output.attribute("X-GM-LABELS ", try run.labels().text(of: message.emailID))
    case .envelope, .body, .bodyStructure: try answerStructure(request, message, &run)
    case .section(let section, _, let partial): try answer(section, partial, message, &run)
    case .rfc822(let name):
      let section = name == "RFC822" ? Section.whole : Section(String(name.dropFirst(7)))
      let range = try place(of: section, message, &run)
      let bytes = try replacement(section, message, run.selection)
      output.announce(rfc822: name, size: bytes?.count ?? range?.count ?? 0)
      stream(range, bytes, message, &run)
    }
  }

  private func flagText(_ message: StoredMessage, _ run: inout Run) -> [UInt8] {
    let isRecent = run.selection.isRecent(message.uid.rawValue)
    // Bit 63 is beyond the last keyword's.
    let key = isRecent ? FlagBits(rawValue: message.flags.rawValue ^ 1 << 63) : message.flags
    if let text = run.flagTexts[key] { return text }
    var encoder = ResponseEncoder()
    let flags = run.selection.folder.look { $0.names(of: message.flags) }
    encoder.encode(flags + (isRecent ? [.recent] : []))
    run.flagTexts[key] = encoder.bytes
    return encoder.bytes
  }
}

extension FetchRequest {
  fileprivate var isBody: Bool {
    switch self {
    case .section, .rfc822: true
    default: false
    }
  }
  /// RFC 9051 §6.4.5: reading without PEEK sets `\Seen`.
  fileprivate var marksSeen: Bool {
    switch self {
    case .section(_, let peek, _): !peek
    case .rfc822(let name): name != "RFC822.HEADER"
    default: false
    }
  }
}

extension MessageSet {
  /// Whether a number is in the set, `*` taken as the highest possible.
  func contains(_ number: UInt32) -> Bool {
    switch self {
    case .set(let set): set.contains(number)
    case .from(let first): number >= first
    case .mixed(let parts):
      parts.contains { low, high in
        let (a, b) = (low ?? .max, high ?? .max)
        return (min(a, b)...max(a, b)).contains(number)
      }
    }
  }
}
