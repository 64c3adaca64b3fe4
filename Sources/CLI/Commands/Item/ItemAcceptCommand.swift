import ArgumentParser
import Core
import Migration

struct ItemAcceptCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Records that the customer lives without an item, and why.",
    discussion: """
      Examples:
        postduif item accept 3 --reason "user has it on paper"
        postduif item accept 4 5 6 --reason "spam"
        postduif item accept 3 --reason "sent again by the supplier" -f json
      """)
  @Argument(help: "Numbers in the list.") var numbers: [Int64]
  @Option(help: "Stands in the report.") var reason: String
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let words = reason.trimmed()
    guard !words.isEmpty else {
      throw CommandFailure(.misused, "USAGE", "the reason is empty", next: "--reason \"user has it on paper\"")
    }
    let project = try await session.openProject()
    for number in numbers { _ = try await project.item(number) }
    for number in numbers { _ = try await project.ledger.accept(number: number, reason: words) }
    let count = numbers.count
    session.give(
      Answer(type: "accepted", summary: [.init("count", .init(count))], recordsName: "") { _ in
        ["\(Words.count(count, "item")) accepted; the report says why."]
      })
    return .done
  }
}
