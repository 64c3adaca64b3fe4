import Core

/// Test data that is not part of this package: the folder `POSTDUIF_SHARED` names, or `../shared` beside the package.
public enum SharedSuites {
  public static let root: String? = {
    if let named = Environment["POSTDUIF_SHARED"] { return named }
    let beside = PackageFolder.path + "/../shared"
    return Files.exists(beside) ? beside : nil
  }()

  /// The folder of message suites; nil when absent, which is said aloud and counted.
  public static func mime(_ test: String = #function) -> String? {
    if let root, Files.exists(root + "/suites/mime") { return root + "/suites/mime" }
    Skips.record("\(test): no message suites (POSTDUIF_SHARED, or ../shared beside the package)")
    return nil
  }

  /// Throws `TEST-FILE` when it cannot be read.
  public static func bytes(_ path: String) throws -> [UInt8] {
    guard let bytes = Files.read(path) else {
      throw Fault("TEST-FILE", "\(path) cannot be read", recovery: .stopRun)
    }
    return bytes
  }

  /// Names in a folder, sorted.
  public static func names(in folder: String, ending: String) -> [String] {
    Files.all(below: folder).map { String($0.dropFirst(folder.utf8.count + 1)) }
      .filter { $0.hasSuffix(ending) && !$0.contains("/") }.sorted()
  }
}
