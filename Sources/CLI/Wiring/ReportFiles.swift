import Core
import FoundationEssentials
import Migration
import Projects

/// Gathers the report of a project and writes it.
enum ReportFiles {
  enum Format: String, CaseIterable {
    case html, csv, json

    func render(_ report: MigrationReport, forExcel: Bool) -> String {
      switch self {
      case .html: report.html()
      case .csv: report.csv(forExcel: forExcel)
      case .json: report.json()
      }
    }
  }

  static func gather(_ project: OpenProject, _ session: Session) async throws -> MigrationReport {
    let ledger = project.ledger
    let settings = project.settings
    let consultant = settings.consultant.isEmpty ? session.settings.value(.consultant) : settings.consultant
    let names = Set(project.entries.map(\.name))
    return MigrationReport(
      letterhead: .init(
        project: settings.name, customer: settings.customer, consultant: consultant, source: project.title.source,
        target: project.title.target), madeAt: session.context.now(), toolVersion: Program.version,
      plan: try await ledger.plan(), run: try await ledger.lastRun(), verify: try await ledger.lastVerify(),
      standing: try await ledger.standing().filter { names.contains($0.mailbox) },
      exceptions: try await ledger.troubles().filter { names.contains($0.mailbox) },
      repairs: try await ledger.repairs().filter { names.contains($0.mailbox) })
  }

  /// Into the project's reports folder; returns the paths as a person would type them here.
  static func write(_ project: OpenProject, _ session: Session) async throws -> [String] {
    try write(try await gather(project, session), project, session, formats: [.html, .csv])
  }

  /// What became of the reports of a command whose own answer is given in any case.
  struct Attempt {
    var files: [String] = []
    var failure: CommandFailure?

    /// Throws the failure, with the status of the whole command.
    func status(merging status: ExitStatus) throws -> ExitStatus {
      guard var failure else { return status }
      failure.status = failure.status.merged(with: status)
      throw failure
    }
  }

  /// Writes the reports; a disk that does not take them is said after the answer, not instead of it.
  static func attempt(_ project: OpenProject, _ session: Session) async throws -> Attempt {
    do {
      return Attempt(files: try await write(project, session))
    } catch let failure as CommandFailure {
      return Attempt(failure: failure)
    }
  }

  static func write(_ report: MigrationReport, _ project: OpenProject, _ session: Session, formats: [Format]) throws
    -> [String]
  {
    let folder = "\(project.folder)/.postduif/reports"
    let name = fileName(report.isAnonymous ? "anonymous" : project.settings.name) + "-" + report.madeAt.day
    return try formats.map { format in
      let path = "\(folder)/\(name).\(format.rawValue)"
      try write(format.render(report, forExcel: session.forExcel), to: path)
      let here = session.context.directory + "/"
      return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }
  }

  /// Where the files lie, each path in one piece.
  static func lines(_ files: [String], _ layout: Layout) -> [String] {
    Wrap.block(Words.list(files), indent: "        ", first: "Report: ", width: layout.width)
  }

  /// Whole or not at all: a report cut short would be taken for the truth.
  static func write(_ text: String, to path: String) throws {
    do {
      let folder = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
      if !folder.isEmpty { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      let reason =
        switch (error as? CocoaError)?.code {
        case .fileWriteOutOfSpace?: ": the disk is full"
        case .fileWriteVolumeReadOnly?: ": the disk is read-only"
        case .fileWriteNoPermission?: ": permission denied"
        default: ""
        }
      throw CommandFailure(
        .cannotWriteOutput, "OUTPUT-WRITE", "the report cannot be written\(reason)", place: path,
        next: "Name another place: postduif report --output FILE")
    }
  }

  /// A project's name may hold anything; a file's name should not.
  private static func fileName(_ name: String) -> String {
    let plain = name.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." ? $0 : "-" }
    return plain.first == "." ? "report" : String(plain)
  }
}
