import Core
import MIME

extension CompoundFile {
  /// A storage as a file of its own: an OLE object that lies in a message. Its large streams are read when they are asked for.
  ///
  /// - Parameter damaged: is told what is broken in it.
  func export(_ storage: CompoundEntry, place: String, damaged: (Fault) -> Void) throws(Fault) -> any MailboxSource {
    let nodes = nodes(of: storage, depth: 0, place: place, damaged: damaged)
    do { return try CompoundFileWriter.file(nodes, classID: storage.classID) } catch {
      throw CompoundFault.of(error, place)
    }
  }

  private func nodes(
    of storage: CompoundEntry, depth: Int, place: String, damaged: (Fault) -> Void
  ) -> [CompoundNode] {
    children(of: storage).compactMap { entry in
      guard entry.kind == .storage else { return .stream(entry.name, open(entry, damaged: damaged)) }
      guard depth < ObjectLimits.depth else {
        damaged(CompoundFault.damaged("storages lie deeper in each other than \(ObjectLimits.depth)", place, entry))
        return nil
      }
      return .storage(
        entry.name, classID: entry.classID, nodes(of: entry, depth: depth + 1, place: place, damaged: damaged))
    }
  }
}
