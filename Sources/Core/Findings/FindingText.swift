/// What `explain` says about a code: kept with the program, so it reads the same without a network.
public struct FindingText: Sendable, Hashable {
  public var code: Fault.Code
  /// A few words, no full stop.
  public var title: String
  /// What it means, in whole sentences.
  public var meaning: String
  /// What a person does about it: steps in the order to try them.
  public var steps: [String]
  /// How the program ends when this is what stopped it.
  public var exit: ExitStatus

  public init(_ code: Fault.Code, _ title: String, exit: ExitStatus, _ meaning: String, do steps: [String]) {
    self.code = code
    self.title = title
    self.meaning = meaning
    self.steps = steps
    self.exit = exit
  }
}

/// Every code the program can show, with its text.
public enum FindingCatalogue {
  private static var lists: [[FindingText]] {
    [
      checks,
      contacts,
      credentials,
      eml,
      files,
      folders,
      groupware,
      headers,
      imap,
      items,
      mail,
      mailExport,
      mailFiles,
      mbox,
      moving,
      network,
      nodeDatabase,
      oauth,
      outlookCommands,
      outlookStore,
      outlookMessages,
      planning,
      project,
      rtf,
      server,
      trees,
      verifying,
    ]
  }

  public static var all: [FindingText] {
    lists.joined().sorted { $0.code.rawValue < $1.code.rawValue }
  }

  /// The text of `code`, compared without case; nil for a code of a newer version.
  public static func text(for code: String) -> FindingText? {
    let wanted = code.uppercased()
    return all.first { $0.code.rawValue == wanted }
  }

  /// How the program ends when `fault` is what stopped it. A code without a text counts as the other side's failure
  /// where trying again may help, as a refusal where it may not.
  public static func exit(for fault: Fault) -> ExitStatus {
    if let text = text(for: fault.code.rawValue) { return text.exit }
    return switch fault.recovery {
    case .retry: .notNow
    case .reconnect: .unreachable
    case .skipItem, .skipFolder: .needsAttention
    case .stopMailbox: .refused
    case .stopRun: .wrongSettings
    }
  }

  /// How the program ends when these are all it found: problems count, the rest does not.
  public static func status(of findings: [Finding]) -> ExitStatus {
    findings.lazy.filter { $0.level == .problem }.reduce(.done) { status, finding in
      let exit = text(for: finding.code.rawValue)?.exit ?? .needsAttention
      return status.merged(with: exit == .done ? .needsAttention : exit)
    }
  }
}
