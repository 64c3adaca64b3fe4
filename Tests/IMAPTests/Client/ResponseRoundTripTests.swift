import Core
import IMAP
import Testing

/// The server's encoder against the client's parser.
@Suite struct ResponseRoundTripTests {
  @Test(arguments: [UInt64(1), 2, 3]) func responsesComeBack(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for round in 0..<2_000 {
      let responses = (0..<3).map { _ in RandomResponse.make(&random) }
      var encoder = ResponseEncoder()
      for response in responses { encoder.encode(response) }
      var chunks: [[UInt8]] = []
      var at = 0
      while at < encoder.bytes.count {
        let end = min(encoder.bytes.count, at + Int.random(in: 1...60, using: &random))
        chunks.append(Array(encoder.bytes[at..<end]))
        at = end
      }
      let run = Drive.run(chunks, streams: [])
      guard run.seen == responses.map({ .response($0) }), run.isIdle else {
        Issue.record(
          "seed \(seed), round \(round): \(String(decoding: encoder.bytes, as: UTF8.self)) came back as \(run), sent \(responses)"
        )
        return
      }
    }
  }
}

/// Responses of every kind, in the one form in which a parser gives them back.
enum RandomResponse {
  static func make(_ random: inout SeededGenerator) -> Response {
    let number = UInt32.random(in: 1...(.max), using: &random)
    switch Int.random(in: 0...20, using: &random) {
    case 0: return .continuation(text: words(&random))
    case 1: return .tagged(tag: "a\(number)", status(&random))
    case 2: return .status(status(&random))
    case 3: return .capability(Capabilities(["IMAP4REV1", "AUTH=PLAIN", "X\(number)"]))
    case 4: return .enabled(["CONDSTORE", "QRESYNC"])
    case 5: return .flags(RandomCommand.flags(&random))
    case 6: return .list(entry(&random))
    case 7: return .lsub(entry(&random))
    case 8: return .mailboxStatus(RandomCommand.mailbox(&random), mailboxStatus(&random))
    case 9:
      return .namespace(
        Namespaces(
          personal: [.init(prefix: RandomCommand.string(&random), delimiter: 0x2E)], otherUsers: [],
          shared: [.init(prefix: [], delimiter: nil), .init(prefix: RandomCommand.string(&random), delimiter: 0x5C)]))
    case 10: return .exists(number)
    case 11: return .recent(number)
    case 12: return .expunge(SequenceNumber(number))
    case 13: return .vanished(earlier: Bool.random(using: &random), set(&random))
    case 14:
      return .search(
        (0..<Int.random(in: 0...9, using: &random)).map { _ in number },
        modSequence: [nil, 9].randomElement(using: &random) ?? nil)
    case 15: return .esearch(search(&random))
    case 16:
      return .quota(
        root: RandomCommand.string(&random), [QuotaResource(name: "STORAGE", usage: UInt64(number), limit: .max)])
    case 17: return .quotaRoot(RandomCommand.mailbox(&random), roots: [RandomCommand.string(&random)])
    case 18: return .id(["name": "a \"b\"", "os": nil])
    case 19: return .other(name: "X-THING", text: Array("1 (2) \"{3}\"".utf8))
    default: return .fetch(fetched(&random))
    }
  }

  private static func words(_ random: inout SeededGenerator) -> [UInt8] {
    Array((["done", "{5}", "a [b] c", "été", "x"].randomElement(using: &random) ?? "x").utf8)
  }

  private static func set(_ random: inout SeededGenerator) -> NumberSet {
    NumberSet((0..<Int.random(in: 1...6, using: &random)).map { _ in UInt32.random(in: 1...30, using: &random) })
  }

  private static func status(_ random: inout SeededGenerator) -> Status {
    let codes: [ResponseCode?] = [
      nil, .alert, .capability(Capabilities(["IMAP4REV1"])), .permanentFlags(RandomCommand.flags(&random) + [.any]),
      .readOnly, .readWrite, .tryCreate, .uidNext(7), .uidValidity(UIDValidity(.max)), .unseen(SequenceNumber(3)),
      .appendUID(UIDValidity(1), [5...9, 2...2]),
      .copyUID(UIDValidity(1), source: set(&random), destination: set(&random)),
      .uidNotSticky, .highestModSequence(.max >> 1), .noModSequence, .modified(set(&random)), .closed,
      .mailboxID(Array("F-1".utf8)), .word("OVERQUOTA"), .other(name: "BADCHARSET", text: Array("(UTF-8)".utf8)),
    ]
    return Status(
      [.ok, .no, .bad].randomElement(using: &random) ?? .ok, code: codes.randomElement(using: &random) ?? nil,
      text: Array("some words {3}".utf8))
  }

  private static func entry(_ random: inout SeededGenerator) -> ListEntry {
    let delimiters: [UInt8?] = [nil, 0x2F, 0x2E, 0x5C, 0x22]
    return ListEntry(
      attributes: Bool.random(using: &random) ? ["\\HasNoChildren", "\\Sent"] : [],
      delimiter: delimiters.randomElement(using: &random) ?? nil,
      name: MailboxName(bytes: RandomCommand.string(&random)),
      oldName: Bool.random(using: &random) ? RandomCommand.mailbox(&random) : nil)
  }

  private static func mailboxStatus(_ random: inout SeededGenerator) -> MailboxStatus {
    var status = MailboxStatus()
    status.messages = UInt32.random(in: 0...9, using: &random)
    if Bool.random(using: &random) { status.recent = 0 }
    if Bool.random(using: &random) { status.uidNext = 3 }
    if Bool.random(using: &random) { status.uidValidity = UIDValidity(4) }
    if Bool.random(using: &random) { status.unseen = 5 }
    if Bool.random(using: &random) { status.deleted = 6 }
    if Bool.random(using: &random) { status.size = .max }
    if Bool.random(using: &random) { status.highestModSequence = 8 }
    if Bool.random(using: &random) { status.appendLimit = 9 }
    if Bool.random(using: &random) { status.mailboxID = Array("M1".utf8) }
    return status
  }

  private static func search(_ random: inout SeededGenerator) -> ExtendedSearch {
    var search = ExtendedSearch()
    search.tag = "a\"1"
    search.isUID = Bool.random(using: &random)
    if Bool.random(using: &random) { search.min = 1 }
    if Bool.random(using: &random) { search.max = 30 }
    if Bool.random(using: &random) { search.all = set(&random) }
    if Bool.random(using: &random) { search.count = 0 }
    if Bool.random(using: &random) { search.modSequence = 5 }
    return search
  }

  private static func fetched(_ random: inout SeededGenerator) -> FetchItem {
    item(UInt32.random(in: 1...(.max), using: &random)) {
      if Bool.random(using: &random) { $0.uid = UID(UInt32.random(in: 1...(.max), using: &random)) }
      if Bool.random(using: &random) { $0.flags = RandomCommand.flags(&random) }
      if Bool.random(using: &random) { $0.internalDate = InternalDate(seconds: 1_580_547_600, zoneMinutes: -330) }
      if Bool.random(using: &random) { $0.size = UInt64.random(in: 0...(1 << 40), using: &random) }
      if Bool.random(using: &random) { $0.modSequence = 77 }
      if Bool.random(using: &random) { $0.sections.updateValue(RandomCommand.string(&random), forKey: .whole) }
      if Bool.random(using: &random) {
        $0.sections.updateValue(RandomCommand.string(&random), forKey: .headerFields(["A"]))
      }
      if Bool.random(using: &random) { $0.sections.updateValue(nil, forKey: .text) }
      if Bool.random(using: &random) { $0.raw["ENVELOPE"] = Array("(NIL \"x\")".utf8) }
    }
  }
}
