internal import Core
internal import IMAP

/// APPEND and MULTIAPPEND. RFC 9051 §6.3.12, RFC 3502, RFC 7889.
struct Appending {
  let tag: String
  var batch: AppendBatch?
  /// The first reason against it; the rest is read and thrown away.
  private(set) var refusal: Refusal?
  /// Of the message under way, for services that look.
  var gauge = MessageGauge()
  var number = 0

  init(tag: String) { self.tag = tag }

  mutating func refuse(_ reason: Refusal) {
    batch?.abandon()
    batch = nil
    refusal = refusal ?? reason
  }
}

extension Session {
  mutating func beginAppend(_ tag: String, _ name: MailboxName) {
    personality = backend.plan.personality
    var appending = Appending(tag: tag)
    do throws(Refusal) {
      _ = try signedIn()
      appending.batch = AppendBatch(to: try openFolder(name, creates: true))
    } catch {
      appending.refuse(error)
    }
    self.appending = appending
  }

  mutating func appendMessage(_ head: AppendHead) {
    guard var appending else { return }
    self.appending = nil
    appending.number += 1
    appending.gauge = MessageGauge()
    do throws(Refusal) {
      if let refusal = appending.refusal { throw refusal }
      try check(head, appending)
      let flags = head.flags.filter { !personality.flagsForgottenByAppend.contains($0) }
      let now = try signedIn().store.seconds()
      let date = head.date ?? InternalDate(seconds: now)
      try answering { () throws(Fault) in
        try appending.batch?.begin(size: UInt64(head.size), flags: flags, date: date)
      }
    } catch {
      appending.refuse(error)
      // A client that waits is told at once and sends nothing; another one is told at the end.
      if parser.refuseLiteral() { return finish(appending.tag, error.status) }
    }
    self.appending = appending
  }

  /// RFC 3501 §9 gives a size 32 bits.
  private static let mostMessageBytes = Int(UInt32.max)
  /// A name of that length is no keyword anybody chose, and a batch holds many.
  private static let longestFlag = 256
  private static let mostFlags = 128

  private func check(_ head: AppendHead, _ appending: Appending) throws(Refusal) {
    if head.size > personality.maxMessageBytes ?? Self.mostMessageBytes {
      throw Refusal(.no, code: .word("TOOBIG"), "Maximum size of appendable message has been exceeded.")
    }
    if head.size == 0, personality.refusesEmptyMessages { throw Refusal(.no, "An empty message cannot be stored.") }
    if appending.number > 1, !can("MULTIAPPEND") { throw Refusal(.bad, "Command Argument Error. 12") }
    try check(head.flags)
    if let dates = personality.acceptedDates, let date = head.date, !dates.contains(date.seconds) {
      throw Refusal(.bad, "Command Argument Error. 11")
    }
    if let limit = personality.quotaBytes {
      let store = try signedIn().store
      let used = try answering { () throws(Fault) in try store.usage().bytes }
      let taken = used + (appending.batch?.bytes ?? 0)
      guard taken + UInt64(head.size) <= limit else {
        throw Refusal(.no, code: .word("OVERQUOTA"), "The mailbox is full.")
      }
    }
  }

  /// Flags nobody could store, and keywords a service without `\*` does not know.
  func check(_ flags: [Flag]) throws(Refusal) {
    guard flags.count <= Self.mostFlags, flags.allSatisfy({ $0.text.utf8.count <= Self.longestFlag }) else {
      throw Refusal(.no, code: .word("LIMIT"), "These are too many flags, or too long ones.")
    }
    for flag in flags where flag.isSystem && flag != .recent {
      guard FlagBits.system.contains(where: { $0.1 == flag }) else {
        throw Refusal(.bad, "\(flag) is not a flag known here.")
      }
    }
    guard !flags.contains(where: personality.refusedFlags.contains) else {
      throw Refusal(.bad, "Command Argument Error. 11")
    }
    guard let permanent = personality.permanentFlags, !permanent.contains(.any) else { return }
    guard flags.allSatisfy({ permanent.contains($0) || $0 == .recent }) else {
      throw Refusal(.bad, "Command Argument Error. 11")
    }
  }

  /// Bytes of the message, as they stand in the network's chunk.
  mutating func appendBytes(_ bytes: Span<UInt8>) {
    guard appending?.batch != nil else { return }
    if personality.looksIntoMessages { appending?.gauge.feed(bytes) }
    do throws(Fault) { try appending?.batch?.write(bytes) } catch { appending?.refuse(Refusal(error)) }
  }

  mutating func endAppendMessage() {
    appending?.batch?.end()
    guard let gauge = appending?.gauge else { return }
    if gauge.longestLine > personality.maxLineBytes ?? .max || !gauge.found.isDisjoint(with: personality.refusedContent)
    {
      appending?.refuse(Refusal(.bad, "Command Argument Error. 11"))
    }
  }

  mutating func endAppend(_ tag: String) {
    guard var appending else { return }
    self.appending = nil
    let fault = backend.plan.countAppend()
    guard fault.isStored else {
      appending.batch?.abandon()
      return ask(.drop)
    }
    let status = commit(&appending)
    if fault.isDropped { ask(.drop) } else { finish(tag, status) }
  }

  private mutating func commit(_ appending: inout Appending) -> Status {
    if let refusal = appending.refusal { return refusal.status }
    guard var batch = appending.batch else { return .done }
    do throws(Fault) {
      let uids = try batch.commit()
      let code = uids.map { ResponseCode.appendUID(batch.folder.validity, [$0]) }
      return Status(.ok, code: can("UIDPLUS") ? code : nil, "Stored.")
    } catch {
      batch.abandon()
      return Refusal(error).status
    }
  }
}
