public import Core

/// Where every source folder goes, decided by ``FolderMapper``.
public struct FolderMap: Sendable, Hashable {
  public var folders: [MappedFolder]
  public var findings: [Finding]
  public init(folders: [MappedFolder], findings: [Finding]) {
    self.folders = folders
    self.findings = findings
  }
}

public struct MappedFolder: Sendable, Hashable {
  public var source: SourceFolder
  /// Path at the target, without namespace prefix.
  public var target: [String]
  public var role: FolderRole?
  public var action: FolderPlan.Action
  public var why: String
  /// The folder at the target when it exists already.
  public var existing: TargetFolder?
  /// Of this folder only what stands in no other one is carried (Gmail's All Mail).
  public var isRemainder = false
  /// Shows again what stands in other folders, and is left out.
  public var isView = false
  public init(
    source: SourceFolder, target: [String], role: FolderRole?, action: FolderPlan.Action, why: String,
    existing: TargetFolder? = nil
  ) {
    self.source = source
    self.target = target
    self.role = role
    self.action = action
    self.why = why
    self.existing = existing
  }
}
