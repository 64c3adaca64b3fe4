/// A pattern for folder paths, compared without case: `*` stands for any text within one level, `**` for any levels.
/// A pattern without a wildcard also covers everything below it: `Archief` leaves out `Archief/2019`.
public struct FolderPattern: Sendable, Hashable {
  private let levels: [String]

  public init(_ text: String) {
    var levels = text.lowercased().split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    if !text.contains("*") { levels.append("**") }
    self.levels = levels
  }

  public func matches(_ path: [String]) -> Bool {
    Self.match(levels[...], path.map { $0.lowercased() }[...])
  }

  private static func match(_ pattern: ArraySlice<String>, _ path: ArraySlice<String>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    if first == "**" {
      // Trailing `**` covers the folder itself and all below it.
      if pattern.count == 1 { return true }
      return path.indices.contains { match(pattern.dropFirst(), path[$0...]) }
    }
    guard let name = path.first, level(Array(first)[...], Array(name)[...]) else { return false }
    return match(pattern.dropFirst(), path.dropFirst())
  }

  /// Greedy match with one point to fall back to, so a hostile pattern costs at most length × length.
  private static func level(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
    var p = pattern.startIndex
    var n = name.startIndex
    var star: (pattern: Int, name: Int)?
    while n < name.endIndex {
      if p < pattern.endIndex, pattern[p] == "*" {
        star = (p + 1, n)
        p += 1
      } else if p < pattern.endIndex, pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let fallback = star {
        star = (fallback.pattern, fallback.name + 1)
        p = fallback.pattern
        n = fallback.name + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
