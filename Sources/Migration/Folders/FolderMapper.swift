public import Core

/// Decides where every source folder goes. Pure: the same folders and rules give the same map, in whatever order a
/// server lists them.
///
/// What was decided once stays decided. Otherwise, in this order: INBOX is INBOX, the user's map, special use at both
/// ends, names in many languages, the folder's own place below its parent. No two source folders share a target folder.
public struct FolderMapper {
  let rules: FolderRules
  let source: Provider
  let target: Provider
  let separator: Character?
  let tellsPlaces: Bool

  /// - Parameters:
  ///   - separator: what stands between the levels of a path at the target; guessed from its folders when nil.
  ///   - tellsPlaces: see ``SourceTraits/tellsPlaces``.
  public init(
    rules: FolderRules, source: Provider, target: Provider, separator: Character? = nil, tellsPlaces: Bool = false
  ) {
    self.rules = rules
    self.source = source
    self.target = target
    self.separator = separator
    self.tellsPlaces = tellsPlaces
  }

  /// - Parameter stored: what was decided before, by source path. Source paths that are equal to a person (accents
  ///   encoded in two ways) cannot be told apart here; ``map(_:onto:decided:)`` can.
  public func map(_ source: [SourceFolder], onto target: [TargetFolder], stored: [[String]: [String]]) -> FolderMap {
    var decided: [[UInt8]: [String]] = [:]
    var used: Set<[String]> = []
    for folder in source.sorted(by: { $0.wireName.lexicographicallyPrecedes($1.wireName) }) {
      guard let path = stored[folder.path], used.insert(folder.path).inserted else { continue }
      decided[folder.wireName] = path
    }
    return map(source, onto: target, decided: decided)
  }

  /// - Parameter decided: what was decided before, by the source folder's wire name.
  public func map(_ source: [SourceFolder], onto target: [TargetFolder], decided: [[UInt8]: [String]]) -> FolderMap {
    let tree = SourceTree(source, root: rules.sourceRoot)
    let context = MapContext(tree: tree, targetFolders: target, mapper: self)
    let fresh = MapDraft(context, decided: [:]).decisions
    let decisions = decided.isEmpty ? fresh : MapDraft(context, decided: decided).decisions
    var folders = [MappedFolder?](repeating: nil, count: source.count)
    for (index, node) in tree.nodes.enumerated() {
      guard let folder = node.folder, let place = node.place else { continue }
      // Where nothing changed, the reason it was decided so is worth more than that it was.
      let decision = decisions[index].target == fresh[index].target ? fresh[index] : decisions[index]
      var mapped = mapped(folder, decision, leftOut: context.leftOut[index], context, role: context.role(index))
      mapped.isRemainder = context.remainder == index
      mapped.isView = context.views.contains(index)
      folders[place] = mapped
    }
    for place in tree.outside {
      folders[place] = MappedFolder(
        source: source[place], target: source[place].path, role: source[place].role, action: .exclude,
        why: "outside \(rules.sourceRoot ?? "")")
    }
    let findings = self.findings(context, fresh: fresh, decisions: decisions, decided: decided)
    return FolderMap(folders: folders.compactMap(\.self), findings: findings)
  }

  private func mapped(
    _ folder: SourceFolder, _ decision: MapDraft.Decision, leftOut: String?, _ context: MapContext, role: FolderRole?
  ) -> MappedFolder {
    let existing = context.existing(decision.target)
    let action: FolderPlan.Action =
      if leftOut != nil {
        .exclude
      } else if folder.fault != nil {
        .unreadable
      } else if !folder.isSelectable {
        .container
      } else {
        existing?.isSelectable == true ? .use : .create
      }
    let why = leftOut ?? folder.fault.map { "not opened by the source: \($0)" } ?? decision.why
    return MappedFolder(
      source: folder, target: decision.target, role: role, action: action, why: why,
      existing: existing?.isSelectable == true ? existing : nil)
  }
}
