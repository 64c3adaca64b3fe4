/// Where this reader and the reference readers differ, and who is right.
struct ExplainedDifference {
  let file: String
  /// What the difference's line begins with.
  let line: String
  let reason: String

  init(_ file: String, _ line: String, _ reason: String) { (self.file, self.line, self.reason) = (file, line, reason) }

  static let all: [ExplainedDifference] = []
}
