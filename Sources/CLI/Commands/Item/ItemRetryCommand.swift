import ArgumentParser
import Core
import Migration

struct ItemRetryCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Puts single items back to waiting; the next run tries them again.",
    discussion: """
      Examples:
        postduif item retry 3
        postduif item retry 3 4 5 --yes
        postduif item retry 3 && postduif migrate --repair
      """)
  @Argument(help: "Numbers in the list.") var numbers: [Int64]
  @OptionGroup(title: "Asking") var writing: WritingOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try await session.openProject()
    for number in numbers { _ = try await project.item(number) }
    return try await ItemRetry.run(numbers, project, writing, session)
  }
}

enum ItemRetry {
  static func run(_ numbers: [Int64], _ project: OpenProject, _ writing: WritingOptions, _ session: Session)
    async throws
    -> ExitStatus
  {
    let count = numbers.count
    if count == 0 || writing.dryRun {
      session.give(answer(0, "\(Words.count(count, "item")) would be tried again."))
      return .done
    }
    guard try session.confirm("Try \(Words.count(count, "item")) again at the next run?", writing) else { return .done }
    let done = try await project.ledger.retry(numbers: numbers)
    session.give(
      answer(
        done, "\(Words.count(done, "item")) \(done == 1 ? "waits" : "wait") for the next run. Next: postduif migrate"))
    return .done
  }

  private static func answer(_ count: Int, _ line: String) -> Answer {
    Answer(type: "retry", summary: [.init("count", .init(count))], recordsName: "") { _ in [line] }
  }
}
