import Connectors
import Core
import IMAPClient
import Lab
import Migration
import NIOPosix
import TestKit
import Testing

/// Source and target against a real Dovecot.
@Suite(.serialized, .enabled(if: Skips.unless(DovecotServer.program != nil, "dovecot is not installed")))
struct DovecotTests {
  private static let date = ZonedTime(seconds: 1_600_000_000, zoneMinutes: 120)

  static func account(_ server: DovecotServer, _ user: String, tls: Endpoint.TLS = .none) -> IMAPAccount {
    var endpoint = Endpoint(
      host: "localhost", port: tls == .implicit ? server.tlsPort : server.port, tls: tls)
    endpoint.trust = .caFile(server.authority.root)
    var login = Login(user: user, password: Secret(server.password))
    login.allowsSecretsInPlainText = true
    return IMAPAccount(
      endpoint: endpoint, login: login, group: MultiThreadedEventLoopGroup.singleton.next())
  }

  private static func body(_ number: Int) -> [UInt8] {
    Array("Subject: Brief \(number)\r\nMessage-ID: <\(number)@shortstraw.example>\r\n\r\n".utf8)
      + [UInt8](repeating: UInt8(0x61 + number % 26), count: number * 37 % 60_000) + [0x0D, 0x0A]
  }

  private static func mailbox(_ user: String, count: Int) -> LabMailbox {
    LabMailbox(
      user: user,
      folders: [
        LabFolder(path: ["INBOX"], count: count) {
          LabMessage(flags: $0 % 3 == 0 ? ["\\Seen", "$Forwarded"] : [], date: date, bytes: body($0))
        },
        LabFolder(path: ["Klanten", "Bäckerei M & Zoon"], count: 2) {
          LabMessage(flags: [], date: date, bytes: body($0))
        },
      ])
  }

  @Test func copiesAMailbox() async throws {
    let server = try await DovecotServer()
    let raw = try RawIMAP(port: server.port)
    try raw.login("annie", server.password)
    try raw.fill(Self.mailbox("annie", count: 120))
    let source = try await IMAPMailSource(Self.account(server, "annie", tls: .implicit)).connect()
    let target = try await IMAPMailTarget(Self.account(server, "john", tls: .startTLS)).connect()
    let folders = try await source.folders()
    #expect(folders.filter(\.isSelectable).map(\.displayName) == ["INBOX", "Klanten/Bäckerei M & Zoon"])
    #expect(folders.first?.role == .inbox)
    #expect(folders.first?.count == 120)
    let outcomes = try await target.create(
      folders.filter(\.isSelectable).map { NewFolder(path: $0.path, subscribe: true) })
    for (folder, outcome) in zip(folders.filter(\.isSelectable), outcomes) {
      let made = try await target.select(try outcome.result.get())
      let items = Pages()
      let listing = try await source.list(folder, since: nil) { items.add($0) }
      #expect(listing.isComplete)
      #expect(items.all.count == folder.count)
      var tickets: [any StoreTicket] = []
      for start in stride(from: 0, to: items.all.count, by: 25) {
        let part = items.all[start..<min(start + 25, items.all.count)]
        let stream = try await source.open(part.map(\.id), in: folder)
        tickets.append(
          try await target.append(
            part.map { OutgoingItem(id: $0.id, flags: $0.flags, date: $0.date) }, stream: stream, in: made))
      }
      for ticket in tickets {
        for outcome in try await ticket.outcomes() {
          guard case .stored(let id) = outcome.result else {
            Issue.record("\(outcome)")
            continue
          }
          #expect(id != nil)
        }
      }
    }
    await source.close()
    await target.close()
    let before = try MailboxSnapshot.read(port: server.port, user: "annie", password: server.password)
    let after = try MailboxSnapshot.read(port: server.port, user: "john", password: server.password)
    #expect(MailboxComparison(source: before, target: after).isEqual)
    await server.stop()
  }
}
