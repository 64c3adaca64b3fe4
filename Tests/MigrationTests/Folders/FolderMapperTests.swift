import Core
import Migration
import Testing

/// `A/B` or `A/B:\Sent`; a name with a slash of its own is written `A∕B` and given here as the slash it stands for.
func sourceFolders(_ names: [String]) -> [SourceFolder] {
  names.enumerated().map { place, text in
    let (path, role, isSelectable) = parsed(text)
    var folder = SourceFolder(wireName: Array("\(place):\(text)".utf8), path: path)
    folder.role = role
    folder.isSelectable = isSelectable
    return folder
  }
}

func targetFolders(_ names: [String]) -> [TargetFolder] {
  names.map { text in
    let (path, role, isSelectable) = parsed(text)
    var folder = TargetFolder(wireName: Array(path.joined(separator: "/").utf8), path: path)
    folder.role = role
    folder.isSelectable = isSelectable
    return folder
  }
}

private func parsed(_ text: String) -> ([String], FolderRole?, Bool) {
  let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
  let path = parts[0].split(separator: "/", omittingEmptySubsequences: false).map {
    String($0.replacing("∕", with: "/"))
  }
  let mark = parts.count > 1 ? parts[1] : ""
  let role = FolderRole.allCases.first { "\\" + $0.rawValue == mark.lowercased() }
  return (path, path == ["INBOX"] ? .inbox : role, mark != "noselect")
}

@Suite struct FolderMapperTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var title: String
    var source: [String]
    var target: [String] = ["INBOX"]
    var from = "dovecot"
    var to = "exchange-online"
    var map: [String: String] = [:]
    var exclude: [String] = []
    var sourceRoot: String?
    var targetRoot: String?
    /// `source path → target path`, or the action in brackets; only what is named is checked.
    var expected: [String: String]
    var findings: [String] = []
    var testDescription: String { title }
  }

  static let outlook = [
    "INBOX", "Sent Items:\\sent", "Drafts:\\drafts", "Deleted Items:\\trash", "Junk Email:\\junk", "Archive:\\archive",
    "Outbox", "Calendar", "Contacts", "Tasks", "Notes",
  ]

  static let rows: [Row] = [
    Row(
      title: "special use at both ends, whatever the names",
      source: ["INBOX", "Verzonden:\\sent", "Rommel:\\junk", "Klanten"], target: outlook,
      expected: [
        "INBOX": "INBOX", "Verzonden": "Sent Items", "Rommel": "Junk Email", "Klanten": "Klanten",
      ]),
    Row(
      title: "names in Dutch where the source announces nothing",
      source: ["INBOX", "Verzonden items", "Prullenbak", "Concepten", "Ongewenste e-mail"], target: outlook,
      expected: [
        "Verzonden items": "Sent Items", "Prullenbak": "Deleted Items", "Concepten": "Drafts",
        "Ongewenste e-mail": "Junk Email",
      ]),
    Row(
      title: "names at both ends where nobody announces anything",
      source: ["INBOX", "Gesendete Elemente", "Papierkorb"], target: ["INBOX", "Sent", "Trash"], to: "generic",
      expected: ["Gesendete Elemente": "Sent", "Papierkorb": "Trash"]),
    Row(
      title: "the very name beats another of the same role that is only named so",
      source: ["INBOX", "Sent Items"], target: ["INBOX", "Sent", "Sent Items"], to: "generic",
      expected: ["Sent Items": "Sent Items"]),
    Row(
      title: "no such folder at the target: the name stays",
      source: ["INBOX", "Verzonden items"], to: "dovecot", expected: ["Verzonden items": "Verzonden items [create]"]),
    Row(
      title: "sub-folders follow",
      source: ["INBOX", "Verzonden", "Verzonden/2019", "Verzonden/2019/Q1", "INBOX/Klanten"], target: outlook,
      expected: [
        "Verzonden/2019": "Sent Items/2019", "Verzonden/2019/Q1": "Sent Items/2019/Q1",
        "INBOX/Klanten": "INBOX/Klanten",
      ]),
    Row(
      title: "folders below INBOX find their homes",
      source: ["INBOX", "INBOX/Sent", "INBOX/Trash", "INBOX/Klanten"], target: outlook,
      expected: ["INBOX/Sent": "Sent Items", "INBOX/Trash": "Deleted Items", "INBOX/Klanten": "INBOX/Klanten"]),
    Row(
      title: "two folders for sent mail do not merge",
      source: ["INBOX", "Sent", "Verzonden items:\\sent"], target: outlook,
      expected: ["Verzonden items": "Sent Items", "Sent": "Sent [create]"], findings: ["FOLDER-TWICE"]),
    Row(
      title: "the target's name is taken by a folder of the user's",
      source: ["INBOX", "Verzonden:\\sent", "Sent Items"], target: outlook,
      expected: ["Verzonden": "Sent Items", "Sent Items": "Sent Items (2)"], findings: ["FOLDER-RENAMED"]),
    Row(
      title: "INBOX in any case", source: ["Inbox", "Inbox/Klanten"], target: outlook,
      expected: ["Inbox": "INBOX", "Inbox/Klanten": "INBOX/Klanten"]),
    Row(
      title: "a second inbox never merges", source: ["INBOX", "Postvak In", "Oud/Inbox"], target: outlook,
      expected: ["INBOX": "INBOX", "Postvak In": "Postvak In (mail)", "Oud/Inbox": "Oud/Inbox"],
      findings: ["FOLDER-RENAMED"]),
    Row(
      title: "a second inbox keeps its name elsewhere", source: ["INBOX", "Postvak In"], to: "dovecot",
      expected: ["Postvak In": "Postvak In"], findings: ["FOLDER-INBOX"]),
    Row(
      title: "names that differ in case", source: ["INBOX", "Archief", "archief", "archief/2019"],
      expected: ["Archief": "Archief", "archief": "archief (2)", "archief/2019": "archief (2)/2019"],
      findings: ["FOLDER-RENAMED"]),
    Row(
      title: "names that differ in case where case counts", source: ["INBOX", "Klanten", "klanten"], to: "dovecot",
      expected: ["Klanten": "Klanten", "klanten": "klanten"]),
    Row(
      title: "a folder of another case at the target is the same folder", source: ["INBOX", "klanten"],
      target: ["INBOX", "Klanten"], expected: ["klanten": "Klanten [use]"]),
    Row(
      title: "blanks at the ends", source: ["INBOX", " Klanten", "Klanten "],
      expected: [" Klanten": "Klanten", "Klanten ": "Klanten (2)"], findings: ["FOLDER-RENAMED", "FOLDER-RENAMED"]),
    Row(
      title: "a name that needs no change comes before one that does", source: ["INBOX", " Klanten", "Klanten"],
      expected: ["Klanten": "Klanten", " Klanten": "Klanten (2)"], findings: ["FOLDER-RENAMED"]),
    Row(
      title: "blanks in a row", source: ["INBOX", "A  B"], to: "gmail", expected: ["A  B": "A B"],
      findings: ["FOLDER-RENAMED"]),
    Row(
      title: "slash in a name", source: ["INBOX", "Offertes 2019∕2020", "Offertes 2019_2020"],
      expected: ["Offertes 2019∕2020": "Offertes 2019_2020 (2)", "Offertes 2019_2020": "Offertes 2019_2020"],
      findings: ["FOLDER-RENAMED"]),
    Row(
      title: "characters the target refuses", source: ["INBOX", "50% korting", "~tmp"], to: "cyrus",
      expected: ["50% korting": "50_ korting", "~tmp": "_tmp"], findings: ["FOLDER-RENAMED", "FOLDER-RENAMED"]),
    Row(
      title: "the target's separator in a name", source: ["INBOX", "v1.2"], to: "courier", expected: ["v1.2": "v1_2"],
      findings: ["FOLDER-RENAMED"]),
    Row(
      title: "control characters", source: ["INBOX", "A\u{1B}B"], expected: ["A\u{1B}B": "A_B"],
      findings: ["FOLDER-RENAMED"]),
    Row(
      title: "an empty level", source: ["INBOX", "A//B"], to: "dovecot", expected: ["A//B": "A/_/B"]),
    Row(
      title: "a reserved name, at the top alone", source: ["INBOX", "files", "Klanten/Files"],
      expected: ["files": "files (mail)", "Klanten/Files": "Klanten/Files"], findings: ["FOLDER-RENAMED"]),
    Row(
      title: "accents encoded in two ways", source: ["INBOX", "Caf\u{E9}", "Cafe\u{301}"], to: "dovecot",
      expected: [:], findings: ["FOLDER-RENAMED"]),
    Row(
      title: "mail folders called like the target's calendar", source: ["INBOX", "Calendar", "Klanten/Calendar"],
      target: outlook, expected: ["Calendar": "Calendar (mail)", "Klanten/Calendar": "Klanten/Calendar"],
      findings: ["FOLDER-RENAMED"]),
    Row(
      title: "the source's calendar is no mail",
      source: ["INBOX", "Agenda", "Agenda/Verjaardagen", "Klanten/Agenda"], from: "exchange", to: "dovecot",
      expected: ["Agenda": "[exclude]", "Agenda/Verjaardagen": "[exclude]", "Klanten/Agenda": "[create]"],
      findings: ["FOLDER-NOT-MAIL"]),
    Row(
      title: "unless the user says so", source: ["INBOX", "Agenda"], from: "exchange", to: "dovecot",
      map: ["agenda": "Oude agenda"], expected: ["Agenda": "Oude agenda [create]"]),
    Row(
      title: "Gmail's views are left out",
      source: [
        "INBOX", "[Gmail]:noselect", "[Gmail]/Alle berichten:\\all", "[Gmail]/Verzonden:\\sent", "[Gmail]/Belangrijk",
        "[Gmail]/Met ster:\\flagged", "[Gmail]/Prullenbak", "Klanten",
      ], target: outlook, from: "gmail",
      expected: [
        "[Gmail]": "[container]", "[Gmail]/Alle berichten": "[exclude]", "[Gmail]/Verzonden": "Sent Items [use]",
        "[Gmail]/Belangrijk": "[exclude]", "[Gmail]/Met ster": "[exclude]", "[Gmail]/Prullenbak": "Deleted Items",
        "Klanten": "Klanten",
      ]),
    Row(
      title: "a view that the map names is carried", source: ["INBOX", "[Gmail]/Alles:\\all"], from: "gmail",
      map: ["[Gmail]/Alles": "Alles"], expected: ["[Gmail]/Alles": "Alles [create]"]),
    Row(
      title: "the user's map, and what lies below", source: ["INBOX", "Oud", "Oud/2009", "Nieuw"], target: outlook,
      map: ["oud": "Archive/Oude map"],
      expected: ["Oud": "Archive/Oude map", "Oud/2009": "Archive/Oude map/2009", "Nieuw": "Nieuw"]),
    Row(
      title: "the user's map against everything else", source: ["INBOX", "Sent:\\sent", "INBOX/Sent"], target: outlook,
      map: ["Sent": "Verstuurd"], expected: ["Sent": "Verstuurd", "INBOX/Sent": "INBOX/Sent"],
      findings: ["FOLDER-TWICE"]),
    Row(
      title: "two entries of the map for one target", source: ["INBOX", "A", "B"], map: ["A": "Oud", "B": "oud"],
      expected: ["A": "Oud", "B": "oud (2)"], findings: ["FOLDER-RENAMED"]),
    Row(
      title: "a map that points at the inbox", source: ["INBOX", "Oud"], map: ["Oud": "Inbox"],
      expected: ["INBOX": "INBOX", "Oud": "INBOX (2)"], findings: ["FOLDER-RENAMED"]),
    Row(
      title: "a map that names nothing", source: ["INBOX", "Archief"], map: ["Archeif": "Oud"],
      expected: ["Archief": "Archief"], findings: ["FOLDER-MAP-UNUSED"]),
    Row(
      title: "excluded by name, with all below", source: ["INBOX", "Archief", "Archief/2009", "Archief 2009"],
      to: "dovecot", exclude: ["archief"],
      expected: ["Archief": "[exclude]", "Archief/2009": "[exclude]", "Archief 2009": "[create]"]),
    Row(
      title: "excluded by pattern, one level", source: ["INBOX", "Klanten", "Klanten/A", "Klanten/A/B"],
      exclude: ["Klanten/*"],
      expected: ["Klanten": "[create]", "Klanten/A": "[exclude]", "Klanten/A/B": "Klanten/A/B [create]"]),
    Row(
      title: "excluded by pattern, any level", source: ["INBOX", "Klanten", "Klanten/A", "Klanten/A/B"],
      exclude: ["**/B"], expected: ["Klanten/A": "[create]", "Klanten/A/B": "[exclude]"]),
    Row(
      title: "excluded by use", source: ["INBOX", "Prullenbak", "Prullenbak/Oud", "Klanten"], exclude: ["\\trash"],
      expected: ["Prullenbak": "[exclude]", "Prullenbak/Oud": "[exclude]", "Klanten": "[create]"]),
    Row(
      title: "an excluded folder takes no other's name", source: ["INBOX", "A", "a"], exclude: ["A"],
      expected: ["a": "[exclude]", "A": "[exclude]"]),
    Row(
      title: "levels that cannot be opened", source: ["INBOX", "Groep:noselect", "Groep/A", "X/Y"],
      expected: ["Groep": "Groep [container]", "Groep/A": "Groep/A [create]", "X/Y": "X/Y [create]"]),
    Row(
      title: "a root at the source", source: ["INBOX", "users/terry/INBOX", "users/terry/Sent", "users/an/Sent"],
      target: outlook, sourceRoot: "/Users/Terry",
      expected: [
        "INBOX": "[exclude]", "users/terry/INBOX": "INBOX [use]", "users/terry/Sent": "Sent Items",
        "users/an/Sent": "[exclude]",
      ]),
    Row(
      title: "a root with a dot in it", source: ["users/terry/adams", "users/terry/adams/Klanten"],
      sourceRoot: "/users/terry.adams",
      expected: ["users/terry/adams": "INBOX", "users/terry/adams/Klanten": "Klanten"]),
    Row(
      title: "a root at the target", source: ["INBOX", "Sent:\\sent", "INBOX/A"], target: outlook,
      targetRoot: "Import/2026",
      expected: [
        "INBOX": "Import/2026/INBOX", "Sent": "Import/2026/Sent", "INBOX/A": "Import/2026/INBOX/A",
      ]),
    Row(
      title: "a target folder that cannot be opened is made",
      source: ["INBOX", "Groep"], target: ["INBOX", "Groep:noselect", "Groep/A"], expected: ["Groep": "Groep [create]"]),
  ]

  static func map(_ row: Row, stored: [[String]: [String]] = [:]) throws -> FolderMap {
    var rules = FolderRules()
    rules.map = row.map
    rules.exclude = row.exclude
    rules.sourceRoot = row.sourceRoot
    rules.targetRoot = row.targetRoot
    let mapper = FolderMapper(
      rules: rules, source: try #require(Providers.named(row.from)), target: try #require(Providers.named(row.to)))
    return mapper.map(sourceFolders(row.source), onto: targetFolders(row.target), stored: stored)
  }

  /// A source that tells where else its mail stands: of All Mail the rest is carried, to the archive.
  @Test(
    arguments: [
      (["INBOX", "Archief:\\archive"], ["[Gmail]/Alles": "Archief"], [:], []),
      (["INBOX"], ["[Gmail]/Alles": "Archive"], [:], []),
      (["INBOX", "Archive:\\archive"], ["[Gmail]/Alles": "Archive", "Archive": "Archive (2)"], [:], []),
      (["INBOX"], ["[Gmail]/Alles": "Archive (2)", "Archive": "Archive"], [:], []),
      (["INBOX"], ["[Gmail]/Alles": "Oud/Alles"], ["[Gmail]/Alles": "Oud/Alles"], []),
      (["INBOX"], ["[Gmail]/Alles": "[exclude]"], [:], ["\\All"]),
      (["INBOX"], ["[Gmail]/Alles": "[exclude]"], [:], ["[Gmail]/Alles"]),
    ] as [([String], [String: String], [String: String], [String])])
  func theRestOfAllMailHasAHome(
    target: [String], expected: [String: String], map: [String: String], exclude: [String]
  ) throws {
    var rules = FolderRules()
    (rules.map, rules.exclude) = (map, exclude)
    let names = ["INBOX", "[Gmail]:noselect", "[Gmail]/Alles:\\all"] + (expected["Archive"] == nil ? [] : ["Archive"])
    let mapper = FolderMapper(
      rules: rules, source: try #require(Providers.named("gmail")), target: try #require(Providers.named("dovecot")),
      tellsPlaces: true)
    let result = mapper.map(sourceFolders(names), onto: targetFolders(target), decided: [:])
    for folder in result.folders where expected[folder.source.displayName] != nil {
      let shown = folder.action == .exclude ? "[exclude]" : folder.target.joined(separator: "/")
      #expect(shown == expected[folder.source.displayName], "\(folder.source.displayName)")
      #expect(folder.isRemainder == (folder.source.role == .all && folder.action != .exclude))
    }
  }

  @Test(arguments: rows)
  func maps(_ row: Row) throws {
    let result = try Self.map(row)
    #expect(result.folders.count == row.source.count)
    for (source, expected) in row.expected {
      let path = source.split(separator: "/", omittingEmptySubsequences: false).map {
        String($0.replacing("∕", with: "/"))
      }
      let folder = try #require(result.folders.first { $0.source.path == path }, "\(source)")
      let parts = expected.split(separator: "[", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let target = String(parts[0].reversed().drop { $0 == " " }.reversed())
      if !target.isEmpty { #expect(folder.target.joined(separator: "/") == target, "\(source): \(folder.why)") }
      if parts.count > 1 { #expect("\(folder.action)]" == parts[1], "\(source): \(folder.why)") }
    }
    #expect(result.findings.map(\.code.rawValue) == row.findings, "\(result.findings.map(\.message))")
    let all = result.folders.map { FolderPathKey($0.target) }
    if row.sourceRoot == nil { #expect(Set(all).count == all.count) }
  }

  /// The order of a LIST answer decides nothing.
  @Test(arguments: rows)
  func orderDecidesNothing(_ row: Row) throws {
    let expected = try Self.map(row)
    var turned = row
    turned.target.reverse()
    turned.source.reverse()
    let found = try Self.map(turned)
    #expect(found.folders.reversed().map(\.target) == expected.folders.map(\.target))
  }

  /// Run again with what the first run made at the target: nothing moves, and nothing new is made.
  @Test(arguments: rows)
  func secondRunChangesNothing(_ row: Row) throws {
    let first = try Self.map(row)
    let made = first.folders.filter { $0.action == .create }.map { $0.target.joined(separator: "/") }
    var again = row
    again.target.removeAll { made.contains($0.replacing(":noselect", with: "")) }
    again.target += made
    let stored = Dictionary(first.folders.map { ($0.source.path, $0.target) }, uniquingKeysWith: { a, _ in a })
    let second = try Self.map(again, stored: stored)
    #expect(second.folders.map(\.target) == first.folders.map(\.target))
    #expect(second.folders.map(\.role) == first.folders.map(\.role))
    #expect(!second.folders.contains { $0.action == .create })
  }

  @Test func whyIsTold() throws {
    let result = try Self.map(
      Row(
        title: "", source: ["INBOX", "Uit:\\sent", "Prullenbak", "Prullenbak/Oud", "Klanten", "Files", "Oud"],
        target: Self.outlook, map: ["Oud": "Archief"], expected: [:]))
    let whys = Dictionary(uniqueKeysWithValues: result.folders.map { ($0.source.displayName, $0.why) })
    #expect(
      whys == [
        "INBOX": "same name", "Uit": "special use \\Sent", "Prullenbak": "name (nl)",
        "Prullenbak/Oud": "follows Deleted Items", "Klanten": "same name",
        "Files": "renamed: the target keeps the name Files to itself", "Oud": "set by you",
      ])
    #expect(result.folders.first { $0.source.displayName == "Uit" }?.role == .sent)
    let renamed = try #require(result.findings.first)
    #expect(renamed.level == .note && renamed.place == "Files")
    #expect(renamed.message.contains("\"Files\"") && renamed.message.contains("\"Files (mail)\""))
  }

  @Test func whatWasDecidedStays() throws {
    let row = Row(
      title: "", source: ["INBOX", "Verzonden items", "Klanten"], target: Self.outlook, map: ["Klanten": "Relaties"],
      expected: [:])
    let result = try Self.map(
      row, stored: [["Verzonden items"]: ["Verzonden items"], ["Klanten"]: ["Klanten"]])
    #expect(result.folders.map(\.target) == [["INBOX"], ["Verzonden items"], ["Klanten"]])
    #expect(result.folders[1].why == "decided before")
    #expect(result.findings.map(\.code) == ["FOLDER-DECIDED"])
  }

  /// What is decided is kept by the wire name too, where two paths look the same.
  @Test func twinsKeepTheirFolders() throws {
    let twins = sourceFolders(["INBOX", "Caf\u{E9}", "Cafe\u{301}"])
    let provider = try #require(Providers.named("dovecot"))
    let mapper = FolderMapper(rules: FolderRules(), source: provider, target: provider)
    let first = mapper.map(twins, onto: targetFolders(["INBOX"]), decided: [:])
    #expect(Set(first.folders.map(\.target)) == [["INBOX"], ["Café"], ["Café (2)"]])
    let decided = Dictionary(uniqueKeysWithValues: first.folders.map { ($0.source.wireName, $0.target) })
    let target = targetFolders(first.folders.map { $0.target.joined(separator: "/") })
    let second = mapper.map(twins.reversed(), onto: target, decided: decided)
    #expect(second.folders.reversed().map(\.target) == first.folders.map(\.target))
    #expect(second.folders.allSatisfy { $0.action == .use })
  }

  @Test func anUnreadableFolderIsSaid() throws {
    var folders = sourceFolders(["INBOX", "Kapot"])
    folders[1].fault = "IMAP-NO"
    let provider = try #require(Providers.named("dovecot"))
    let result = FolderMapper(rules: FolderRules(), source: provider, target: provider)
      .map(folders, onto: targetFolders(["INBOX"]), stored: [:])
    #expect(result.folders[1].action == .unreadable)
    #expect(result.findings.map(\.code) == ["FOLDER-UNREADABLE"])
    // A problem would keep the whole mailbox from starting.
    #expect(result.findings.map(\.level) == [.warning])
  }

  @Test func tooLongANameIsCutAtACharacter() throws {
    let long = String(repeating: "é", count: 400)
    var row = Row(title: "", source: ["INBOX", long, long + "x"], expected: [:])
    row.to = "exchange-online"
    let result = try Self.map(row)
    let names = result.folders.dropFirst().map { $0.target[0] }
    #expect(names.allSatisfy { $0.utf8.count <= 250 } && Set(names).count == 2)
    #expect(names.contains { $0.hasSuffix("é (2)") })
  }
}

/// A path as bytes, so that nothing is equal that is not the same.
struct FolderPathKey: Hashable {
  let bytes: [[UInt8]]
  init(_ path: [String]) { bytes = path.map { Array($0.utf8) } }
}
