public import Core

/// The value of Date and of the other fields that hold a moment (RFC 5322 §3.3, §4.3).
///
/// Also read: two- and three-digit years, named and military zones, missing seconds and zones, wrong weekdays,
/// comments, RFC 850 and asctime(3) order, ISO 8601, month and day exchanged around the month's name.
public struct MailDate: Hashable, Sendable {
  /// Nil when no moment can be read; ``flaws`` then says where it broke off.
  public var time: ZonedTime?
  /// The zone is known: not missing, and not the `-0000` of RFC 5322 §3.3 that says nothing about the place.
  public var isZoneKnown: Bool
  public var flaws: [FieldFlaw]

  public init(_ field: some Collection<UInt8>) {
    var parser = DateParser([UInt8](field))
    self = parser.date()
  }

  init(time: ZonedTime?, isZoneKnown: Bool, flaws: [FieldFlaw]) {
    (self.time, self.isZoneKnown, self.flaws) = (time, isZoneKnown, flaws)
  }
}
