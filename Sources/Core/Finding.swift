/// One thing a person should know: level, code, place, meaning, next step.
public struct Finding: Sendable, Hashable, Codable {
  public enum Level: String, Sendable, Hashable, Comparable, CaseIterable, Codable {
    case ok, note, warning, problem
    private var rank: Int {
      switch self {
      case .ok: 0
      case .note: 1
      case .warning: 2
      case .problem: 3
      }
    }
    public static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }
  }

  public var level: Level
  public var code: Fault.Code
  public var place: String
  public var message: String
  /// A command, or a named place in a named product; empty when nothing needs doing.
  public var next: String

  public init(_ level: Level, _ code: Fault.Code, place: String = "", _ message: String, next: String = "") {
    self.level = level
    self.code = code
    self.place = place
    self.message = message
    self.next = next
  }

  public init(_ fault: Fault, level: Level = .problem) {
    self.init(level, fault.code, place: fault.place, fault.message, next: fault.advice)
  }
}
