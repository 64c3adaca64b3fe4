import ArgumentParser
import Core
import Migration

struct DoctorCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Checks this machine, this project and the way to both ends.",
    discussion: """
      Examples:
        postduif doctor
        postduif doctor --all --time-server pool.ntp.org
        postduif doctor --offline --format json
      """)
  @Flag(help: "Show each check that passed.") var all = false
  @Flag(help: "Leave the network alone.") var offline = false
  @Option(
    name: .customLong("time-server"),
    help: ArgumentHelp(
      "Compare this machine's clock with this server's; otherwise with the one the system asks.", valueName: "host"))
  var timeServer: String?
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let server = try timeServer.map { text in
      guard let server = TimeServer(text) else {
        throw CommandFailure(
          .misused, "USAGE", "\"\(text)\" is no server", next: "Name it so: --time-server pool.ntp.org")
      }
      return server
    }
    var findings = await ClockCheck(now: session.context.now(), server: server, isOffline: offline).run()
    findings.append(MachineChecks.openFiles())
    findings += await ProjectChecks(session: session, isOffline: offline).run()
    let screen = DoctorScreen(findings: findings, showsAll: all)
    session.give(Self.answer(screen))
    return screen.status
  }

  static func answer(_ screen: DoctorScreen) -> Answer {
    let findings = screen.findings
    return Answer(
      type: "doctor",
      summary: Finding.Level.allCases.map { level in
        .init("\(level.rawValue)_count", .init(findings.count { $0.level == level }))
      }, recordsName: "findings", recordType: "finding", records: findings.map(\.json),
      header: ["level", "code", "place", "message", "next"],
      rows: findings.map {
        [.text($0.level.rawValue), .text($0.code.rawValue), .text($0.place), .text($0.message), .text($0.next)]
      }
    ) { screen.lines($0) }
  }
}
