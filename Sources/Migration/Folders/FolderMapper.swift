public import Core

/// Decides where every source folder goes.
public struct FolderMapper {
  public init(rules: FolderRules, source: Provider, target: Provider) {}
  public func map(_ source: [SourceFolder], onto target: [TargetFolder], stored: [[String]: [String]]) -> FolderMap {
    FolderMap(
      folders: source.map { folder in
        let existing = target.first { $0.path == folder.path }
        return MappedFolder(
          source: folder, target: folder.path, role: folder.role,
          action: folder.isSelectable ? (existing == nil ? .create : .use) : .container, why: "same name",
          existing: existing)
      }, findings: [])
  }
}
