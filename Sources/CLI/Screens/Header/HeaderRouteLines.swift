import Core
import HeaderAnalysis
import MIME

/// The hops of a message: when, how long, from where to where, by what, and how protected.
struct HeaderRouteLines {
  let header: ExplainedHeader
  let showsAll: Bool
  private var route: Route { header.route }

  /// Hops shown at the beginning and at the end of a long way.
  private static let (mostFirst, mostLast) = (15, 25)
  private static let barCells = 10

  func lines(_ layout: Layout) -> [String] {
    guard !route.hops.isEmpty else {
      return Wrap.lines("No server wrote down that it took the message (no Received field).", width: layout.width)
    }
    var title = "The way, first server first: \(Words.count(route.hops.count, "hop"))"
    if let seconds = route.totalSeconds { title += " in \(Words.duration(Double(seconds)))" }
    var out = HeaderScreen.title(title, layout)
    let isLong = !showsAll && route.hops.count > Self.mostFirst + Self.mostLast
    for index in route.hops.indices {
      if isLong, index >= Self.mostFirst, index < route.hops.count - Self.mostLast {
        if index == Self.mostFirst {
          let left = route.hops.count - Self.mostFirst - Self.mostLast
          out.append(" \(layout.ellipsis) \(Words.number(left)) more (--all shows them)")
        }
        continue
      }
      out += lines(index, layout)
    }
    return out
  }

  private func lines(_ index: Int, _ layout: Layout) -> [String] {
    let hop = route.hops[index]
    let number = DisplayWidth.padStart(String(hop.number), to: String(route.hops.count).count)
    let indent = String(repeating: " ", count: number.count + 3)
    let time = hop.time.map { Self.moment($0, isZoneKnown: hop.isZoneKnown) } ?? "no time"
    let waited = DisplayWidth.padStart(delay(index), to: 12) + "  " + bar(hop, layout)
    let first = " \(number)  \(DisplayWidth.padEnd(time, to: 26))"
    // What does not fit beside the time goes below it.
    let isNarrow = layout.width < DisplayWidth.of(first) + 15 + Self.barCells
    var out =
      isNarrow ? [Self.withoutBlanks(first), indent + waited.trimmed()] : [Self.withoutBlanks(first + " " + waited)]
    out.removeAll { $0.allSatisfy { $0 == " " } }
    let client = clipped([hop.client, bracketed(hop)].compactMap { $0 }.joined(separator: " "))
    let isUnnamed = client.isEmpty && hop.server == nil
    let names =
      isUnnamed
      ? clipped(hop.received.comments.first ?? "(unnamed)")
      : "\(client.isEmpty ? "(itself)" : client) \(layout.arrow) \(clipped(hop.server ?? "(unnamed)"))"
    out += Wrap.block(DisplayWidth.printable(names), indent: indent, width: layout.width)
    let details = [transmission(hop), protection(hop), entrance(index)].filter { !$0.isEmpty }
    out += Wrap.block(
      DisplayWidth.printable(clipped(details.joined(separator: "; "))), indent: indent, width: layout.width)
    return out
  }

  private static func withoutBlanks(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  // MARK: Time

  /// `2026-11-23 10:00:04 +01:00`; `-00:00` says that the zone is not known (RFC 3339 §4.3).
  static func moment(_ time: ZonedTime, isZoneKnown: Bool) -> String {
    let text = time.rfc3339
    guard text.utf8.count >= 25 else { return text }
    let zone = isZoneKnown ? String(text.suffix(6)) : "-00:00"
    return text.dropLast(6).replacing("T", with: " ") + " " + zone
  }

  private func delay(_ index: Int) -> String {
    let hop = route.hops[index]
    if let error = hop.clockErrorSeconds {
      return "clock \(error > 0 ? "+" : "-")\(Words.duration(Double(error.magnitude)))"
    }
    return hop.delaySeconds.map { Words.duration(Double($0)) } ?? ""
  }

  private func bar(_ hop: Hop, _ layout: Layout) -> String {
    let longest = route.slowest.flatMap { route.hops[$0].delaySeconds } ?? 0
    guard let seconds = hop.delaySeconds, seconds > 0, longest > 0 else { return "" }
    let cells = max(1, Int((Double(seconds) / Double(longest) * Double(Self.barCells)).rounded()))
    return String(repeating: layout.isASCII ? "#" : "█", count: min(cells, Self.barCells))
  }

  // MARK: Line

  private func bracketed(_ hop: Hop) -> String? {
    guard let address = hop.received.fromAddress, address != hop.client else { return nil }
    return "[\(address)]"
  }

  private func transmission(_ hop: Hop) -> String {
    var text = hop.transmission.name
    if hop.transmission.isSignedIn { text += " signed in" + (hop.account.map { " as \($0)" } ?? "") }
    return text
  }

  private func protection(_ hop: Hop) -> String {
    let tls = hop.received.tls
    let bits = tls?.bits.map { "\($0)-bit key" }
    let how = [tls?.version, tls?.cipher, bits].compactMap { $0 }.joined(separator: " ")
    switch hop.protection {
    case .encrypted: return how.isEmpty ? "encrypted, it does not say how" : "encrypted with \(how)"
    case .weak: return "encrypted with \(how), which is not safe any more"
    case .clear: return "in the clear"
    case .clearInside: return "in the clear, within one network"
    case .inside: return "within the server"
    case .unknown: return "whether it was encrypted is not said"
    }
  }

  /// From here on the receiver wrote the header.
  private func entrance(_ index: Int) -> String {
    guard index == route.entrance, index > 0 else { return "" }
    return "here it reached the receiver"
  }

  private func clipped(_ text: String) -> String { text.utf8.count > 1_200 ? String(text.prefix(400)) + " ..." : text }
}
