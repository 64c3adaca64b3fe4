import Core
import Migration
import Testing

/// Whatever a server lists and whatever the user asks: no two folders meet, the order of lists decides nothing, and a
/// second run changes nothing.
@Suite struct FolderMapperPropertyTests {
  struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  static let words = [
    "INBOX", "Inbox", "inbox", "Postvak In", "Sent", "sent", "Sent Items", "Verzonden items", "Trash", "Prullenbak",
    "Drafts", "Lixo", "Files", "files", "Calendar", "Agenda", "A", "a", " A", "A ", "A (2)", "a (2)", "A/B", "A_B", "",
    ".", "..", "~x", "_x", "A%", "A*", "Café", "Cafe\u{301}", "Archief", "[Gmail]", "Alle berichten", "A  B", "A B",
    "\u{0}", "\u{7}", "Straße", "STRASSE", "ß", String(repeating: "n", count: 260), String(repeating: "n", count: 261),
  ]
  static let roles: [FolderRole?] =
    [.sent, .trash, .drafts, .junk, .all, .flagged, .archive] + Array(repeating: nil, count: 20)

  struct Case {
    var rules = FolderRules()
    var source: [SourceFolder] = []
    var target: [TargetFolder] = []
    var from: Provider
    var to: Provider
  }

  static func path(_ dice: inout Dice) -> [String] {
    (0..<Int.random(in: 1...3, using: &dice)).map { _ in words.randomElement(using: &dice) ?? "A" }
  }

  static func make(seed: UInt64) throws -> Case {
    var dice = Dice(state: seed)
    var made = Case(
      from: try #require(Providers.all.randomElement(using: &dice)),
      to: try #require(Providers.all.randomElement(using: &dice)))
    var wires: Set<[UInt8]> = []
    for _ in 0..<Int.random(in: 0...40, using: &dice) {
      let path = path(&dice)
      let wire = Array(path.joined(separator: "\u{1}").utf8)
      guard wires.insert(wire).inserted else { continue }
      var folder = SourceFolder(wireName: wire, path: path)
      folder.role = roles.randomElement(using: &dice) ?? nil
      folder.isSelectable = Int.random(in: 0..<8, using: &dice) > 0
      made.source.append(folder)
    }
    for _ in 0..<Int.random(in: 0...12, using: &dice) {
      let path = path(&dice)
      guard !made.target.contains(where: { $0.path == path }) else { continue }
      var folder = TargetFolder(wireName: Array(path.joined(separator: "/").utf8), path: path)
      folder.role = roles.randomElement(using: &dice) ?? nil
      made.target.append(folder)
    }
    for _ in 0..<Int.random(in: 0...3, using: &dice) {
      made.rules.map[path(&dice).joined(separator: "/")] = path(&dice).joined(separator: "/")
    }
    if Int.random(in: 0..<3, using: &dice) == 0 { made.rules.exclude = [path(&dice).joined(separator: "/")] }
    if Int.random(in: 0..<8, using: &dice) == 0 { made.rules.targetRoot = "Import" }
    return made
  }

  /// What the target lists after the map was carried out; a target that folds case has the folder once.
  static func carriedOut(_ map: FolderMap, _ made: Case) -> [TargetFolder] {
    var target = made.target
    for folder in map.folders where folder.action == .create || folder.action == .container {
      let path = folder.target
      if target.contains(where: { FolderPathKey($0.path) == FolderPathKey(path) }) { continue }
      target.append(TargetFolder(wireName: Array(path.joined(separator: "/").utf8), path: path))
    }
    return target
  }

  @Test(arguments: 0..<400)
  func holds(seed: Int) throws {
    let made = try Self.make(seed: UInt64(seed))
    let mapper = FolderMapper(rules: made.rules, source: made.from, target: made.to)
    let first = mapper.map(made.source, onto: made.target, decided: [:])
    try #require(first.folders.map(\.source) == made.source, "seed \(seed)")

    // No two meet: not as bytes, and not as the target compares.
    let keys = first.folders.map { folder in
      folder.target.enumerated().map { level, name in
        made.to.foldsFolderCase || (level == 0 && name.uppercased() == "INBOX") ? name.lowercased() : name
      }
    }
    #expect(Set(keys).count == keys.count, "seed \(seed)")

    // What is new at the target has a name it takes.
    for folder in first.folders where folder.action == .create {
      let known = made.target.map { folder.target.starts(with: $0.path) ? $0.path.count : 0 }.max() ?? 0
      for name in folder.target.dropFirst(known) {
        #expect(!name.isEmpty && !name.contains("/"), "seed \(seed): \(folder.target)")
        #expect(!name.unicodeScalars.contains { $0.value < 0x20 }, "seed \(seed)")
      }
    }

    // The order of the lists decides nothing.
    var dice = Dice(state: UInt64(seed) &+ 1)
    let shuffled = mapper.map(
      made.source.shuffled(using: &dice), onto: made.target.shuffled(using: &dice), decided: [:])
    let byWire = Dictionary(uniqueKeysWithValues: shuffled.folders.map { ($0.source.wireName, $0) })
    for folder in first.folders {
      let same = try #require(byWire[folder.source.wireName])
      #expect(FolderPathKey(same.target) == FolderPathKey(folder.target), "seed \(seed): \(folder.source.path)")
      #expect(same.action == folder.action && same.why == folder.why && same.role == folder.role, "seed \(seed)")
    }

    // A second run changes nothing.
    let decided = Dictionary(uniqueKeysWithValues: first.folders.map { ($0.source.wireName, $0.target) })
    let second = mapper.map(made.source, onto: Self.carriedOut(first, made), decided: decided)
    for (a, b) in zip(first.folders, second.folders) {
      #expect(FolderPathKey(a.target) == FolderPathKey(b.target), "seed \(seed): \(a.source.path)")
      #expect(b.action == (a.action == .create ? .use : a.action), "seed \(seed): \(a.source.path)")
      #expect(a.role == b.role, "seed \(seed)")
    }
  }

  /// Thousands of names that collide cost no more than a moment, and none is lost.
  @Test func manyCollisions() throws {
    let provider = try #require(Providers.named("exchange-online"))
    let folders = (0..<5_000).map { SourceFolder(wireName: Array("\($0)".utf8), path: ["Same"]) }
    let result = FolderMapper(rules: FolderRules(), source: provider, target: provider)
      .map(folders, onto: [], decided: [:])
    #expect(Set(result.folders.map(\.target)).count == 5_000)
    #expect(result.findings.count == 4_999)
  }

  @Test func noFoldersNoMap() throws {
    let provider = Provider(id: "x", name: "X")
    let result = FolderMapper(rules: FolderRules(), source: provider, target: provider).map([], onto: [], stored: [:])
    #expect(result.folders.isEmpty && result.findings.isEmpty)
  }
}
