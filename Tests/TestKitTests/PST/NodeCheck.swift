import Core
import Testing
import TestKit

/// What `pst_ndbcheck.py` of the shared suites says of a file. It knows [MS-PST] and nothing of this package.
struct NodeCheck {
  let facts: [String: String]

  /// nil where the program or Python is absent, which is said aloud.
  static func run(_ path: String, _ test: String = #function) async throws -> NodeCheck? {
    guard let root = SharedSuites.root, Files.exists(root + "/bench/pst/pst_ndbcheck.py") else {
      Skips.record("\(test): no pst_ndbcheck.py (POSTDUIF_SHARED, or ../shared beside the package)")
      return nil
    }
    guard let python = Files.program("python3") else {
      Skips.record("\(test): no python3")
      return nil
    }
    let folder = try TemporaryFolder("ndbcheck")
    // Each fact on a line of its own, which needs no reader of JSON here.
    let lines = """
      import json, sys
      sys.path.insert(0, sys.argv[1])
      import pst_ndbcheck
      for name, value in pst_ndbcheck.check(sys.argv[2]).items(): print(name + '=' + json.dumps(value))
      """
    let child = try ChildProcess.start(
      python, ["-c", lines, root + "/bench/pst", path], output: folder("out"), errors: folder("err"))
    let exit = await child.exit()
    try #require(exit.code == 0, "pst_ndbcheck.py: \(Files.text(folder("err")))")
    let pairs = Files.text(folder("out")).split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1) }
    return NodeCheck(facts: Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), String($0[1])) }))
  }

  subscript(_ name: String) -> String { facts[name] ?? "absent" }
}
