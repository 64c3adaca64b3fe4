import Core

/// Thread-Index: 22 bytes of a conversation's beginning and 5 bytes more for each answer ([MS-OXOMSG] §2.2.1.3).
struct ThreadIndex: Hashable, Sendable {
  /// When the conversation began.
  var start: ZonedTime
  var answers: Int

  /// - Returns: nil when it is no such index.
  init?(_ text: String) {
    guard text.utf8.count <= 8_192, let bytes = Base64.decode(text.utf8.filter { $0 > 0x20 }), bytes.count >= 22,
      bytes[0] == 1
    else { return nil }
    // Exchange 2013 and later write 1 and then the upper five bytes of the time; Outlook writes its upper six bytes, whose
    // first is 1 as well until the year 2057. The time's second byte has not been 1 since 1857.
    let high = bytes[1] == 1 ? Array(bytes[1...5]) + [0] : Array(bytes[0...5])
    let ticks = high.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } << 16
    // 100 nanoseconds since 1601.
    start = ZonedTime(seconds: Int64(ticks / 10_000_000) - 11_644_473_600)
    answers = (bytes.count - 22) / 5
  }

  var meaning: Meaning {
    let clock = start.calendar
    let began = "the conversation began \(start.day) \(pad(clock.hour)):\(pad(clock.minute)) UTC"
    return Meaning(
      .note, answers == 0 ? "\(began), with this message" : "\(began); this is answer \(answers) in its line")
  }
}
