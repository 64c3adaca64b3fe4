import Core
import MIME

/// The `From ` line of a message we write (RFC 4155 Appendix A).
enum SenderLine {
  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  /// What mail programs write who know no sender.
  private static let nobody = "MAILER-DAEMON"
  private static let longestAddress = 320

  /// With its line end.
  static func bytes(sender: String, date: ZonedTime) -> [UInt8] {
    // Years of other lengths are not understood as such.
    let seconds = min(max(date.seconds, -30_610_224_000), 253_402_300_799)
    let time = CalendarTime(secondsSince1970: seconds)
    let day = time.day < 10 ? " \(time.day)" : "\(time.day)"
    let clock = "\(pad(time.hour)):\(pad(time.minute)):\(pad(time.second))"
    return Array(
      "From \(sender) \(weekdays[time.weekday]) \(months[time.month - 1]) \(day) \(clock) \(pad(time.year, 4))\n".utf8)
  }

  /// The envelope's sender, as the last server wrote it into Return-Path, else the author's address.
  static func sender(of head: Span<UInt8>) -> String {
    var author: String?
    var at = 0
    while at < head.count, !head.has("\r\n", at: at), !head.has("\n", at: at) {
      var end = lineEnd(at, head)
      while end < head.count, Byte.isBlank(head[end]) { end = lineEnd(end, head) }
      if head.count - at > 12, head.spells("return-path:", in: at..<(at + 12)) {
        return address(head, (at + 12)..<end) ?? nobody
      }
      if author == nil, head.count - at > 5, head.spells("from:", in: at..<(at + 5)) {
        author = address(head, (at + 5)..<end)
      }
      at = end
    }
    return author ?? nobody
  }

  private static func lineEnd(_ start: Int, _ bytes: Span<UInt8>) -> Int {
    bytes.position(of: Byte.lineFeed, from: start, to: bytes.count).map { $0 + 1 } ?? bytes.count
  }

  /// The first address, if it is one word of plain letters.
  private static func address(_ bytes: Span<UInt8>, _ value: Range<Int>) -> String? {
    let text = AddressList(MboxHeader.text(value, bytes)).mailboxes.first?.address ?? ""
    guard !text.isEmpty, text.utf8.count <= longestAddress, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      return nil
    }
    return text
  }
}
