import Synchronization

/// Tests that could not run because the machine lacks something: each is said aloud and counted, never passed over.
public enum Skips {
  private static let said = Mutex<[String]>([])

  /// Prints `SKIPPED: why` and adds a line to the file that `POSTDUIF_SKIPS` names, which `script/test` counts.
  public static func record(_ why: String) {
    let line = "SKIPPED: \(why)"
    said.withLock { $0.append(line) }
    print(line)
    if let file = Environment["POSTDUIF_SKIPS"] { Files.append("\(why)\n", to: file) }
  }

  public static var all: [String] { said.withLock { $0 } }

  /// `condition`; a false one is recorded with its reason.
  public static func unless(_ condition: Bool, _ why: String) -> Bool {
    if !condition { record(why) }
    return condition
  }
}
