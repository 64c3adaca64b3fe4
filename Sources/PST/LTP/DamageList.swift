import Core

/// What was found broken while one object was read, each thing once.
final class DamageList {
  /// The last part of the file's name.
  let file: String
  /// The node that is read.
  let node: NodeID
  private(set) var faults: [Fault] = []
  /// How often something was noted, also what stands in the list already.
  private(set) var noted = 0
  /// A file of nothing but damage fills no memory.
  private static let limit = 256

  init(file: String, node: NodeID) { (self.file, self.node) = (file, node) }

  var isEmpty: Bool { faults.isEmpty }

  func note(_ fault: Fault) {
    noted += 1
    guard faults.count < Self.limit else { return }
    let isKnown = faults.contains {
      $0.code == fault.code && $0.place == fault.place && $0.message == fault.message
    }
    if !isKnown { faults.append(fault) }
  }

  /// A fault of this node.
  func fault(_ code: Fault.Code, _ message: String, advice: String = "") -> Fault {
    Fault(code, message, place: place, recovery: .skipItem, advice: advice)
  }

  func note(_ code: Fault.Code, _ message: String) { note(fault(code, message)) }

  var place: String {
    (file.isEmpty ? "" : file + ", ") + "node 0x" + String(node.rawValue, radix: 16, uppercase: true)
  }
}

extension Fault.Code {
  static let pstHeap: Fault.Code = "PST-HEAP"
  static let pstProperties: Fault.Code = "PST-PROPERTIES"
  static let pstValue: Fault.Code = "PST-VALUE"
  static let pstValueSize: Fault.Code = "PST-VALUE-SIZE"
  static let pstTable: Fault.Code = "PST-TABLE"
  static let pstSubnode: Fault.Code = "PST-SUBNODE"
  static let pstNode: Fault.Code = "PST-NODE-MISSING"
  static let pstNames: Fault.Code = "PST-NAMES"
  static let pstFolders: Fault.Code = "PST-FOLDERS"
  static let pstAttachment: Fault.Code = "PST-ATTACHMENT"
  static let pstNesting: Fault.Code = "PST-NESTING"
  static let pstPassword: Fault.Code = "PST-PASSWORD"
}
