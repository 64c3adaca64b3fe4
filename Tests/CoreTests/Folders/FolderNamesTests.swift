import Core
import Foundation
import Testing

@Suite struct FolderNamesTests {
  @Test(arguments: [
    ("Verzonden items", FolderNames.Role.sent), ("VERZONDEN ITEMS", .sent), ("Prullenbak", .trash),
    ("Verwijderde items", .trash), ("Concepten", .drafts), ("Ongewenste e-mail", .junk), ("Postvak In", .inbox),
    ("Postvak UIT", .outbox), ("Archief", .archive), ("Éléments envoyés", .sent), ("Gesendete Elemente", .sent),
    ("Papierkorb", .trash), ("Entwürfe", .drafts), ("Sent", .sent), ("sent-mail", .sent), ("spam", .junk),
    ("Deleted Messages", .trash), ("Отправленные", .sent), ("  Drafts ", .drafts), ("\u{200F}Drafts\u{200E}", .drafts),
    ("INBOX", .inbox), ("Agenda", .calendar), ("Contactpersonen", .contacts),
  ])
  func isRecognised(name: String, role: FolderNames.Role) {
    #expect(FolderNames.meanings(of: name).map(\.role) == [role])
  }

  @Test(arguments: ["Klanten", "Archief 2009", "Sent to lawyer", "", " ", "2019"])
  func isTheUsersOwn(name: String) {
    #expect(FolderNames.meanings(of: name).isEmpty)
  }

  /// macOS clients and servers write decomposed letters, others composed ones.
  @Test func composedAndDecomposedAreEqual() {
    for name in ["Éléments envoyés", "Entwürfe", "Gönderilmiş Öğeler"] {
      #expect(
        FolderNames.meanings(of: name.decomposedStringWithCanonicalMapping)
          == FolderNames.meanings(of: name.precomposedStringWithCanonicalMapping))
      #expect(!FolderNames.meanings(of: name.decomposedStringWithCanonicalMapping).isEmpty, "\(name)")
    }
  }

  @Test(arguments: [
    ("GÖNDERİLMİŞ ÖĞELER", "Gönderilmiş Öğeler"), ("STRASSE", "Straße"), ("L’élément", "l'élément"),
    ("a\u{00A0}b", "a b"), ("Σας", "ΣΑΣ"), ("x\u{FEFF}", "X"),
  ])
  func keysAreEqual(a: String, b: String) {
    #expect(FolderNames.key(a) == FolderNames.key(b))
  }

  @Test func anAmbiguousNameAloneDecidesNothing() {
    #expect(Set(FolderNames.meanings(of: "Lixo").map(\.role)) == [.trash, .junk])
    #expect(FolderNames.roles(of: [["INBOX"], ["Lixo"]])[["Lixo"]] == nil)
  }

  @Test func anAmbiguousNameIsDecidedByTheLanguageOfTheOthers() {
    let portuguese = FolderNames.roles(of: [["INBOX"], ["Rascunhos"], ["Itens enviados"], ["Lixo"]])
    #expect(portuguese[["Lixo"]]?.role == .trash)
    let croatian = FolderNames.roles(of: [["INBOX"], ["Smeće"], ["Skice"], ["Poslana pošta"]])
    #expect(croatian[["Skice"]]?.role == .drafts)
  }

  /// The user's "Archief" below "Klanten" is not the mailbox's archive.
  @Test func onlyTheTopCounts() {
    let roles = FolderNames.roles(of: [
      ["Klanten", "Archief"], ["INBOX", "Verzonden items"], ["[Gmail]", "Alle berichten"], ["Alle berichten"],
      ["[Google Mail]", "Alle Nachrichten"], ["[Gmail]", "Concepten"], ["INBOX", "Klanten", "Concepten"],
    ])
    #expect(roles[["Klanten", "Archief"]] == nil)
    #expect(roles[["INBOX", "Klanten", "Concepten"]] == nil)
    #expect(roles[["Alle berichten"]] == nil)
    #expect(roles[["INBOX", "Verzonden items"]]?.role == .sent)
    #expect(roles[["INBOX", "Verzonden items"]]?.language == "nl")
    #expect(roles[["[Gmail]", "Alle berichten"]]?.role == .all)
    #expect(roles[["[Google Mail]", "Alle Nachrichten"]]?.role == .all)
    #expect(roles[["[Gmail]", "Concepten"]]?.role == .drafts)
  }

  static let table = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../Sources/Core/Folders/folder-names.tsv")

  /// A row the reader passes over in silence would be a name we do not recognise.
  @Test func everyRowOfTheTableIsRead() throws {
    let text = try String(contentsOf: Self.table, encoding: .utf8)
    #expect(text.utf8.count < 60_000)
    var rows = 0
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 4, "\(line)")
      let role = try #require(FolderNames.Role(rawValue: fields[0]), "\(line)")
      let languages = Set(fields[1].split(separator: ",").map(String.init))
      let found = FolderNames.meanings(of: fields[3]).first { $0.role == role }
      #expect(found.map { languages.isSubset(of: $0.languages) } == true, "\(line)")
      #expect(fields[2].count == 1 && "KITDGROSN".contains(fields[2]), "\(line)")
      rows += 1
    }
    #expect(rows > 1_500)
  }

  /// The list of facts the table was made from; it lies outside the package.
  static let facts = table.deletingLastPathComponent().appending(path: "../../../../shared/data/special-folders.json")

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: facts.standardizedFileURL.path),
      "the list of facts is not on this machine"))
  func ambiguousNamesAreThoseOfTheFacts() throws {
    let data = try Data(contentsOf: Self.facts.standardizedFileURL)
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let ambiguous = try #require(root["ambiguous"] as? [String: [String: [String]]])
    for (name, roles) in ambiguous {
      let expected = Set(roles.keys.compactMap(FolderNames.Role.init(rawValue:)))
      #expect(Set(FolderNames.meanings(of: name).map(\.role)) == expected, "\(name)")
    }
    let languages = try #require(root["byLanguage"] as? [String: [String: Any]])
    for (language, entry) in languages {
      let names = try #require(entry["roles"] as? [String: [String: String]])
      for (role, spellings) in names {
        guard let role = FolderNames.Role(rawValue: role) else { continue }
        for name in spellings.keys {
          let found = FolderNames.meanings(of: name).first { $0.role == role }
          #expect(found?.languages.contains(language) == true, "\(language) \(role) \(name)")
        }
      }
    }
  }
}
