/// A mailbox name with `*` for any letters, compared without case.
enum NamePattern {
  static func matches(_ pattern: String, _ name: String) -> Bool {
    let pieces = pattern.lowercased().split(separator: "*", omittingEmptySubsequences: false)
    var rest = name.lowercased()[...]
    guard let first = pieces.first, let last = pieces.last else { return false }
    if pieces.count == 1 { return rest == first }
    guard rest.hasPrefix(first) else { return false }
    rest = rest.dropFirst(first.count)
    // The leftmost place for each piece leaves the most room for those after it.
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let found = rest.firstRange(of: piece) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
