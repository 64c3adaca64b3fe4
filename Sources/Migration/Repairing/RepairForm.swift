import Core

/// What is left off or changed so that a target takes a refused item. Bits ascend with the harm done.
struct RepairForm: OptionSet, Hashable, Sendable {
  let rawValue: Int
  /// Sent without flags; those the target takes are set afterwards, one by one.
  static let flags = RepairForm(rawValue: 1)
  /// Sent without internal date: the target gives it the moment of its arrival.
  static let date = RepairForm(rawValue: 2)
  private static let bodyShift = 2

  init(rawValue: Int) { self.rawValue = rawValue }
  init(_ body: BodyRepairs) { rawValue = body.rawValue << Self.bodyShift }

  /// The changes to the bytes; empty when they stay as they are.
  var body: BodyRepairs { BodyRepairs(rawValue: rawValue >> Self.bodyShift) }

  /// As records and reports spell them.
  var names: [String] {
    body.names + (contains(.flags) ? ["flag-dropped"] : []) + (contains(.date) ? ["date-dropped"] : [])
  }

  /// Bytes that may be sent in vain for one item.
  static let mostBytes: Int64 = 256 << 20

  /// Every combination of `causes` in the order in which to try them: one change before two, a smaller one before a
  /// larger one. The first that is accepted is the smallest, so nothing is stored that has to be taken away again.
  ///
  /// Six causes make 63 combinations. Where that many journeys of `size` bytes would be too much, the combinations
  /// between single changes and all of them are tried as far as ``mostBytes`` goes.
  static func combinations(of causes: [RepairForm], size: Int64) -> [RepairForm] {
    var forms: [RepairForm] = [[]]
    for cause in causes { forms += forms.map { $0.union(cause) } }
    forms.removeFirst()
    forms.sort { ($0.rawValue.nonzeroBitCount, $0.rawValue) < ($1.rawValue.nonzeroBitCount, $1.rawValue) }
    let most = max(causes.count, Int(clamping: mostBytes / max(1, size)))
    guard forms.count > most, let all = forms.last else { return forms }
    return forms.prefix(most) + [all]
  }
}
