import Core
import IMAP
import TestKit

@testable import IMAPServer

/// A session talked to without a network. Time stands still at a day in November 2026.
final class Dialogue {
  static let now: Int64 = 1_795_435_200

  let folder: TemporaryFolder
  let backend: Backend
  var session: Session
  /// What the shell was asked to do, in order.
  private(set) var requests: [Session.Request] = []

  convenience init(_ personality: Personality = Personality(), transport: Transport = Transport()) throws {
    let folder = try TemporaryFolder()
    let store = try MailStore(path: folder.path + "/store", now: { Self.now })
    let backend = Backend(
      accounts: [
        Account(user: "jan", password: Secret("duifje")), Account(user: "mieke", password: Secret("til-en-nest")),
      ],
      masters: ["beheer": Secret("meesterwoord")], checkToken: { $0 == "jan" && $1 == "sleutel" }, store: store,
      personality: personality)
    self.init(folder: folder, backend: backend, transport: transport)
  }

  init(folder: TemporaryFolder, backend: Backend, transport: Transport = Transport()) {
    self.folder = folder
    self.backend = backend
    session = Session(backend: backend, transport: transport)
    session.greet()
  }

  /// A second connection to the same server.
  func another() -> Dialogue {
    let other = Dialogue(folder: folder, backend: backend)
    _ = other.take()
    return other
  }

  func take() -> String {
    defer { heard = [] }
    return String(decoding: heard + session.takeOutput(), as: UTF8.self)
  }

  /// Answers taken while more was to come.
  private var heard: [UInt8] = []

  /// Sends `text` as it stands and returns everything answered.
  @discardableResult
  func send(_ text: String, pieces: Int = .max) -> String { send(Array(text.utf8), pieces: pieces) }

  @discardableResult
  func send(_ bytes: [UInt8], pieces: Int = .max) -> String {
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + min(pieces, bytes.count))
      pump(Array(bytes[start..<end]))
      start = end
    }
    return take()
  }

  private func pump(_ chunk: [UInt8]) {
    var offset = 0
    repeat {
      while session.isProducing { session.produce() }
      if let request = session.request {
        requests.append(request)
        if request == .close || request == .drop { return }
        session.resume()
      }
      session.receive(chunk.span, from: &offset)
      if session.output.bytes.count >= Session.mostOutput { heard += session.takeOutput() }
    } while offset < chunk.count || session.isProducing || session.request != nil
  }

  /// Sends a line and returns the answer without its tag's line, which must be OK.
  func ok(_ command: String) throws -> String {
    let answer = send("t \(command)\r\n")
    guard let last = answer.split(separator: "\r\n").last, last.hasPrefix("t OK") else {
      throw Unexpected(command: command, answer: answer)
    }
    return answer
  }

  func signIn() throws {
    _ = take()
    _ = try ok("LOGIN jan duifje")
  }

  /// Signs in, stores `messages` in INBOX and selects it.
  func selectInbox(_ messages: [String], flags: [Flag] = []) throws {
    try signIn()
    try fill("INBOX", messages, flags: flags)
    _ = try ok("SELECT INBOX")
  }

  func fill(_ name: String, _ messages: [String], flags: [Flag] = []) throws {
    let date = InternalDate(seconds: Self.now)
    try backend.store.mailbox("jan").append(
      folder: MailboxName(wire: name),
      messages: messages.map { NewMessage(Array($0.utf8), flags: flags, date: date) })
  }

  struct Unexpected: Error {
    var command: String
    var answer: String
  }
}
