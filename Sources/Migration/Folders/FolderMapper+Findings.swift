import Core

extension FolderMapper {
  /// Every rename, and everything about the folders a person should know before the first item moves.
  func findings(
    _ context: MapContext, fresh: [MapDraft.Decision], decisions: [MapDraft.Decision], decided: [[UInt8]: [String]]
  ) -> [Finding] {
    var findings: [Finding] = []
    let followed = self.followed(context, decisions)
    for (index, node) in context.tree.nodes.enumerated() {
      guard let folder = node.folder else { continue }
      let place = Self.shown(folder.path)
      if context.groupware.contains(index), context.leftOut[index] == "holds no mail", node.parent == nil {
        findings.append(notMail(place))
      }
      guard context.leftOut[index] == nil else { continue }
      if let fault = folder.fault { findings.append(Self.unreadable(place, "\(fault)")) }
      let decision = decisions[index].target == fresh[index].target ? fresh[index] : decisions[index]
      if let reason = decision.rename, folder.isSelectable || followed.contains(index) {
        findings.append(renamed(place, decision.target, reason))
      } else if context.isSecondInbox(index), decided[folder.wireName] == nil {
        findings.append(secondInbox(place, decision.target))
      } else if let holder = twin(index, context) {
        findings.append(twice(place, decision.target, Self.shown(context.tree.nodes[holder].path)))
      }
      if let wish = context.wished[index], fresh[index].target != decisions[index].target {
        findings.append(settled(place, wish: wish, decision.target))
      }
    }
    findings += context.unusedWishes.map(unused)
    return findings
  }

  /// A path for the eye: without control characters, which could play tricks on a terminal.
  static func shown(_ path: [String]) -> String {
    String(
      path.joined(separator: "/").map { character in
        character.unicodeScalars.contains(where: FolderNameRules.isControl) ? "\u{FFFD}" : character
      })
  }

  /// Nodes with something below their target path: the name of any other container comes to nobody's eyes.
  private func followed(_ context: MapContext, _ decisions: [MapDraft.Decision]) -> Set<Int> {
    var followed: Set<Int> = []
    for (index, node) in context.tree.nodes.enumerated() where context.leftOut[index] == nil {
      guard let parent = node.parent, decisions[index].target.starts(with: decisions[parent].target) else { continue }
      followed.insert(parent)
    }
    return followed
  }

  /// The folder that has the role this one's name tells of.
  private func twin(_ index: Int, _ context: MapContext) -> Int? {
    guard let role = context.roles.role(index), role.hasOneHome, let holder = context.roles.holders[role],
      holder != index
    else { return nil }
    return holder
  }

  private func renamed(_ place: String, _ target: [String], _ reason: String) -> Finding {
    Finding(
      .note, "FOLDER-RENAMED", place: place,
      "\"\(place)\" becomes \"\(Self.shown(target))\" at the target: \(reason)",
      next: "Another name can be chosen under options: map: in postduif.yaml, before the first run")
  }

  /// A warning and no problem: the mailbox's other folders need not wait for this one.
  /// - Parameter why: what the source answered.
  static func unreadable(_ place: String, _ why: String) -> Finding {
    Finding(
      .warning, "FOLDER-UNREADABLE", place: place,
      "the source lists \"\(place)\" and does not open it (\(why)); its mail stays behind",
      next: "Repair the folder at the old server, or leave it out under options: exclude: in postduif.yaml")
  }

  private func secondInbox(_ place: String, _ target: [String]) -> Finding {
    Finding(
      .note, "FOLDER-INBOX", place: place,
      "\"\(place)\" is called like an inbox and is not the mailbox's inbox; it stays a folder of its own, "
        + "\"\(Self.shown(target))\"",
      next: "")
  }

  private func twice(_ place: String, _ target: [String], _ holder: String) -> Finding {
    Finding(
      .note, "FOLDER-TWICE", place: place,
      "\"\(place)\" and \"\(holder)\" are for the same kind of mail; \"\(place)\" stays apart as "
        + "\"\(Self.shown(target))\"",
      next: "")
  }

  private func notMail(_ place: String) -> Finding {
    Finding(
      .warning, "FOLDER-NOT-MAIL", place: place,
      "\"\(place)\" holds a calendar, contacts, tasks, notes or a journal; IMAP shows only a rendering of them, so it is "
        + "left out",
      next: "Name it under options: map: in postduif.yaml to copy the rendering as mail")
  }

  private func settled(_ place: String, wish: [String], _ target: [String]) -> Finding {
    Finding(
      .warning, "FOLDER-DECIDED", place: place,
      "you map \"\(place)\" to \"\(Self.shown(wish))\", but its mail already goes to \"\(Self.shown(target))\"; it stays "
        + "there, or it would arrive twice",
      next: "Rename the folder at the target when everything has arrived")
  }

  private func unused(_ name: String) -> Finding {
    Finding(
      .warning, "FOLDER-MAP-UNUSED", place: name, "the map names \"\(name)\", which is no folder at the source",
      next: "See the names: postduif folder list")
  }
}
