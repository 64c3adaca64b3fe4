import Core
import Foundation
import Projects
import Testing

@Suite struct ProjectReadingTests {
  static func read(_ text: String) -> (settings: ProjectSettings?, findings: [Finding]) {
    Project.read(Array(text.utf8), folder: "/customers/peeters")
  }

  @Test func readsAWholeProject() throws {
    let text = """
      project:
        name: Peeters
        customer: Bakkerij Peeters
        consultant: Jan
      source:
        oud:
          kind: imap
          host: imap.oudehost.example
          port: 143
          tls: starttls
          trust: {ca-file: certs/ca.pem}
          allow-plain-text-sign-in: no
          sign-in: cram-md5
          credential: oud-imap
          password-command: pass show peeters/oud
          admin: {user: cyrus, form: authzid}
          proxy: socks5://127.0.0.1:1080
          provider: cyrus
          connections: 8
          timeout: 90s
          compress: false
        vast:
          host: "2001:db8::25"
          trust:
            pin-sha256: "00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13:14:15:16:17:18:19:1a:1b:1c:1d:1e:FF"
      target:
        m365:
          host: outlook.office365.com
          password-file: ~/m365
          trust: unverified
      mailboxes:
        - source-user: an
          target-user: an@peeters.example
          source: oud
          exclude: [Archief, Spam]
          map: {Oud: Archive/Oud}
        - name: info
          source-user: info
          source: vast
          source-root: /users/info
          target-user: info@peeters.example
          target-root: Import
      options:
        lanes: 2
        parallel: 12
        limit-rate: 2.5 MB/s
        mirror-deletes: true
        repair: yes
        disarm-receipts: on
        exclude: Archief
        map:
          Verzonden: Sent Items
      """
    let (read, findings) = Self.read(text)
    #expect(findings == [])
    let settings = try #require(read)
    #expect(settings.name == "Peeters" && settings.customer == "Bakkerij Peeters" && settings.consultant == "Jan")
    var oud = Endpoint(name: "oud", host: "imap.oudehost.example", tls: .starttls)
    oud.trust = .authority(file: "/customers/peeters/certs/ca.pem")
    oud.signIn = .cramMD5
    oud.credential = "oud-imap"
    oud.passwordCommand = "pass show peeters/oud"
    oud.admin = Endpoint.Admin(user: "cyrus", form: .authzid)
    oud.proxy = Endpoint.Proxy(kind: .socks5, host: "127.0.0.1", port: 1_080)
    oud.provider = "cyrus"
    oud.connections = 8
    oud.timeout = .seconds(90)
    oud.compress = false
    #expect(settings.sources.first == oud)
    #expect(settings.sources.last?.host == "2001:db8::25" && settings.sources.last?.port == 993)
    #expect(settings.sources.last?.trust == .pinned(sha256: Array(0...30) + [255]))
    let target = try #require(settings.targets.first)
    #expect(target.trust == .unverified && !target.compress && target.signIn == .automatic)
    #expect(target.passwordFile?.hasSuffix("/m365") == true && target.passwordFile?.hasPrefix("~") == false)
    guard case .inline(let mailboxes) = settings.mailboxes else { return #expect(Bool(false), "no list") }
    #expect(mailboxes.map(\.name) == ["an@peeters.example", "info"])
    #expect(mailboxes[0].exclude == ["Archief", "Spam"] && mailboxes[0].map == ["Oud": "Archive/Oud"])
    #expect(mailboxes[1].source.root == "/users/info" && mailboxes[1].target.root == "Import")
    #expect(settings.options.limitRate == 2_500_000 && settings.options.lanes == 2)
    #expect(settings.options.mirrorDeletes == true && settings.options.repair == true)
    #expect(settings.options.exclude == ["Archief"] && settings.options.map == ["Verzonden": "Sent Items"])
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var text: String
    var code: Fault.Code
    var line: Int
    /// Words the message or the advice must hold.
    var says: [String]
    var testDescription: String { "\(code) \(says.first ?? "")" }
    init(_ text: String, _ code: Fault.Code, line: Int, _ says: String...) {
      self.text = text
      self.code = code
      self.line = line
      self.says = says
    }
  }

  static let head = "project:\n  name: P\n"

  static let wrongs: [Wrong] = [
    Wrong(head + "sorce:\n", "PROJECT-KEY", line: 3, "\"sorce\"", "Did you mean source?", "target"),
    Wrong(head + "source:\n  oud:\n    hots: x\n    host: y\n", "PROJECT-KEY", line: 5, "source.oud.hots", "host?"),
    Wrong(head + "source:\n  host: x\n", "PROJECT-KEY", line: 4, "without a name", "source:"),
    Wrong(head + "source:\n  oud: {}\n", "PROJECT-VALUE", line: 4, "source.oud.host is missing"),
    Wrong(head + "source:\n  oud:\n    host: a/b\n", "PROJECT-VALUE", line: 5, "\"a/b\"", "host name"),
    Wrong(head + "source:\n  oud:\n    host: imap.x.example:993\n", "PROJECT-VALUE", line: 5, "port:"),
    Wrong(head + "source:\n  oud: {host: x, port: 99999}\n", "PROJECT-VALUE", line: 4, "\"99999\"", "1 to 65535"),
    Wrong(head + "source:\n  oud: {host: x, tls: startls}\n", "PROJECT-VALUE", line: 4, "Did you mean starttls?"),
    Wrong(head + "source:\n  oud: {host: x, trust: nobody}\n", "PROJECT-VALUE", line: 4, "system", "ca-file"),
    Wrong(head + "source:\n  oud: {host: x, trust: [system]}\n", "PROJECT-VALUE", line: 4, "a list"),
    Wrong(head + "source:\n  oud:\n    host: x\n    trust: {}\n", "PROJECT-VALUE", line: 6, "exactly one"),
    Wrong(head + "source:\n  oud:\n    host: x\n    trust:\n      pin-sha256: abc\n", "PROJECT-VALUE", line: 7, "64"),
    Wrong(head + "source:\n  oud: {host: x, timeout: 30}\n", "PROJECT-VALUE", line: 4, "30s"),
    Wrong(head + "source:\n  oud: {host: x, compress: maybe}\n", "PROJECT-VALUE", line: 4, "true or false"),
    Wrong(head + "source:\n  oud: {host: x, proxy: \"10.0.0.1:80\"}\n", "PROJECT-VALUE", line: 4, "socks5://"),
    Wrong(head + "source:\n  oud: {host: x, provider: gmial}\n", "PROJECT-VALUE", line: 4, "Did you mean gmail?"),
    Wrong(head + "source:\n  oud: {host: x, admin: root}\n", "PROJECT-VALUE", line: 4, "keys below it"),
    Wrong(
      head + "source:\n  oud: {host: x, admin: {form: plain}}\n", "PROJECT-VALUE", line: 4, "admin.user is missing"),
    Wrong(
      head + "source:\n  oud: {host: x, allow-plain-text-sign-in: true}\n", "PROJECT-VALUE", line: 4,
      "in the clear", "tls:"),
    Wrong(head + "source:\n  \"a b\": {host: x}\n", "PROJECT-VALUE", line: 4, "letters, digits"),
    Wrong(head + "options:\n  limit-rate: 2\n", "PROJECT-VALUE", line: 4, "2MB/s"),
    Wrong(head + "options:\n  parallel: many\n", "PROJECT-VALUE", line: 4, "whole number"),
    Wrong(head + "options:\n  map: [a]\n", "PROJECT-VALUE", line: 4, "a list"),
    Wrong(head + "options: 3\n", "PROJECT-VALUE", line: 3, "\"3\""),
    Wrong("project:\n  name:\n", "PROJECT-VALUE", line: 2, "project.name is nothing"),
    Wrong("options: {}\n", "PROJECT-VALUE", line: 1, "project is missing"),
    Wrong("", "PROJECT-VALUE", line: 1, "project is missing"),
    Wrong("- a\n- b\n", "PROJECT-YAML", line: 1, "begin"),
    Wrong(head + "source:\n\toud:\n", "PROJECT-YAML", line: 4, "not YAML"),
    Wrong(head + "options: {a: b\n", "PROJECT-YAML", line: 4, "not YAML"),
    Wrong(head + "project:\n  name: Q\n", "PROJECT-YAML", line: 1, "twice", "\"project\""),
    Wrong(head + "a: *b\n", "PROJECT-YAML", line: 3, "alias"),
    Wrong(head + "source:\n  oud:\n    host: x\n    password: hunter22\n", "PROJECT-SECRET", line: 6, "credential set"),
    Wrong(
      head + "source:\n  oud: {host: x, proxy: \"http://jan:hunter33@proxy:3128\"}\n", "PROJECT-SECRET", line: 4,
      "proxy"),
    Wrong(
      head + "mailboxes:\n  - source-user: a\n", "PROJECT-VALUE", line: 4, "mailboxes[1].target-user is missing"),
  ]

  @Test(arguments: wrongs)
  func namesWhatIsWrong(_ wrong: Wrong) throws {
    let findings = Self.read(wrong.text).findings
    let finding = try #require(findings.first, "\(wrong.text)")
    #expect(finding.code == wrong.code, "\(findings)")
    #expect(finding.place == "postduif.yaml line \(wrong.line)", "\(findings)")
    for words in wrong.says { #expect((finding.message + finding.next).contains(words), "\(finding)") }
    #expect(finding.level == .problem && !finding.next.isEmpty)
  }

  @Test func findsEverythingAtOnce() {
    let text = """
      project: {nam: x}
      source:
        oud:
          host: imap.x.example
          port: none
          tsl: implicit
      option:
        parallel: 4
      mailboxes:
        - {source-user: a, target-user: a@x.example, target: weg}
        - {source-user: b, target-user: A@x.example, source: oudt}
      """
    let findings = Self.read(text).findings
    #expect(
      findings.map { "\($0.code) \($0.place.dropFirst(14))" } == [
        "PROJECT-KEY line 1", "PROJECT-VALUE line 1", "PROJECT-VALUE line 5", "PROJECT-KEY line 6",
        "PROJECT-KEY line 7", "MAILBOX-ENDPOINT line 10", "MAILBOX-TWICE line 11", "MAILBOX-ENDPOINT line 11",
      ], "\(findings)")
  }

  /// A secret somebody wrote into the file is in no message, and the redactor knows it from then on.
  @Test func aSecretIsNeverShown() {
    let (_, findings) = Self.read(Self.head + "source:\n  oud: {host: x, password: geheim-8413}\n")
    let shown = findings.map { $0.message + $0.next + $0.place }.joined()
    #expect(!shown.contains("geheim-8413"))
    #expect(Redactor.shared.redact("say geheim-8413 aloud") == "say (secret) aloud")
  }

  @Test func notUTF8() {
    let (settings, findings) = Project.read([0x70, 0x3A, 0x20, 0xFF], folder: "/")
    #expect(settings == nil && findings.map(\.code) == ["PROJECT-YAML"])
  }

  /// However a file is cut, it is read or refused, and nothing traps.
  @Test func cutAtEveryByte() {
    let bytes = Array(peeters.utf8)
    for end in bytes.indices { _ = Project.read(Array(bytes[..<end]), folder: "/") }
    for at in bytes.indices {
      var broken = bytes
      broken[at] = 0x7B
      _ = Project.read(broken, folder: "/")
    }
    #expect(Project.read(bytes, folder: "/").findings == [])
  }

  /// Ten levels of ten aliases each would be ten thousand million values if anybody walked them.
  @Test func aliasesDoNotExplode() {
    var text = Self.head + "a0: &a0 [x]\n"
    for level in 1...10 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    #expect(Self.read(text).findings.allSatisfy { $0.code == "PROJECT-KEY" })
  }

  @Test func deepNestingIsRefused() {
    let text = Self.head + "a: " + String(repeating: "[", count: 100_000)
    #expect(Self.read(text).findings.map(\.code) == ["PROJECT-YAML"])
  }
}
