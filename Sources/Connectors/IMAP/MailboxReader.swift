internal import Core
internal import IMAP
internal import IMAPClient
internal import Migration
internal import NIOCore

/// What SELECT or EXAMINE said of a folder.
struct OpenedFolder: Sendable, Hashable {
  var name: MailboxName
  var isReadOnly: Bool
  var exists = 0
  var uidNext: UInt32?
  var validity: UInt32 = 0
  /// Nil where the folder has none (`NOMODSEQ`).
  var highestModSequence: ModSequence?
  /// Nil when the server does not say.
  var permanentFlags: [Flag]?

  init(_ name: MailboxName, isReadOnly: Bool, answer: Completed) {
    self.name = name
    self.isReadOnly = isReadOnly
    for response in answer.responses {
      switch response {
      case .exists(let count): exists = Int(count)
      case .status(let status): learn(status.code)
      default: break
      }
    }
    learn(answer.status.code)
  }

  private mutating func learn(_ code: ResponseCode?) {
    switch code {
    case .uidNext(let next): uidNext = next
    case .uidValidity(let value): validity = value.rawValue
    case .highestModSequence(let value): highestModSequence = value == 0 ? nil : value
    case .permanentFlags(let flags): permanentFlags = flags
    default: break
    }
  }
}

/// Reads one mailbox over one connection: which folder is open, and the commands that need one. Source and target share it;
/// a source's reader only ever says EXAMINE and BODY.PEEK. Lives on the connection's event loop.
actor MailboxReader {
  nonisolated let connection: IMAPConnection
  nonisolated let provider: Provider
  nonisolated var unownedExecutor: UnownedSerialExecutor { connection.unownedExecutor }

  private(set) var opened: OpenedFolder?
  /// The folder whose EXAMINE is on the line and not looked at.
  private var opening: (name: MailboxName, isReadOnly: Bool)?
  /// The view of the open folder shows every UID below this.
  private var visibleBelow: UInt32 = 0
  /// A server that sends the UID behind the body is asked for one message at a time.
  private(set) var asksSingly = false

  init(_ connection: IMAPConnection, provider: Provider) {
    self.connection = connection
    self.provider = provider
  }

  func askSinglyFromNowOn() { asksSingly = true }

  /// Opens a folder anew, so that its state is the present one. Throws ``Fault`` when its validity is no longer `validity`.
  @discardableResult
  func open(_ name: MailboxName, readOnly: Bool, validity: UInt32) async throws -> OpenedFolder {
    let pending = await beginOpening(name, readOnly: readOnly)
    return try finishOpening(name, readOnly: readOnly, validity: validity, answer: try await pending.value())
  }

  /// The open folder if it is this one and open at least for what is asked; else opens it.
  @discardableResult
  func ensureOpen(_ name: MailboxName, readOnly: Bool, validity: UInt32) async throws -> OpenedFolder {
    if let opened, opened.name == name, opening == nil, readOnly || !opened.isReadOnly,
      validity == 0 || opened.validity == validity
    {
      return opened
    }
    return try await open(name, readOnly: readOnly, validity: validity)
  }

  private func beginOpening(_ name: MailboxName, readOnly: Bool) async -> PendingCommand {
    opened = nil
    opening = (name, readOnly)
    return await connection.submit(.select(name, readOnly: readOnly, selectOptions))
  }

  /// CONDSTORE in SELECT makes a server that has it tell mod-sequences where ENABLE is not to be had. RFC 7162 §3.1.8.
  private var selectOptions: SelectOptions {
    var options = SelectOptions()
    options.condstore = connection.capabilities.has("CONDSTORE") && connection.facts.enabled.isEmpty
    return options
  }

  private func finishOpening(
    _ name: MailboxName, readOnly: Bool, validity: UInt32, answer: Completed
  ) throws -> OpenedFolder {
    if let opening, opening.name == name { self.opening = nil }
    guard answer.status.isOK else {
      var fault = connection.refusal(answer.status, of: readOnly ? "EXAMINE" : "SELECT")
      if case .skipItem = fault.recovery { fault.recovery = .skipFolder }
      throw fault
    }
    let folder = OpenedFolder(name, isReadOnly: readOnly, answer: answer)
    guard validity == 0 || folder.validity == validity else {
      throw Fault(
        .validityChanged,
        "the folder's item numbers changed their meaning (UIDVALIDITY \(validity), now \(folder.validity))",
        place: connection.endpoint.place, recovery: .skipFolder, advice: "Run again: the folder will be listed anew.")
    }
    connection.noteOpened()
    opened = folder
    visibleBelow = folder.uidNext ?? 0
    return folder
  }

  /// Makes mail up to `last` visible where it may have come after the folder was opened. RFC 9051 §6.1.2.
  func showUp(to last: ItemID?) async throws {
    guard let last, last.rawValue >= visibleBelow else { return }
    visibleBelow = last.rawValue == .max ? .max : last.rawValue + 1
    try await connection.require(.noop)
  }

  /// Runs STORE commands, all on the line together. Throws the ``Fault`` of the first that was refused.
  func store(_ changes: [(StoreRequest, [UInt32])], place: String) async throws {
    var pending: [PendingCommand] = []
    for (request, numbers) in changes {
      for part in FetchPlan.commands(numbers.map { ItemID($0) }, singly: false) {
        pending.append(await connection.submit(.store(.set(NumberSet(part)), uid: true, request)))
      }
    }
    var refused: Fault?
    for command in pending {
      let answer = try await command.value()
      if !answer.status.isOK, refused == nil {
        refused = connection.refusal(answer.status, of: "UID STORE", place: place)
      }
    }
    if let refused { throw refused }
  }

  // MARK: bodies

  /// What has to be true before the first answer of a stream counts: the folder could be opened and is the one that was listed.
  struct Opening: Sendable {
    fileprivate var pending: PendingCommand
    fileprivate var name: MailboxName
    fileprivate var validity: UInt32
    fileprivate var readOnly: Bool
  }

  /// Opens the folder if it is not open, without waiting: the commands that follow on the line find it open.
  func beginReading(
    _ name: MailboxName, validity: UInt32, readOnly: Bool, upTo last: UInt32
  ) async -> Opening? {
    let current = opening?.name ?? opened?.name
    if current == name {
      if let opened, opened.validity != validity, opening == nil {
        return await reopen(name, validity, readOnly)
      }
      // Numbers the view may not have yet (mail that came, or was stored, since): a NOOP shows them.
      if last >= visibleBelow {
        visibleBelow = last == .max ? last : last + 1
        _ = await connection.submit(.noop)
      }
      return nil
    }
    return await reopen(name, validity, readOnly)
  }

  private func reopen(_ name: MailboxName, _ validity: UInt32, _ readOnly: Bool) async -> Opening {
    visibleBelow = .max
    return Opening(
      pending: await beginOpening(name, readOnly: readOnly), name: name, validity: validity, readOnly: readOnly)
  }

  func finish(_ opening: Opening) async throws {
    let answer = try await opening.pending.value()
    // Another folder may have been asked for meanwhile; then this one's state is not the connection's any more.
    let isCurrent = self.opening?.name == opening.name
    let later = self.opening
    let before = opened
    _ = try finishOpening(opening.name, readOnly: opening.readOnly, validity: opening.validity, answer: answer)
    if !isCurrent {
      self.opening = later
      opened = before
    }
  }
}
