public import MIME

/// The ARC sets of a message (RFC 8617 §4). Their signatures are not checked here; whether the sets fit together is.
public struct ARCChain: Sendable, Hashable {
  /// What one server sealed.
  public struct Link: Sendable, Hashable {
    /// `i=`, 1 first.
    public var instance: Int
    /// `d=` of ARC-Seal; nil when the seal is missing.
    public var sealer: String?
    public var selector: String?
    /// `cv=` in lower case: what the sealer made of the chain before it.
    public var chainValidation: String?
    /// `d=` of ARC-Message-Signature.
    public var signer: String?
    /// The results it saw.
    public var results: AuthenticationResults?
    /// Of the topmost of its fields, in bytes from the beginning of the message.
    public var offset: Int
  }

  /// In the order of `i=`.
  public private(set) var links: [Link] = []
  /// Why the sets are no chain, one sentence each; empty when they fit together.
  public private(set) var faults: [String] = []

  public var isEmpty: Bool { links.isEmpty && faults.isEmpty }
  public var isWhole: Bool { !links.isEmpty && faults.isEmpty }

  /// RFC 8617 §4.2.1.
  private static let mostInstances = 50
  private static let most = 200

  init(_ table: HeaderTable) {
    let seals = collect("ARC-Seal", table) {
      TagList($0)
    } number: {
      $0["i"].flatMap { Int($0) }
    }
    let signatures = collect("ARC-Message-Signature", table) {
      TagList($0)
    } number: {
      $0["i"].flatMap { Int($0) }
    }
    let results = collect("ARC-Authentication-Results", table) {
      AuthenticationResults($0)
    } number: {
      $0.instance
    }
    let instances = Set(seals.keys).union(signatures.keys).union(results.keys).sorted()
    for instance in instances {
      let (seal, signature, result) = (seals[instance], signatures[instance], results[instance])
      links.append(
        Link(
          instance: instance, sealer: seal?.value["d"], selector: seal?.value["s"],
          chainValidation: seal?.value["cv"]?.lowercased(), signer: signature?.value["d"], results: result?.value,
          offset: [seal?.offset, signature?.offset, result?.offset].compactMap { $0 }.min() ?? 0))
      if seal == nil { add("number \(instance) has no ARC-Seal") }
      if signature == nil { add("number \(instance) has no ARC-Message-Signature") }
      if result == nil { add("number \(instance) has no ARC-Authentication-Results") }
    }
    let last = instances.last ?? 0
    if let missing = (1..<max(last, 1)).first(where: { !instances.contains($0) }) {
      add("number \(missing) of \(last) is missing")
    }
    for link in links where seals[link.instance] != nil { judge(link) }
  }

  /// The fields of one name by their `i=`; of two with the same the topmost is kept.
  private mutating func collect<Value>(
    _ name: String, _ table: HeaderTable, _ read: ([UInt8]) -> Value, number: (Value) -> Int?
  ) -> [Int: (value: Value, offset: Int)] {
    var found: [Int: (value: Value, offset: Int)] = [:]
    for entry in table.all(name.lowercased()).prefix(Self.most) {
      let value = read(entry.value)
      guard let instance = number(value), (1...Self.mostInstances).contains(instance) else {
        add("an \(name) has no usable number (i=)")
        continue
      }
      if found[instance] == nil {
        found[instance] = (value, entry.offset)
      } else {
        add("there are two \(name) with i=\(instance)")
      }
    }
    return found
  }

  private mutating func add(_ fault: String) {
    if faults.count < 20, !faults.contains(fault) { faults.append(fault) }
  }

  /// RFC 8617 §5.2 steps 2 and 3: three fields in each set; `cv=none` in the first, `pass` in all others.
  private mutating func judge(_ link: Link) {
    let instance = link.instance
    guard let found = link.chainValidation, !found.isEmpty else {
      return add("number \(instance) does not say what it found before it (cv=)")
    }
    if found == "fail" {
      add("\(link.sealer ?? "number \(instance)") found the chain before it broken (cv=fail)")
    } else if found != (instance == 1 ? "none" : "pass") {
      add("number \(instance) says cv=\(found), which cannot be in that place")
    }
  }
}
