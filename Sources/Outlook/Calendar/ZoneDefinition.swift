import MAPI

/// A named zone with its rules by year, as PidLidAppointmentTimeZoneDefinitionStartDisplay and its like keep it.
/// [MS-OXOCAL] §2.2.1.41
public struct ZoneDefinition: Hashable, Sendable {
  public struct Rule: Hashable, Sendable {
    /// The first year it is for.
    public var year: Int
    /// For a series (TZRULE_FLAG_RECUR_CURRENT_TZREG).
    public var isForSeries: Bool
    /// As the machine had it when the item was written (TZRULE_FLAG_EFFECTIVE_TZREG).
    public var isEffective: Bool
    public var zone: WindowsZone
  }
  /// The name in the registry of Windows, in English everywhere.
  public var key: String
  public var rules: [Rule]

  /// nil where it is cut before its first rule, or has none.
  public init?(_ bytes: [UInt8]) {
    var reader = BlobReader(bytes)
    guard reader.number8() == 2, reader.skip(1), let header = reader.number16(), header >= 6,
      var head = reader.bytes(header).map({ BlobReader($0) }), head.skip(2), let length = head.number16(),
      let key = head.bytes(length * 2), let count = head.number16()
    else { return nil }
    self.key = UTF16Text.string(key)
    rules = []
    for _ in 0..<count {
      guard let bytes = reader.bytes(66) else { break }
      if let rule = Self.rule(bytes) { rules.append(rule) }
    }
    guard !rules.isEmpty else { return nil }
  }

  private static func rule(_ bytes: [UInt8]) -> Rule? {
    var reader = BlobReader(bytes)
    guard reader.skip(4), let flags = reader.number16(), let year = reader.number16(), reader.skip(14),
      let bias = reader.signed32(), let standardBias = reader.signed32(), let daylightBias = reader.signed32(),
      let standard = reader.bytes(16), let daylight = reader.bytes(16)
    else { return nil }
    var (one, other) = (BlobReader(standard), BlobReader(daylight))
    let zone = WindowsZone(
      bias: bias, standardBias: standardBias, daylightBias: daylightBias, toStandard: .init(&one),
      toDaylight: .init(&other))
    return zone.map { Rule(year: year, isForSeries: flags & 1 != 0, isEffective: flags & 2 != 0, zone: $0) }
  }

  /// What held in a year: the last rule that began by then, else the first.
  public func zone(in year: Int) -> WindowsZone? {
    let begun = rules.filter { $0.year <= year }.max { $0.year < $1.year }
    return (begun ?? rules.min { $0.year < $1.year })?.zone
  }

  /// What a series is counted by.
  public var seriesZone: WindowsZone? {
    (rules.first { $0.isForSeries } ?? rules.first { $0.isEffective } ?? rules.last)?.zone
  }
}
