import ArgumentParser
import Core
import Foundation
import Lab

struct FillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fill", abstract: "Put a mailbox of Shortstraw on any IMAP server of this machine.")

  @Option(help: "Port on 127.0.0.1, without TLS.") var port: Int
  @Option(help: "Whose mail, and the name to sign in with unless --as says another.") var user: String
  @Option(name: .customLong("as"), help: "Name to sign in with.") var login: String?
  @Option(help: "File with the password in its first line.") var passwordFile: String

  func run() async throws {
    guard let mailbox = Shortstraw().mailboxes.first(where: { $0.user == user }) else {
      throw ValidationError("Nobody at Shortstraw is called \(user).")
    }
    let client = try RawIMAP(port: port)
    try client.login(login ?? user, try PasswordFile.read(passwordFile))
    try client.fill(mailbox)
    print("\(mailbox.count) messages in \(mailbox.folders.count) folders")
  }
}

enum PasswordFile {
  static func read(_ path: String) throws -> String {
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  }
}
