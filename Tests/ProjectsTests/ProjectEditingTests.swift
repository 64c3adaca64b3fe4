import Core
import Foundation
import Projects
import Testing

@Suite struct ProjectEditingTests {
  struct Edit: Sendable, CustomTestStringConvertible {
    var title: String
    var before = peeters
    var change: @Sendable (inout Project) throws -> Void
    /// Lines that go and lines that come, in order; everything else must stay.
    var out: [String] = []
    var `in`: [String] = []
    var testDescription: String { title }
  }

  static let edits: [Edit] = [
    Edit(
      title: "a value behind which a comment stands",
      before: peeters.replacing("host: imap.oudehost.example", with: "port: 143  # their firewall\n    host: old"),
      change: { try $0.setEndpoint(.source, "oud", ["port": "993"]) },
      out: ["    port: 143  # their firewall"], in: ["    port: 993  # their firewall"]),
    Edit(
      title: "a new key of an endpoint",
      change: { try $0.setEndpoint(.source, "oud", ["port": "143", "tls": "starttls"]) },
      in: ["    port: 143", "    tls: starttls"]),
    Edit(
      title: "a key below a key", change: { try $0.setEndpoint(.source, "oud", ["admin.separator": "%"]) },
      in: ["      separator: \"%\""]),
    Edit(
      title: "a scalar in place of a block",
      before: peeters.replacing(
        "    # their administrator", with: "    trust:\n      ca-file: ca.pem # own\n    # their administrator"),
      change: { try $0.setEndpoint(.source, "oud", ["trust": "system"]) },
      out: ["    trust:", "      ca-file: ca.pem # own"], in: ["    trust: system"]),
    Edit(
      title: "a new endpoint", change: { try $0.setEndpoint(.target, "tweede", ["host": "imap.x.example"]) },
      in: ["  tweede:", "    host: imap.x.example"]),
    Edit(
      title: "an endpoint goes with its comments", change: { try $0.removeEndpoint(.source, "oud") },
      out: [
        "  oud:", "    host: imap.oudehost.example", "    # their administrator", "    admin:",
        "      user: postmaster",
        "      form: separator",
      ]),
    Edit(
      title: "an option", change: { try $0.setOption("parallel", "8") }, out: ["  parallel: 4"], in: ["  parallel: 8"]),
    Edit(title: "an option goes", change: { try $0.setOption("parallel", nil) }, out: ["  parallel: 4"]),
    Edit(
      title: "a list", change: { try $0.setExcluded(["Archief", "Klanten/*", "Offertes, oud"]) },
      out: ["  exclude:", "    - Archief", "    - \"**/Oud\""],
      in: ["  exclude: [Archief, Klanten/*, \"Offertes, oud\"]"]),
    Edit(
      title: "a mapped folder", change: { try $0.setMapped("Oud: van Jan", to: "Archive/Jan") },
      in: ["  map:", "    \"Oud: van Jan\": Archive/Jan"]),
    Edit(
      title: "a block at the end without a line end", before: "project:\n  name: P",
      change: { try $0.setOption("repair", "true") }, in: ["options:", "  repair: true"]),
    Edit(
      title: "lists whose dashes are not indented",
      before: "project: {name: P}\noptions:\n  exclude:\n  - a\n  - b\n  repair: true\n",
      change: { try $0.setExcluded([]) }, out: ["  exclude:", "  - a", "  - b"]),
    Edit(
      title: "words that YAML would take for something else",
      change: { try $0.setEndpoint(.source, "oud", ["credential": "no", "password-command": "pass show 'x' # y"]) },
      in: ["    credential: \"no\"", "    password-command: \"pass show 'x' # y\""]),
  ]

  @Test(arguments: edits)
  func changesOnlyWhatIsMeant(_ edit: Edit) throws {
    let scratch = try Scratch()
    var project = try scratch.project(edit.before)
    try edit.change(&project)
    let after = try scratch.read("postduif.yaml")
    let difference = after.split(separator: "\n", omittingEmptySubsequences: false).difference(
      from: edit.before.split(separator: "\n", omittingEmptySubsequences: false))
    let removed = difference.removals.compactMap { if case .remove(_, let line, _) = $0 { String(line) } else { nil } }
    let added = difference.insertions.compactMap { if case .insert(_, let line, _) = $0 { String(line) } else { nil } }
    #expect(removed == edit.out)
    #expect(added.filter { !$0.isEmpty } == edit.in)
    #expect(project.settings == (try Project.open(at: scratch.path)).settings)
    #expect(try scratch.names() == ["postduif.yaml"])
    #expect(try scratch.mode("postduif.yaml") == 0o644)
  }

  @Test func lineEndsOfWindowsStay() throws {
    let scratch = try Scratch()
    var project = try scratch.project("project:\r\n  name: P\r\noptions:\r\n  parallel: 2\r\n")
    try project.setOption("parallel", "3")
    #expect(
      try scratch.read("postduif.yaml").utf8.elementsEqual(
        "project:\r\n  name: P\r\noptions:\r\n  parallel: 3\r\n".utf8))
  }

  @Test func aWrongValueIsRefusedAndNothingWritten() throws {
    let scratch = try Scratch()
    var project = try scratch.project(peeters)
    let fault = #expect(throws: Fault.self) { try project.setEndpoint(.source, "oud", ["port": "0"]) }
    #expect(fault?.code == "PROJECT-VALUE")
    #expect(throws: Fault.self) { try project.setEndpoint(.source, "oud", ["hots": "x"]) }
    #expect(throws: Fault.self) { try project.setEndpoint(.source, "a b", ["host": "x"]) }
    #expect(throws: Fault.self) { try project.setEndpoint(.source, "nieuw", ["port": "143"]) }
    #expect(try scratch.read("postduif.yaml") == peeters)
    #expect(project.settings.sources.map(\.name) == ["oud"])
  }

  @Test func bracesAreNotGuessedAt() throws {
    let scratch = try Scratch()
    var project = try scratch.project("project: {name: P}\nsource: {oud: {host: x}}\n")
    let fault = #expect(throws: Fault.self) { try project.setEndpoint(.source, "oud", ["port": "143"]) }
    #expect(fault?.code == "PROJECT-EDIT" && fault?.message.contains("source") == true)
  }

  @Test func anEndpointInUseStays() throws {
    let scratch = try Scratch()
    var project = try scratch.project(peeters)
    try project.setEndpoint(.source, "nieuw", ["host": "x"])
    var entry = MailboxEntry(source: .init(user: "an"), target: .init(user: "an@peeters.example"))
    entry.source.endpoint = "nieuw"
    try project.setMailboxes([entry])
    let fault = #expect(throws: Fault.self) { try project.removeEndpoint(.source, "nieuw") }
    #expect(fault?.code == "PROJECT-ENDPOINT" && fault?.message.contains("an@peeters.example") == true)
    let unknown = #expect(throws: Fault.self) { try project.removeEndpoint(.source, "niew") }
    #expect(unknown?.advice.contains("Did you mean nieuw?") == true)
  }

  /// Random values survive the way into the file and back.
  @Test(arguments: 0..<60)
  func anyTextIsReadBack(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let letters = Array("aZ0 :#-\"'\\{}[],&*!|>%@`~?=é漢\t\u{2028}/$")
    let text = String(
      (0..<Int.random(in: 1...12, using: &generator)).compactMap { _ in letters.randomElement(using: &generator) })
    let scratch = try Scratch()
    var project = try scratch.project(peeters)
    try project.setMapped(text, to: text)
    #expect(project.settings.options.map == [text: text], "seed \(seed)")
    try project.setExcluded([text, "b"])
    #expect(project.settings.options.exclude == [text, "b"], "seed \(seed)")
    try project.setMapped(text, to: nil)
    #expect(project.settings.options.map == [:], "seed \(seed)")
  }
}

struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
