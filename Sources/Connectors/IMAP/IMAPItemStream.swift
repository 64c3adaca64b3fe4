internal import Core
internal import IMAP
internal import IMAPClient
internal import Migration
internal import NIOCore

/// Bodies of one folder in the order they were asked for, off the line as they come; one that had to be asked for a second
/// time comes last. Lives on the connection's event loop.
actor IMAPItemStream: ItemStream {
  nonisolated var unownedExecutor: UnownedSerialExecutor { reader.connection.unownedExecutor }

  private let reader: MailboxReader
  private var opening: MailboxReader.Opening?
  private var commands: [BodyCommand]
  private var place = 0
  private var sorter: BodySorter
  /// Asked for alone and not handed out, although the server saw nothing wrong: gone, or withheld.
  private var unresolved: [UInt32] = []
  private var failure: (any Error)?
  private let folder: String

  init(
    reader: MailboxReader, opening: MailboxReader.Opening?, commands: [BodyCommand], signs: [String], folder: String
  ) {
    self.reader = reader
    self.opening = opening
    self.commands = commands
    self.folder = folder
    sorter = BodySorter(signs: signs, place: folder)
  }

  func next() async throws -> [ItemEvent]? {
    if let failure { throw failure }
    do {
      return try await advance()
    } catch {
      failure = error
      throw error
    }
  }

  private func advance() async throws -> [ItemEvent]? {
    if let opening {
      try await reader.finish(opening)
      self.opening = nil
    }
    while place < commands.count {
      let command = commands[place]
      if case .bodies = command.kind { sorter.begin(command.numbers) }
      if let arrived = try await command.stream.next() {
        take(arrived, of: command)
      } else {
        place += 1
        try await finish(command, status: await command.stream.status)
      }
      let events = sorter.events()
      if !events.isEmpty { return events }
    }
    return nil
  }

  private func take(_ arrived: [FetchEvent], of command: BodyCommand) {
    switch command.kind {
    case .bodies: sorter.take(arrived)
    case .presence:
      // Still there, and yet not handed out.
      for case .found(let present) in arrived {
        for uid in unresolved where present.contains(uid) {
          sorter.refused(uid, "the server lists this message but does not hand it out")
        }
        unresolved.removeAll { present.contains($0) }
      }
    }
  }

  private func finish(_ command: BodyCommand, status: Status?) async throws {
    switch command.kind {
    case .presence:
      // Only a server that looked may say that a message is gone: what is gone is forgotten.
      if let status, !status.isOK {
        let fault = try throwUnlessItsOwn(status)
        for number in unresolved { sorter.refused(number, fault.message) }
      } else {
        for number in unresolved { sorter.gone(number) }
      }
      unresolved = []
    case .bodies: try await finishBodies(command, status: status)
    }
  }

  /// What the answer left out is asked for once more, alone: together with others the server may have refused all for one,
  /// or named none. What stays away then is looked for, because "gone" and "withheld" are not the same to the user.
  private func finishBodies(_ command: BodyCommand, status: Status?) async throws {
    let left = sorter.finish()
    if sorter.cannotName { await reader.askSinglyFromNowOn() }
    guard !left.isEmpty else { return }
    let connection = reader.connection
    if command.numbers.count > 1 {
      if let status, !status.isOK { try throwUnlessItsOwn(status) }
      var again: [BodyCommand] = []
      for number in left { again.append(await .bodies([number], on: connection)) }
      again.append(await .presence(left, on: connection))
      commands.insert(contentsOf: again, at: place)
      return
    }
    // RFC 5530: the message was expunged, and the client has not been told yet.
    if let status, !status.isOK, status.code != .word("EXPUNGEISSUED") {
      let fault = try throwUnlessItsOwn(status)
      for number in left { sorter.refused(number, fault.message) }
      return
    }
    unresolved += left
    let isLookedFor = commands[place...].contains { $0.kind == .presence && $0.numbers.contains(left[0]) }
    if !isLookedFor { commands.insert(await .presence(left, on: connection), at: place) }
  }

  /// A refusal that speaks of the connection or the mailbox ends the stream; one about a message does not.
  @discardableResult private func throwUnlessItsOwn(_ status: Status) throws -> Fault {
    let fault = reader.connection.refusal(status, of: "UID FETCH", place: folder)
    guard case .skipItem = fault.recovery else { throw fault }
    return fault
  }
}

/// One FETCH on the line, and what it asked for.
struct BodyCommand: Sendable {
  enum Kind { case bodies, presence }
  var kind: Kind
  var numbers: [UInt32]
  var stream: FetchStream

  private static let requests: [FetchRequest] = [.uid, .section(.whole, peek: true, partial: nil)]

  static func bodies(_ numbers: [UInt32], on connection: IMAPConnection) async -> BodyCommand {
    BodyCommand(
      kind: .bodies, numbers: numbers, stream: await connection.fetch(.set(NumberSet(numbers)), uid: true, requests))
  }

  /// Asks which of them the folder still has. A SEARCH, because an answer to another FETCH could be taken for one to a
  /// command that asked for a body.
  static func presence(_ numbers: [UInt32], on connection: IMAPConnection) async -> BodyCommand {
    let set = MessageSet.set(NumberSet(numbers))
    return BodyCommand(
      kind: .presence, numbers: numbers,
      stream: await connection.stream(.search(uid: true, charset: nil, returns: nil, .uid(set))))
  }
}
