/// The word among `known` that somebody probably meant who wrote `word`; nil when none is near.
///
/// Near means: a third of the letters wrong at the most, and two in any word of six letters or more. Case does not
/// count.
public func suggestion(for word: String, among known: some Sequence<String>) -> String? {
  let written = Array(word.lowercased().unicodeScalars.prefix(64))
  guard !written.isEmpty else { return nil }
  var best: (word: String, distance: Int)?
  for candidate in known {
    let distance = editDistance(written, Array(candidate.lowercased().unicodeScalars.prefix(64)))
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  guard let best, best.distance <= max(1, min(2 + written.count / 8, written.count / 3)) else { return nil }
  return best.word
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
      row.append(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
