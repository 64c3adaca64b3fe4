import Core
import Crypto
import Foundation
import IMAP
import Testing

@testable import IMAPServer

@Suite struct SignInTests {
  private static func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)) }

  @Test(arguments: [
    ("LOGIN jan duifje", true), ("LOGIN JAN duifje", true), ("LOGIN jan verkeerd", false), ("LOGIN jan \"\"", false),
    ("LOGIN jan duifj", false), ("LOGIN niemand duifje", false), (#"LOGIN "jan*beheer" meesterwoord"#, true),
    (#"LOGIN "jan*beheer" duifje"#, false), (#"LOGIN "niemand*beheer" meesterwoord"#, false),
    (#"LOGIN "*beheer" meesterwoord"#, false),
    ("AUTHENTICATE PLAIN \(base64("\0jan\0duifje"))", true),
    ("AUTHENTICATE PLAIN \(base64("jan\0jan\0duifje"))", true),
    ("AUTHENTICATE PLAIN \(base64("jan\0beheer\0meesterwoord"))", true),
    ("AUTHENTICATE PLAIN \(base64("jan\0mieke\0til-en-nest"))", false),
    ("AUTHENTICATE PLAIN \(base64("jan duifje"))", false),
    ("AUTHENTICATE XOAUTH2 \(base64("user=jan\u{1}auth=Bearer sleutel\u{1}\u{1}"))", true),
    ("AUTHENTICATE OAUTHBEARER \(base64("n,a=jan,\u{1}host=x\u{1}auth=Bearer sleutel\u{1}\u{1}"))", true),
  ])
  func oneLine(_ command: String, succeeds: Bool) throws {
    let dialogue = try Dialogue()
    _ = dialogue.take()
    let answer = dialogue.send("a \(command)\r\n")
    #expect(answer.hasPrefix(succeeds ? "a OK [CAPABILITY " : "a NO [AUTHENTICATIONFAILED]"), "\(answer)")
    #expect(dialogue.send("b LIST \"\" \"\"\r\n").contains(succeeds ? "b OK" : "b BAD"))
  }

  @Test(arguments: [
    ("PLAIN", ["\0jan\0duifje"], ["+ \r\n"], true),
    ("LOGIN", ["jan", "duifje"], ["+ VXNlcm5hbWU6\r\n", "+ UGFzc3dvcmQ6\r\n"], true),
    ("LOGIN", ["jan", "mis"], ["+ VXNlcm5hbWU6\r\n", "+ UGFzc3dvcmQ6\r\n"], false),
    (
      "XOAUTH2", ["user=jan\u{1}auth=Bearer verlopen\u{1}\u{1}", ""],
      ["+ \r\n", "+ eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIn0=\r\n"], false
    ),
  ])
  func inTurns(_ mechanism: String, _ answers: [String], _ challenges: [String], succeeds: Bool) throws {
    let dialogue = try Dialogue()
    _ = dialogue.take()
    var heard = dialogue.send("a AUTHENTICATE \(mechanism)\r\n")
    if mechanism == "LOGIN" {
      #expect(heard == "+ \r\n")
      heard = dialogue.send("\r\n")
    }
    for (answer, challenge) in zip(answers, challenges) {
      #expect(heard == challenge)
      heard = dialogue.send("\(Self.base64(answer))\r\n")
    }
    #expect(heard.hasPrefix(succeeds ? "a OK " : "a NO "), "\(heard)")
  }

  @Test func cramMD5() throws {
    for (password, succeeds) in [("duifje", true), ("mis", false)] {
      let dialogue = try Dialogue()
      _ = dialogue.take()
      let challenge = dialogue.send("a AUTHENTICATE CRAM-MD5\r\n").dropFirst(2).dropLast()
      let text = try #require(Base64.decode(Array(challenge.utf8)))
      let code = HMAC<Insecure.MD5>.authenticationCode(for: text, using: SymmetricKey(data: Array(password.utf8)))
      let digest = code.map { String(format: "%02x", $0) }.joined()
      let answer = dialogue.send(Self.base64("jan \(digest)") + "\r\n")
      #expect(answer.hasPrefix(succeeds ? "a OK" : "a NO"))
    }
  }

  /// The client's side of RFC 5802 §3, written out here once more.
  @Test func scramSHA256() throws {
    for (password, succeeds) in [("duifje", true), ("mis", false)] {
      let dialogue = try Dialogue()
      _ = dialogue.take()
      let bare = "n=jan,r=abcdef"
      let first = dialogue.send("a AUTHENTICATE SCRAM-SHA-256 \(Self.base64("n,,\(bare)"))\r\n").dropFirst(2).dropLast()
      let server = String(decoding: try #require(Base64.decode(Array(first.utf8))), as: UTF8.self)
      let fields = server.split(separator: ",").map { $0.dropFirst(2) }
      #expect(server.hasPrefix("r=abcdef"))
      let salt = try #require(Base64.decode(Array(fields[1].utf8)))
      func sign(_ bytes: [UInt8], _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
      }
      var block = sign(salt + [0, 0, 0, 1], Array(password.utf8))
      var salted = block
      for _ in 1..<(try #require(Int(fields[2]))) {
        block = sign(block, Array(password.utf8))
        for index in salted.indices { salted[index] ^= block[index] }
      }
      let final = "c=biws,r=\(fields[0])"
      let message = Array("\(bare),\(server),\(final)".utf8)
      let key = sign(Array("Client Key".utf8), salted)
      let proof = zip(key, sign(message, Array(SHA256.hash(data: key)))).map { $0 ^ $1 }
      let answer = dialogue.send(Self.base64("\(final),p=\(Base64.encode(proof))") + "\r\n")
      guard succeeds else {
        #expect(answer.hasPrefix("a NO [AUTHENTICATIONFAILED]"))
        continue
      }
      let signature = sign(message, sign(Array("Server Key".utf8), salted))
      #expect(answer == "+ \(Self.base64("v=\(Base64.encode(signature))"))\r\n")
      #expect(dialogue.send("\r\n").hasPrefix("a OK"))
    }
  }

  @Test func exchangesCanBeGivenUp() throws {
    let dialogue = try Dialogue()
    _ = dialogue.take()
    _ = dialogue.send("a AUTHENTICATE PLAIN\r\n")
    #expect(dialogue.send("*\r\n") == "a BAD Given up.\r\n")
    _ = dialogue.send("b AUTHENTICATE PLAIN\r\n")
    #expect(dialogue.send("?\r\n") == "b BAD This is not base64.\r\n")
    #expect(dialogue.send("c AUTHENTICATE KERBEROS_V4\r\n").hasPrefix("c NO [CANNOT]"))
    #expect(dialogue.send("d LOGIN jan duifje\r\n").hasPrefix("d OK"))
    #expect(dialogue.send("e LOGIN jan duifje\r\n").hasPrefix("e BAD"))
  }

  @Test func passwordsWaitForTLS() throws {
    var transport = Transport()
    transport.offersTLS = true
    transport.allowsPlainSignIn = false
    let dialogue = try Dialogue(transport: transport)
    let greeting = dialogue.take()
    #expect(greeting.contains(" LOGINDISABLED ") && greeting.contains(" STARTTLS ") && !greeting.contains("AUTH="))
    #expect(dialogue.send("a LOGIN jan duifje\r\n").hasPrefix("a NO [PRIVACYREQUIRED]"))
    #expect(dialogue.send("b STARTTLS\r\n").hasPrefix("b OK"))
    #expect(dialogue.requests == [.startTLS])
    #expect(dialogue.send("c CAPABILITY\r\n").contains("AUTH=PLAIN"))
    #expect(dialogue.send("d STARTTLS\r\n").hasPrefix("d BAD"))
    #expect(dialogue.send("e LOGIN jan duifje\r\n").hasPrefix("e OK"))
  }

  /// Before a sign-in nobody may make the server hold much.
  @Test func strangersGetLittleMemory() throws {
    let dialogue = try Dialogue()
    _ = dialogue.take()
    #expect(dialogue.send("a LOGIN jan {20000}\r\n").hasPrefix("a BAD the literal is too large"))
    #expect(dialogue.send("b NOOP \(String(repeating: "x", count: 9_000))\r\n").hasPrefix("b BAD the line is too long"))
    #expect(dialogue.send("c NOOP\r\n") == "c OK Done.\r\n")
  }
}
