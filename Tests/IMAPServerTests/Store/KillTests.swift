import Core
import Glibc
import IMAP
import Lab
import TestKit
import Testing

@testable import IMAPServer

/// `kill -9` to a server while mail pours in: what was answered is there, what was not is there whole or not at all.
@Suite(
  .serialized, .enabled(if: Skips.unless(PackageFolder.program("postduif-lab") != nil, "postduif-lab is not built")))
struct KillTests {
  private static let batch = 3

  private func body(_ number: Int, _ part: Int) -> String {
    "Subject: \(number).\(part)\r\n\r\n"
      + String(repeating: "\(number % 10)", count: (number * 7_919 + part * 31) % 9_000)
  }

  private func signIn(_ port: Int) throws -> WireClient {
    let client = try WireClient(port: port)
    let user = Shortstraw(includesRaw: false).mailboxes[0].user
    let master = Shortstraw.administrator
    _ = try client.ask("LOGIN \"\(user)*\(master.user)\" \"\(master.password)\"")
    return client
  }

  /// Sends batches without waiting, and kills the server after so many answers. Returns how many were answered with OK.
  private func fill(_ server: LabServer, from first: Int, answers: Int) async throws -> Int {
    let client = try signIn(server.port)
    for number in first..<(first + 60) {
      var command = "b\(number) APPEND INBOX"
      for part in 0..<Self.batch {
        let text = body(number, part)
        command += " {\(text.utf8.count)+}\r\n\(text)"
      }
      try client.write(command + "\r\n")
    }
    var answered = 0
    for _ in 0..<answers {
      guard try client.line().hasPrefix("b\(first + answered) OK [APPENDUID ") else { break }
      answered += 1
    }
    await server.kill()
    // What was on its way still counts as answered.
    while let line = try? client.line() {
      if line.hasPrefix("b\(first + answered) OK ") { answered += 1 }
    }
    return answered
  }

  @Test func nothingAnsweredIsLostNothingIsHalf() async throws {
    let server = try await LabServer()
    var validity: String?
    var kept: [Int] = []
    for round in 0..<4 {
      let first = round * 100
      let answered = try await fill(server, from: first, answers: [0, 1, 7, 23][round])
      try await server.start()
      let client = try signIn(server.port)
      let selected = try client.ask("SELECT INBOX")
      let now = selected.first { $0.contains("UIDVALIDITY") }
      #expect(validity == nil || validity == now)
      validity = now
      let numbers = try readBack(client)
      #expect(numbers.starts(with: kept), "what an earlier round left must stay as it was")
      let new = Array(numbers.dropFirst(kept.count))
      #expect(new == Array(first..<(first + new.count)), "batches are there in the order sent")
      #expect(new.count >= answered, "\(answered) batches were answered, \(new.count) are there")
      kept = numbers
    }
    await server.stop()
  }

  /// The numbers of the batches in the folder; every one must be whole and every message as it was sent.
  private func readBack(_ client: WireClient) throws -> [Int] {
    try client.write("f UID FETCH 1:* (UID BODY.PEEK[])\r\n")
    var numbers: [Int] = []
    var part = 0
    while true {
      let line = try client.line()
      if line.hasPrefix("f ") { break }
      let size = try #require(line.split(separator: "{").last.flatMap { Int($0.prefix { $0.isNumber }) })
      let text = String(decoding: try client.bytes(size), as: UTF8.self)
      #expect(try client.line() == ")\r\n")
      let subject = try #require(text.dropFirst(9).split(separator: "\r\n").first)
      let parts = subject.split(separator: ".").compactMap { Int($0) }
      #expect(parts.count == 2 && parts[1] == part)
      #expect(text == body(parts[0], part))
      if part == 0 { numbers.append(parts[0]) } else { #expect(numbers.last == parts[0]) }
      part = (part + 1) % Self.batch
    }
    #expect(part == 0, "a batch is there in part")
    return numbers
  }
}
