import Core

extension MigrationReport {
  /// The report as one JSON object, for archives and for programs that bill or file it.
  public func json() -> String {
    var members: [JSONValue.Member] = [
      .init("version", ["tool": .string(toolVersion), "schema": .init(MachineOutput.schemaVersion)]),
      .init("type", "report"), .init("made_at", .init(madeAt)), .init("anonymous", .bool(isAnonymous)),
      .init("project", .string(letterhead.project)), .init("customer", .string(letterhead.customer)),
      .init("consultant", .string(letterhead.consultant)), .init("source", .string(letterhead.source)),
      .init("target", .string(letterhead.target)), .init("verdict", .string(verdict.class.rawValue)),
      .init("verdict_text", .string(verdict.text)), .init("counts", totals.json),
    ]
    members.append(.init("plan", plan?.headJSON ?? .null))
    members.append(.init("run", run.map { Self.whole($0.headJSON, $0.mailboxes.map(\.json)) } ?? .null))
    members.append(.init("verify", verify.map { Self.whole($0.headJSON, $0.mailboxes.map(\.json)) } ?? .null))
    members += [
      .init("folders", .array(standing.map(\.json))), .init("items", .array(exceptions.map(\.json))),
      .init("repairs", .array(repairs.map(\.json))),
    ]
    return JSONValue.object(members).text(pretty: true) + "\n"
  }

  private static func whole(_ head: JSONValue, _ mailboxes: [JSONValue]) -> JSONValue {
    .object(head.members + [.init("mailboxes", .array(mailboxes))])
  }
}

/// What all machine output has in common.
public enum MachineOutput {
  /// Raised when a field changes its meaning or goes away; new fields do not raise it.
  public static let schemaVersion = 1
}
