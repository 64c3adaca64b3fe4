import FoundationEssentials

/// Where a project lies: given, or this folder or the nearest parent with a project file.
enum ProjectFolder {
  static let fileName = "postduif.yaml"

  static func find(given: String?, context: Context) -> String? {
    if let given = given ?? context.environment["POSTDUIF_PROJECT"], !given.isEmpty {
      return absolute(given, in: context.directory)
    }
    var folder = context.directory
    while true {
      if FileManager.default.fileExists(atPath: folder == "/" ? "/\(fileName)" : "\(folder)/\(fileName)") {
        return folder
      }
      guard let slash = folder.lastIndex(of: "/"), folder != "/" else { return nil }
      folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
    }
  }

  /// Without `.`, `..` and doubled slashes: what is written into the project file should read well.
  static func absolute(_ path: String, in directory: String) -> String {
    var levels: [Substring] = []
    let whole = path.hasPrefix("/") ? path : "\(directory)/\(path)"
    for level in whole.split(separator: "/") where level != "." {
      if level == ".." { _ = levels.popLast() } else { levels.append(level) }
    }
    return "/" + levels.joined(separator: "/")
  }
}
