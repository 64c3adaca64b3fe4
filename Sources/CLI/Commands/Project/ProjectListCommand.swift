import ArgumentParser
import Core
import FoundationEssentials
import Migration
import Projects

struct ProjectListCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the projects in a folder.",
    discussion: """
      Examples:
        postduif project list
        postduif project list /srv/moves
        postduif project list --format json
      """)
  @Argument(help: "The folder that holds them; this one unless said otherwise.") var folder: String = "."
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let base = ProjectFolder.absolute(folder, in: session.context.directory)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: base) else {
      throw CommandFailure(
        .inputNotFound, "FILE-READ", "the folder cannot be read", place: base,
        next: "Name another: postduif project list FOLDER")
    }
    var rows: [Row] = []
    for name in names.sorted() {
      let path = "\(base)/\(name)"
      guard FileManager.default.fileExists(atPath: "\(path)/\(Project.fileName)") else { continue }
      rows.append(await row(name, path, session))
    }
    let found = rows
    session.give(
      Answer(
        type: "projects", summary: [.init("count", .init(found.count))], recordsName: "projects",
        recordType: "project",
        records: found.map {
          ["name": .string($0.name), "customer": .string($0.customer), "state": .string($0.state)]
        }, header: ["name", "customer", "state"],
        rows: found.map { [.text($0.name), .text($0.customer), .text($0.state)] }
      ) { layout in
        guard !found.isEmpty else { return ["No projects here.", "Next: postduif project new NAME"] }
        var table = Table([.init("Project", .name), .init("Customer", .name), .init("State", .note)])
        table.rows = found.map { [$0.name, $0.customer, $0.state] }
        return table.lines(layout)
      })
    return .done
  }

  private struct Row: Sendable {
    var name: String
    var customer: String
    var state: String
  }

  /// A broken project is listed with what is wrong; it must not hide the others.
  private func row(_ name: String, _ path: String, _ session: Session) async -> Row {
    do {
      let project = try Project.open(at: path)
      var state = "new"
      if FileManager.default.fileExists(atPath: project.statePath) {
        let ledger = try Ledger(path: project.statePath)
        let counts = try await ledger.standing().reduce(ItemCounts()) { $0 + $1.counts }
        let percent = Words.percent(ProgressScreen.fraction(counts))
        state = ledger.isRunning() ? "running, \(percent)" : counts.found == 0 ? "new" : percent
      }
      return Row(name: name, customer: project.settings.customer, state: state)
    } catch {
      return Row(name: name, customer: "", state: ProjectChecks.problems(error).first?.code.rawValue ?? "INTERNAL")
    }
  }
}
