import Connectors
import Core
import IMAP
import IMAPClient
import IMAPServer
import Migration
import NIOCore
import NIOPosix
import TestKit

/// A server with one mailbox of ours, and the two ends on it.
final class TestMailbox: Sendable {
  let server: RunningServer
  private let folder: TemporaryFolder
  static let date = InternalDate(seconds: 1_600_000_000, zoneMinutes: 120)

  init(_ personality: Personality = Personality()) async throws {
    folder = try TemporaryFolder("connectors")
    var configuration = MailServer.Configuration(
      path: folder("store"), accounts: ["annie", "john"].map { Account(user: $0, password: Secret("duifje-\($0)")) })
    configuration.personality = personality
    server = try await MailServer.start(configuration)
  }

  func account(_ user: String, provider: Provider? = nil, budget: ConnectionBudget? = nil) -> IMAPAccount {
    var endpoint = Endpoint(host: "127.0.0.1", port: server.port, tls: .none)
    endpoint.responseTimeout = .seconds(300)
    var login = Login(user: user, password: Secret("duifje-\(user)"))
    login.allowsSecretsInPlainText = true
    return IMAPAccount(
      endpoint: endpoint, login: login, budget: budget, group: Self.loop, provider: provider)
  }

  static let loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()

  func source(_ provider: Provider? = nil, _ change: (inout IMAPAccount) -> Void = { _ in }) async throws
    -> any SourceSession
  {
    var account = account("annie", provider: provider)
    change(&account)
    return try await IMAPMailSource(account).connect()
  }
  func target(_ provider: Provider? = nil, _ change: (inout IMAPAccount) -> Void = { _ in }) async throws
    -> any TargetSession
  {
    var account = account("john", provider: provider)
    change(&account)
    return try await IMAPMailTarget(account).connect()
  }

  @discardableResult
  func fill(
    _ user: String, _ bodies: [String], in name: String = "INBOX", flags: [Flag] = []
  ) throws -> ClosedRange<
    UInt32
  >? {
    try server.mailbox(user).append(
      folder: MailboxName(wire: name),
      messages: bodies.map { NewMessage(Array($0.utf8), flags: flags, date: Self.date) })
  }

  func stop() async { try? await server.shutdown() }

  static func letter(_ number: Int, filler: Int = 0) -> String {
    "Message-ID: <\(number)@shortstraw.example>\r\nSubject: Brief \(number)\r\nFrom: annie@shortstraw.example\r\n"
      + "Date: Sun, 13 Sep 2020 14:26:40 +0200\r\n\r\n" + String(repeating: "abcdefghij", count: filler) + "\r\n"
  }
}

/// What a stream handed out.
struct Received: Equatable {
  var bodies: [UInt32: [UInt8]] = [:]
  var order: [UInt32] = []
  var missing: [UInt32: Fault.Code] = [:]

  static func all(of stream: any ItemStream) async throws -> Received {
    var received = Received()
    var size = 0
    var body: [UInt8] = []
    while let events = try await stream.next() {
      for event in events {
        switch event {
        case .begin(let id, let announced):
          received.order.append(id.rawValue)
          (size, body) = (announced, [])
        case .bytes(let bytes): body += bytes.readableBytesView
        case .end(let id): received.bodies[id.rawValue] = body.count == size ? body : nil
        case .missing(let id, let fault): received.missing[id.rawValue] = fault.code
        }
      }
    }
    return received
  }
  func text(_ id: UInt32) -> String? { bodies[id].map { String(decoding: $0, as: UTF8.self) } }
}

/// Pages of one listing.
final class Pages {
  private(set) var all: [ListedItem] = []
  private(set) var sizes: [Int] = []
  func add(_ page: [ListedItem]) {
    all += page
    sizes.append(page.count)
  }
}

func ids(_ range: ClosedRange<UInt32>) -> [ItemID] { range.map { ItemID($0) } }

extension StoreOutcome {
  /// `stored 3`, `refused IMAP-TOOBIG`, …
  var words: String {
    switch result {
    case .stored(let id): "stored \(id.map { "\($0)" } ?? "-")"
    case .refused(let fault): "refused \(fault.code)"
    case .batchRefused(let fault): "batchRefused \(fault.code)"
    case .missing(let fault): "missing \(fault.code)"
    }
  }
}
