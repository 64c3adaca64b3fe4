import Core

/// `search-key`. RFC 9051 §6.4.4.
extension CommandWriter {
  mutating func search(_ charset: String?, _ returns: [String]?, _ key: SearchKey) throws(EncodeFault) {
    if let returns {
      raw(" RETURN ")
      try list(returns) { (writer, option) throws(EncodeFault) in try writer.atom(option, "search-return-opt") }
    }
    if let charset {
      raw(" CHARSET ")
      try astring(Array(charset.utf8), "charset")
    }
    if case .and(let keys) = key, !keys.isEmpty {
      for key in keys {
        space()
        try self.key(key)
      }
    } else {
      space()
      try self.key(key)
    }
  }

  private mutating func key(_ key: SearchKey) throws(EncodeFault) {
    switch key {
    case .all: raw("ALL")
    case .and(let keys):
      guard !keys.isEmpty else { return raw("ALL") }
      try list(keys) { (writer, key) throws(EncodeFault) in try writer.key(key) }
    case .or(let a, let b):
      raw("OR ")
      try self.key(a)
      space()
      try self.key(b)
    case .not(let inner):
      raw("NOT ")
      try self.key(inner)
    case .sequence(let messages): try numbers(messages)
    case .uid(let messages):
      raw("UID ")
      try numbers(messages)
    case .flag(let flag, let isSet): try self.flag(flag, isSet: isSet)
    case .new: raw("NEW")
    case .old: raw("OLD")
    case .recent: raw("RECENT")
    case .header(let field, let text):
      raw("HEADER ")
      try astring(Array(field.utf8), "header-fld-name")
      space()
      try string(text, "header text")
    case .body(let text):
      raw("BODY ")
      try string(text, "body text")
    case .text(let text):
      raw("TEXT ")
      try string(text, "text")
    case .larger(let size): raw("LARGER \(size)")
    case .smaller(let size): raw("SMALLER \(size)")
    case .before(let day, let sent): try date("BEFORE", day, sent: sent)
    case .on(let day, let sent): try date("ON", day, sent: sent)
    case .since(let day, let sent): try date("SINCE", day, sent: sent)
    case .modSequence(let value): raw("MODSEQ \(value)")
    }
  }

  private mutating func numbers(_ messages: MessageSet) throws(EncodeFault) {
    let wire = messages.wire
    guard !wire.isEmpty else { throw EncodeFault(.emptySet, "sequence-set") }
    raw(wire)
  }

  private mutating func flag(_ flag: Flag, isSet: Bool) throws(EncodeFault) {
    guard flag.isSendable else { throw EncodeFault(.flag, "flag-keyword") }
    switch flag {
    case .answered, .deleted, .draft, .flagged, .seen:
      raw("\(isSet ? "" : "UN")\(flag.text.dropFirst().uppercased())")
    case .recent: raw(isSet ? "RECENT" : "OLD")
    default:
      guard !flag.isSystem else { throw EncodeFault(.flag, "flag-keyword") }
      raw("\(isSet ? "" : "UN")KEYWORD \(flag.text)")
    }
  }

  /// `date-text`: `1-Feb-2020`.
  private mutating func date(_ name: String, _ day: Int, sent: Bool) throws(EncodeFault) {
    guard let seconds = Int64(exactly: day).map({ $0.multipliedReportingOverflow(by: 86_400) }), !seconds.overflow,
      // Four-digit years; the calendar's arithmetic is not asked for more.
      -62_167_219_200..<253_402_300_800 ~= seconds.partialValue
    else { throw EncodeFault(.date, "date") }
    let c = CalendarTime(secondsSince1970: seconds.partialValue)
    raw("\(sent ? "SENT" : "")\(name) \(c.day)-\(ZonedTime.monthNames[c.month - 1])-\(pad(c.year, 4))")
  }
}
