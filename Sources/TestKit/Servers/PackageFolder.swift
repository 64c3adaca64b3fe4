/// Where the package stands, found from this very file, and what was built in it.
public enum PackageFolder {
  public static let path: String = {
    // …/Sources/TestKit/Servers/PackageFolder.swift
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
  }()

  /// A built program: from the folder that holds the running tests, so that debug tests run the debug build.
  public static func program(_ name: String) -> String? {
    let folders = [Environment["POSTDUIF_BIN"], "\(path)/.build/debug", "\(path)/.build/release"].compactMap { $0 }
    return folders.map { "\($0)/\(name)" }.first(where: Files.isProgram)
  }
}
