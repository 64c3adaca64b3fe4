import ArgumentParser
import Core

struct ExplainCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explains a code, without a network.",
    discussion: """
      Examples:
        postduif explain ITEM-TOO-LARGE
        postduif explain net-blocked
        postduif explain                      lists all codes
      """)

  @Argument(
    help: "A code such as IMAP-AUTH.",
    completion: .list(FindingCatalogue.all.map(\.code.rawValue)))
  var code: String?
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    guard let code else {
      let all = FindingCatalogue.all
      session.give(
        Answer(
          type: "explanations", recordsName: "codes", recordType: "explanation", records: all.map(\.json),
          header: ["code", "title", "exit_code"],
          rows: all.map { [.text($0.code.rawValue), .text($0.title), .init($0.exit.rawValue)] }
        ) { ExplainScreen.list(all, $0) })
      return .done
    }
    guard let text = FindingCatalogue.text(for: code) else {
      let known = FindingCatalogue.all.map(\.code.rawValue)
      throw CommandFailure(
        .inputNotFound, "USAGE", "there is no code \"\(code)\"",
        next: suggestion(for: code.uppercased(), among: known).map { "Did you mean \($0)?" }
          ?? "See all: postduif explain")
    }
    session.give(
      Answer(type: "explanation", summary: text.json.members, recordsName: "") { ExplainScreen.lines(text, $0) })
    return .done
  }
}

extension FindingText {
  var json: JSONValue {
    [
      "code": .string(code.rawValue), "title": .string(title), "meaning": .string(meaning), "steps": .init(steps),
      "exit_code": .init(exit.rawValue),
    ]
  }
}
