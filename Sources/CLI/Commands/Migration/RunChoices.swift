import ArgumentParser
import Core
import Migration
import Projects

/// Which mailboxes.
struct MailboxChoice: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Only this mailbox; may be repeated, * stands for any letters.", valueName: "mailbox"))
  var only: [String] = []
}

/// How a run goes about it.
struct RunChoices: ParsableArguments {
  @Option(help: "Mailboxes side by side.") var parallel: Int?
  @Option(help: "Folders of a mailbox at a time, each over a connection of its own.") var lanes: Int?
  @Option(name: .customLong("limit-rate"), help: ArgumentHelp("At most this fast, such as 2MB/s.", valueName: "rate"))
  var limitRate: String?
  @Option(
    name: .customLong("folder"), parsing: .singleValue,
    help: ArgumentHelp("Only source folders that match; may be repeated.", valueName: "pattern"))
  var folders: [String] = []
  @Flag(help: "Store messages the target refuses in the smallest changed form; each change is in the report.")
  var repair = false
  @Flag(help: "Remove at the target what is gone at the source.") var mirrorDeletes = false
  @Flag(help: "Take the request for a read receipt out of unread mail.") var disarmReceipts = false
}

extension RunChoices {
  /// Flags first, then what the settings and the project say.
  func merged(_ settings: Settings, _ project: ProjectOptions) throws -> RunOptions {
    var out = RunOptions()
    out.parallel = try positive(parallel, "--parallel") ?? settings.count(.parallel, in: 1...1_000)
    out.lanes = try positive(lanes, "--lanes") ?? settings.count(.lanes, in: 1...32)
    if let limitRate {
      guard let rate = Rate.bytesPerSecond(limitRate) else {
        throw CommandFailure(
          .misused, "USAGE", "\"\(limitRate)\" is no rate", next: "Give a number with a unit: --limit-rate 2MB/s")
      }
      out.limitRate = rate
    } else {
      out.limitRate = try settings.rate(.limitRate)
    }
    out.onlyFolders = folders
    out.repair = repair || project.repair ?? false
    out.mirrorDeletes = mirrorDeletes || project.mirrorDeletes ?? false
    out.disarmReceipts = disarmReceipts || project.disarmReceipts ?? false
    return out
  }

  private func positive(_ number: Int?, _ flag: String) throws -> Int? {
    guard let number, number < 1 else { return number }
    throw CommandFailure(.misused, "USAGE", "\(flag) must be 1 or more", next: "\(flag) 4")
  }
}
