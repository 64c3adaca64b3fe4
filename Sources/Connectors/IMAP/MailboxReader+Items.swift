internal import Core
internal import IMAP
internal import IMAPClient
internal import Migration
internal import NIOCore

extension MailboxReader {
  /// Header fields that identify mail, as one section of FETCH.
  private static let section = Section("HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)")
  private static let fields: Set<String> = ["message-id", "date", "from", "subject"]
  /// Commands on the line at once.
  private static let ahead = 3
  /// Header bytes kept of one message that comes in a stream because it is oversized.
  private static let headerLimit = 256 << 10

  /// Bodies in the order of `items`. Nothing is waited for: what the folder's opening says is judged by the stream.
  func stream(
    _ items: [ItemID], in name: MailboxName, validity: UInt32, readOnly: Bool, place: String
  ) async throws -> IMAPItemStream {
    let last = items.max()?.rawValue ?? 0
    let opening = await beginReading(name, validity: validity, readOnly: readOnly, upTo: last)
    var commands: [BodyCommand] = []
    for numbers in FetchPlan.commands(items, singly: asksSingly) {
      commands.append(await .bodies(numbers, on: connection))
    }
    return IMAPItemStream(
      reader: self, opening: opening, commands: commands, signs: provider.placeholderSigns, folder: place)
  }

  /// Size, date and identifying header fields; missing items are left out.
  func fingerprints(
    _ items: [ItemID], in name: MailboxName, validity: UInt32, readOnly: Bool, place: String
  ) async throws -> [Fingerprint] {
    let last = items.max()?.rawValue ?? 0
    let opening = await beginReading(name, validity: validity, readOnly: readOnly, upTo: last)
    let requests: [FetchRequest] = [
      .uid, .size, .internalDate, .section(Self.section, peek: true, partial: nil),
    ]
    var waiting = FetchPlan.commands(items.sorted(), singly: false)[...]
    var sent: [FetchStream] = []
    var found: [Fingerprint] = []
    if let opening { try await finish(opening) }
    while true {
      while sent.count < Self.ahead, let numbers = waiting.popFirst() {
        sent.append(await connection.fetch(.set(NumberSet(numbers)), uid: true, requests))
      }
      guard !sent.isEmpty else { break }
      found += try await Self.prints(from: sent.removeFirst(), connection, place)
    }
    let wanted = Set(items)
    return found.filter { wanted.contains($0.id) }
  }

  private static func prints(
    from stream: FetchStream, _ connection: IMAPConnection, _ place: String
  ) async throws -> [Fingerprint] {
    var found: [Fingerprint] = []
    var streamed: [UInt8] = []
    while let events = try await stream.next() {
      for event in events {
        switch event {
        case .begin: streamed = []
        case .bytes(let bytes):
          if streamed.count < headerLimit { streamed += bytes.readableBytesView }
        case .item(let item):
          if let print = print(of: item, streamed) { found.append(print) }
          streamed = []
        case .end, .vanished, .found: break
        }
      }
    }
    if let status = await stream.status, !status.isOK {
      let fault = connection.refusal(status, of: "UID FETCH", place: place)
      // Some of the messages could not be read; those that could are here.
      guard case .skipItem = fault.recovery else { throw fault }
    }
    return found
  }

  private static func print(of item: FetchItem, _ streamed: [UInt8]) -> Fingerprint? {
    guard let uid = item.uid else { return nil }
    var header = streamed
    for (section, bytes) in item.sections where section.text.hasPrefix("HEADER") { header = bytes ?? [] }
    guard item.size != nil || !header.isEmpty else { return nil }
    let fields = HeaderFields(header, names: Self.fields)
    return Fingerprint(
      id: ItemID(uid.rawValue), size: Int64(clamping: item.size ?? 0), date: item.internalDate ?? ZonedTime(seconds: 0),
      messageID: fields["message-id"], dateField: fields["date"], from: fields["from"], subject: fields["subject"])
  }
}
