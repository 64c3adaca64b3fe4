import Core

/// What was found broken in one object: each damage once, and no more than a person would read. A hostile file has no end
/// of them.
struct DamageList {
  static let most = 100
  private(set) var all: [Fault] = []
  private var seen: Set<String> = []

  mutating func add(_ fault: Fault) {
    guard all.count < Self.most, seen.insert(fault.description).inserted else { return }
    all.append(fault)
  }
}

/// How far a file of messages is followed. What lies beyond is told as damage.
enum ObjectLimits {
  /// Messages within messages.
  static let depth = 50
  /// Rows of one recipient table. Exchange takes a thousand.
  static let recipients = 100_000
  /// Attachments of one message.
  static let attachments = 10_000
  /// Numbers that properties can have.
  static let properties = 1 << 16
}
