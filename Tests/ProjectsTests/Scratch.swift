import Core
import Foundation
import Projects
import TestKit
import Testing

/// A folder of its own for one test, gone when the test is.
final class Scratch: Sendable {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  init() throws {
    folder = try TemporaryFolder("projects")
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
  }

  @discardableResult
  func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
    let file = path + "/" + name
    try Data(text.utf8).write(to: URL(filePath: file))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }

  func read(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }

  func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
    return try #require((attributes[.posixPermissions] as? NSNumber)?.intValue)
  }

  func names(_ folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
  }

  /// A project with this text, read.
  func project(_ text: String) throws -> Project {
    try write("postduif.yaml", text, mode: 0o644)
    return try Project.open(at: path)
  }
}

/// The code of the fault that `body` throws; nil when it throws none.
func code(_ body: () async throws -> Void) async -> Fault.Code? {
  do { try await body() } catch { return (error as? Fault)?.code ?? "NOT-A-FAULT" }
  return nil
}

/// The made-up customer of these tests.
let peeters = """
  # Bakkerij Peeters
  project:
    name: Peeters   # as in the contract
    customer: "Bakkerij Peeters"

  source:
    oud:
      host: imap.oudehost.example
      # their administrator
      admin:
        user: postmaster
        form: separator

  target:
    m365:
      host: outlook.office365.com
      sign-in: xoauth2
      provider: exchange-online

  mailboxes: mailboxes.csv

  options:
    parallel: 4
    exclude:
      - Archief
      - "**/Oud"

  """
