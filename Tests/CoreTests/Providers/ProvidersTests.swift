import Core
import Foundation
import Testing

@Suite struct ProvidersTests {
  static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../Sources/Core/Providers/providers.json")

  @Test func everyServiceIsThereOnceAndGenericIsLast() {
    let ids = Providers.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(
      Set(ids).isSuperset(of: ["exchange-online", "exchange", "gmail", "dovecot", "cyrus", "courier", "generic"]))
    #expect(ids.last == "generic")
    #expect(Providers.named("gmail")?.name == "Gmail and Google Workspace")
    #expect(Providers.named("hotmail") == nil)
  }

  /// A misspelt key would be passed over in silence and its fact lost.
  @Test func everyKeyOfTheFileIsAPropertyOfProvider() throws {
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: Self.file)) as? [[String: Any]])
    let known = Set(Mirror(reflecting: Provider(id: "", name: "")).children.compactMap(\.label))
    let limits = Set(Mirror(reflecting: MessageLimits()).children.compactMap(\.label))
    for row in rows {
      #expect(Set(row.keys).subtracting(known) == [], "\(row["id"] ?? "?")")
      let message = row["message"] as? [String: Any] ?? [:]
      #expect(Set(message.keys).subtracting(limits) == [], "\(row["id"] ?? "?")")
    }
    #expect(rows.count == Providers.all.count)
  }

  @Test(arguments: [
    ("exchange-online", "setup.EXE", true), ("exchange-online", "setup.exe.txt", false), ("gmail", "disk.iso", true),
    ("exchange-online", "disk.iso", false), ("gmail", "exe", false), ("gmail", "x.", false),
    ("dovecot", "a.exe", false),
  ])
  func blockedEndings(service: String, name: String, isBlocked: Bool) throws {
    #expect(try #require(Providers.named(service)).message.blocks(name) == isBlocked)
  }

  @Test func missingKeysKeepTheDefaults() throws {
    let read = try JSONDecoder().decode(Provider.self, from: Data(#"{"id":"x","name":"X"}"#.utf8))
    #expect(read == Provider(id: "x", name: "X"))
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Provider.self, from: Data(#"{"id":"x"}"#.utf8)) }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    for provider in Providers.all {
      let copy = try JSONDecoder().decode(Provider.self, from: JSONEncoder().encode(provider))
      #expect(copy == provider)
    }
  }

  struct Meeting: Sendable, CustomTestStringConvertible {
    var host = "imap.oldhost.example"
    var greeting = ""
    var id: [String: String?] = [:]
    var expected: String
    var testDescription: String { "\(host) \(greeting) → \(expected)" }
  }

  @Test(arguments: [
    Meeting(host: "outlook.office365.com", expected: "exchange-online"),
    Meeting(host: "Outlook.Office365.COM", expected: "exchange-online"),
    Meeting(host: "imap.gmail.com", expected: "gmail"),
    Meeting(host: "eu.imap.gmail.com", expected: "gmail"),
    Meeting(host: "notimap.gmail.com.example", expected: "generic"),
    Meeting(host: "ximap.gmail.com", expected: "generic"),
    Meeting(
      greeting: "The Microsoft Exchange IMAP4 service is ready. [QQBNADAA]", expected: "exchange-online"),
    Meeting(greeting: "The Microsoft Exchange IMAP4 service is ready.", expected: "exchange"),
    Meeting(id: ["name": "Microsoft.Exchange.Imap4.Imap4Server", "version": "15.1"], expected: "exchange"),
    Meeting(greeting: "Gimap ready for requests from 192.0.2.7 a1mb1", expected: "gmail"),
    Meeting(greeting: "[CAPABILITY IMAP4rev1 SASL-IR] Dovecot (Debian) ready.", expected: "dovecot"),
    Meeting(greeting: "ready", id: ["name": "Dovecot"], expected: "dovecot"),
    Meeting(greeting: "mail Cyrus IMAP 3.6.1-Debian server ready", expected: "cyrus"),
    Meeting(greeting: "ready", id: ["name": "Cyrus IMAPD", "vendor": nil], expected: "cyrus"),
    Meeting(greeting: "Courier-IMAP ready. Copyright 1998-2018 Double Precision, Inc.", expected: "courier"),
    Meeting(host: "mail.courier.example", greeting: "IMAP4rev1 server ready", expected: "generic"),
    Meeting(id: ["name": nil], expected: "generic"),
  ])
  func isRecognised(_ meeting: Meeting) {
    #expect(
      Providers.detect(host: meeting.host, greeting: meeting.greeting, id: meeting.id).id == meeting.expected)
  }

  /// An ID answer is met in the order of a dictionary: the answer must not hang on it.
  @Test func detectionIsSteady() {
    let id: [String: String?] = ["name": "Dovecot", "support-url": "https://cyrus imap.example/", "os": "Linux"]
    let answers = Set((0..<50).map { _ in Providers.detect(host: "", greeting: "", id: id).id })
    #expect(answers == ["dovecot"])
  }

  @Test func factsThatOthersRelyOn() throws {
    let online = try #require(Providers.named("exchange-online"))
    #expect(online.maxMessageBytes == 150 << 20)
    #expect(online.restoreFlags == ["\\Flagged"])
    #expect(online.distrusted.contains("IMAP4rev2"))
    #expect(online.rateBytes.map { $0 / 300 } == 500_000)
    for provider in Providers.all {
      #expect(provider.signs.allSatisfy { $0 == $0.lowercased() }, "\(provider.id)")
      #expect(provider.hosts.allSatisfy { $0 == $0.lowercased() }, "\(provider.id)")
      #expect(provider.throttleSigns.allSatisfy { $0 == $0.lowercased() }, "\(provider.id)")
      #expect(!provider.forbiddenInFolderNames.contains("_"), "\(provider.id): `_` takes the place of the others")
      #expect((provider.rateBytes ?? provider.readRateBytes) == nil || provider.rateWindowSeconds != nil)
      #expect(provider.connectionsPerMailbox >= 1 && provider.connectionsPerEndpoint >= provider.connectionsPerMailbox)
    }
  }

  @Test func everyServiceHasItsPageOfOddities() {
    let pages = Self.file.deletingLastPathComponent().appending(path: "../../../docs/providers")
    for id in Providers.all.map(\.id) {
      #expect(FileManager.default.fileExists(atPath: pages.appending(path: "\(id).md").path), "docs/providers/\(id).md")
    }
  }
}
