/// From the names that Windows gives to time zones to those of the tz database.
public enum ZoneNames {
  /// The tz database's name for a key of the registry; `territory` (two letters, as `BE`) chooses where a zone has names for
  /// several countries. nil for a key that is not known.
  public static func iana(windows key: String, territory: String? = nil) -> String? {
    guard let entry = table[key.lowercased()] else { return nil }
    return territory.flatMap { entry.byTerritory[$0.uppercased()] } ?? entry.name
  }

  struct Entry {
    var name: String
    var byTerritory: [String: String]
  }

  static let table: [String: Entry] = {
    var table: [String: Entry] = [:]
    for line in PackageResources.windows_zones_tsv.split(separator: 0x0A) where line.first != 0x23 {
      let columns = line.split(separator: 0x09).map { String(decoding: $0, as: UTF8.self) }
      guard columns.count >= 2 else { continue }
      var entry = Entry(name: columns[1], byTerritory: [:])
      for pair in columns.dropFirst(2).first?.split(separator: " ") ?? [] {
        let halves = pair.split(separator: "=")
        if halves.count == 2 { entry.byTerritory[String(halves[0])] = String(halves[1]) }
      }
      table[columns[0].lowercased()] = entry
    }
    return table
  }()
}
