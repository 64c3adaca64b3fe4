import ArgumentParser
import Core
import Migration

struct ItemShowCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows one item, why it did not arrive and what can be done.",
    discussion: """
      Examples:
        postduif item show 3
        postduif item show 3 --format json
        postduif item show 3 -p ../peeters
      """)
  @Argument(help: "The item's number in the list.") var number: Int64
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let item = try await session.openProject().item(number)
    session.give(
      Answer(type: "item", summary: item.json.members, recordsName: "") { ItemScreen.show(item, $0) })
    return .done
  }
}

extension OpenProject {
  /// A skipped or failed item. Throws when there is none of this number.
  func item(_ number: Int64) async throws -> ItemRecord {
    guard let item = try await ledger.trouble(number: number) else {
      throw CommandFailure(
        .inputNotFound, "ITEM-UNKNOWN", "there is no skipped or failed item \(number)", place: folder,
        next: "See: postduif item list")
    }
    return item
  }
}
