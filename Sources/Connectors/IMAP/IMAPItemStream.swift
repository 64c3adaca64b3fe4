internal import Core
internal import IMAP
internal import IMAPClient
internal import Migration
internal import NIOCore

/// Bodies of one folder in the order they were asked for, off the line as they come. Lives on the connection's event loop.
actor IMAPItemStream: ItemStream {
  nonisolated var unownedExecutor: UnownedSerialExecutor { reader.connection.unownedExecutor }

  private let reader: MailboxReader
  private var opening: MailboxReader.Opening?
  private var commands: [BodyCommand]
  private var next = 0
  private var sorter: BodySorter
  private var failure: (any Error)?
  private let place: String

  init(
    reader: MailboxReader, opening: MailboxReader.Opening?, commands: [BodyCommand], signs: [String], place: String
  ) {
    self.reader = reader
    self.opening = opening
    self.commands = commands
    self.place = place
    sorter = BodySorter(signs: signs, place: place)
  }

  static func requests() -> [FetchRequest] { [.uid, .section(.whole, peek: true, partial: nil)] }

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
    while next < commands.count {
      let command = commands[next]
      sorter.begin(command.numbers)
      if let arrived = try await command.stream.next() {
        try sorter.take(arrived)
      } else {
        next += 1
        try await finish(command, status: await command.stream.status)
      }
      let events = sorter.events()
      if !events.isEmpty { return events }
    }
    return nil
  }

  /// The command is answered. What it left out is gone, or asked for once more alone, when the answer was a refusal or the
  /// server's way of naming messages did not allow telling them apart.
  private func finish(_ command: BodyCommand, status: Status?) async throws {
    let left = sorter.finish()
    if sorter.cannotName { await reader.askSinglyFromNowOn() }
    guard !left.isEmpty else { return }
    if let status, !status.isOK {
      let fault = reader.connection.refusal(status, of: "UID FETCH", place: place)
      guard case .skipItem = fault.recovery else { throw fault }
      if command.numbers.count == 1 { return sorter.missing(left, refused: fault) }
    } else if !sorter.cannotName {
      return sorter.missing(left, refused: nil)
    }
    var singles: [BodyCommand] = []
    for number in left { singles.append(await BodyCommand.send([number], on: reader.connection)) }
    commands.insert(contentsOf: singles, at: next)
  }
}

/// One FETCH on the line, and what it asked for.
struct BodyCommand: Sendable {
  var numbers: [UInt32]
  var stream: FetchStream

  static func send(_ numbers: [UInt32], on connection: IMAPConnection) async -> BodyCommand {
    BodyCommand(
      numbers: numbers,
      stream: await connection.fetch(.set(NumberSet(numbers)), uid: true, IMAPItemStream.requests()))
  }
}
