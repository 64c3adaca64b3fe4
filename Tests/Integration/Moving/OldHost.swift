import Core
import Lab
import TestKit
import Testing

/// Shortstraw's old host and what it holds, read once for as long as nothing changes there.
final class OldHost {
  let server: LabServer
  let users: [String]
  /// Messages of those who move.
  let count: Int
  static let folders = Shortstraw().mailboxes.reduce(0) { $0 + $1.folders.count }
  private var held: [String: MailboxSnapshot] = [:]

  /// - Parameter people: who moves, by the beginning of the name; everybody unless said otherwise.
  init(_ people: String...) async throws {
    server = try await LabServer(filling: "shortstraw")
    let moving = Shortstraw().mailboxes.filter { box in people.isEmpty || people.contains { box.user.hasPrefix($0) } }
    users = moving.map(\.user)
    count = moving.reduce(0) { $0 + $1.count }
  }

  private func name(_ user: String) -> String { "\(user)*\(Shortstraw.administrator.user)" }

  /// A move to `target`; a server of the lab is opened as its administrator.
  func project(to target: ProjectUnderTest.End) throws -> ProjectUnderTest {
    try ProjectUnderTest(
      source: Self.opened(.init(server)), target: Self.opened(target), users: users.map { ($0, $0) })
  }

  static func opened(_ end: ProjectUnderTest.End) -> ProjectUnderTest.End {
    var end = end
    if end.files == nil { end.administrator = Shortstraw.administrator.user }
    return end
  }

  /// A stretch of somebody's INBOX gets a flag and another loses one.
  func changeFlags(_ random: inout SeededRandom) throws {
    let user = users[random.below(users.count)]
    let client = try RawIMAP(port: server.port)
    try client.login(name(user), server.password)
    try client.text("SELECT INBOX")
    let first = 1 + random.below(30)
    try client.text("STORE \(first):\(first + 10) +FLAGS (\\Flagged Opvolgen)")
    try client.text("STORE \(first + 5):\(first + 15) -FLAGS (\\Seen \\Flagged)")
    held[user] = nil
  }

  func expectEqual(_ target: LabServer, _ when: String) throws {
    for user in users {
      let old = try held[user] ?? MailboxSnapshot.read(port: server.port, user: name(user), password: server.password)
      held[user] = old
      let new = try MailboxSnapshot.read(port: target.port, user: name(user), password: target.password)
      let found = MailboxComparison(source: old, target: new)
      #expect(found.isEqual, "\(when), \(user): \(found.summary) \(found.missingFolders) \(found.details)")
      #expect(found.compared > 0)
    }
  }
}
