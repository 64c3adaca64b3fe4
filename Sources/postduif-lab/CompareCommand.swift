import ArgumentParser
import Foundation
import Lab

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare mailboxes of two servers message by message, without any of Postduif's own code for it.",
    discussion: """
      SHA-256 of every body, flags and arrival dates, as multisets per folder. Without --user all mailboxes of
      Shortstraw are compared, opened by the lab's administrator. Exit 0 when all are equal, 1 when not.
      """)

  @Option(help: "Port of the old server on 127.0.0.1, without TLS.") var old: Int
  @Option(help: "Port of the new server on 127.0.0.1, without TLS.") var new: Int
  @Option(help: "Mailbox at the old server; repeat for more.") var user: [String] = []
  @Option(help: "The same mailbox's name at the new server, in the order of --user.") var newUser: [String] = []
  @Option(help: "File with the password for both.") var passwordFile: String?
  @Option(help: "Folder that is named otherwise at the new server: OLD=NEW; repeat for more.") var map: [String] = []
  @Option(help: "Flag that the new server is known not to keep; repeat for more.") var ignoreFlag: [String] = []

  func run() async throws {
    let password = try passwordFile.map(PasswordFile.read)
    var folders: [FolderName: FolderName] = [:]
    for entry in map {
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ValidationError("--map wants OLD=NEW, not \(entry).") }
      folders[FolderName(parts[0])] = FolderName(parts[1])
    }
    let pairs =
      user.isEmpty
      ? Shortstraw().mailboxes.map { ($0.user, $0.user) }
      : user.enumerated().map { ($1, newUser.indices.contains($0) ? newUser[$0] : $1) }
    var isEqual = true
    for (source, target) in pairs {
      let comparison = MailboxComparison(
        source: try snapshot(old, source, password), target: try snapshot(new, target, password), map: folders,
        ignoringFlags: Set(ignoreFlag.map { $0.lowercased() }))
      print("\(comparison.isEqual ? "=" : "*") \(source): \(comparison.summary)")
      for line in comparison.details.prefix(10) { print("    \(line)") }
      isEqual = isEqual && comparison.isEqual
    }
    if !isEqual { throw ExitCode(1) }
  }

  private func snapshot(_ port: Int, _ user: String, _ password: String?) throws -> MailboxSnapshot {
    if let password { return try MailboxSnapshot.read(port: port, user: user, password: password) }
    let administrator = Shortstraw.administrator
    return try MailboxSnapshot.read(
      port: port, user: "\(user)*\(administrator.user)", password: administrator.password)
  }
}
