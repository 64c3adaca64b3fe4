import Core
import IMAP
import Testing

/// The client's encoder against the server's parser: whatever one writes the other reads as the same value.
@Suite struct CommandRoundTripTests {
  /// The bytes cut into random pieces.
  private func parse(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [CommandParser.Event] {
    var parser = CommandParser()
    var events: [CommandParser.Event] = []
    var at = 0
    while at < bytes.count {
      let end = min(bytes.count, at + Int.random(in: 1...40, using: &random))
      let chunk = Array(bytes[at..<end])
      var offset = 0
      while let event = parser.next(in: chunk.span, from: &offset) {
        if event != .needContinuation { events.append(event) }
      }
      at = end
    }
    return events
  }

  @Test(arguments: [LiteralStyle.synchronising, .minus, .plus]) func commandsComeBack(_ style: LiteralStyle) throws {
    var random = SeededGenerator(seed: 42)
    for round in 0..<4_000 {
      let command = RandomCommand.make(&random)
      let encoded = try CommandEncoder(literals: style).encode(command, tag: "T\(round)")
      let events = parse(encoded.bytes, &random)
      guard events == [.command(tag: "T\(round)", command)] else {
        Issue.record(
          "round \(round): \(command) came back from \(String(decoding: encoded.bytes, as: UTF8.self)) as \(events)")
        return
      }
    }
  }

  @Test func messagesComeBack() throws {
    var random = SeededGenerator(seed: 43)
    for round in 0..<200 {
      let name = RandomCommand.mailbox(&random)
      var encoder = AppendEncoder(tag: "a\(round)", mailbox: name, literals: .plus)
      var bytes: [UInt8] = []
      var sent: [(AppendHead, [UInt8])] = []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let message = (0..<Int.random(in: 1...90, using: &random)).map { _ in UInt8.random(in: 1...255, using: &random)
        }
        let date = Bool.random(using: &random) ? InternalDate(seconds: 1_580_547_600, zoneMinutes: -90) : nil
        let head = AppendHead(flags: RandomCommand.flags(&random), date: date, size: message.count)
        bytes += try encoder.head(head).bytes + message
        sent.append((head, message))
      }
      bytes += AppendEncoder.end
      try compare(bytes, name, sent)
    }
  }

  private func compare(_ bytes: [UInt8], _ name: MailboxName, _ sent: [(AppendHead, [UInt8])]) throws {
    var parser = CommandParser()
    var offset = 0
    var heads: [AppendHead] = []
    var messages: [[UInt8]] = []
    while let event = parser.next(in: bytes.span, from: &offset) {
      switch event {
      case .appendBegin(_, let mailbox): #expect(mailbox == name)
      case .appendMessage(let head):
        heads.append(head)
        messages.append([])
      case .appendBytes(let range): messages[messages.count - 1] += bytes[range]
      case .appendMessageEnd, .appendEnd: break
      default: Issue.record("\(event)")
      }
    }
    #expect(offset == bytes.count)
    #expect(heads == sent.map(\.0))
    #expect(messages == sent.map(\.1))
  }
}

/// Commands of every kind, in the one form in which a parser gives them back.
enum RandomCommand {
  static func make(_ random: inout SeededGenerator) -> Command {
    switch Int.random(in: 0...24, using: &random) {
    case 0: [.capability, .noop, .logout, .startTLS, .namespace].randomElement(using: &random) ?? .noop
    case 1: [.idle, .check, .close, .unselect, .compressDeflate].randomElement(using: &random) ?? .noop
    case 2: .id((0..<Int.random(in: 0...3, using: &random)).map { IDField("k\($0)", $0 == 1 ? nil : "v \"\($0)\\") })
    case 3: .login(user: string(&random), password: string(&random))
    case 4:
      .authenticate(mechanism: "PLAIN", initialResponse: [nil, "=", "AGEAYg=="].randomElement(using: &random) ?? nil)
    case 5: .enable(["CONDSTORE", "QRESYNC"])
    case 6: .select(mailbox(&random), readOnly: Bool.random(using: &random), select(&random))
    case 7: .create(mailbox(&random), specialUse: Bool.random(using: &random) ? ["\\Sent"] : [])
    case 8: .delete(mailbox(&random))
    case 9: .rename(mailbox(&random), mailbox(&random))
    case 10: .subscribe(mailbox(&random))
    case 11: .unsubscribe(mailbox(&random))
    case 12: .list(list(&random))
    case 13: .lsub(reference: MailboxName(bytes: string(&random)), pattern: mailbox(&random).bytes)
    case 14: .status(mailbox(&random), [StatusItem](StatusItem.allCases.shuffled(using: &random).prefix(3)))
    case 15: .getQuota(root: string(&random))
    case 16: .getQuotaRoot(mailbox(&random))
    case 17: .expunge(uids: Bool.random(using: &random) ? set(&random) : nil)
    case 18, 19:
      .search(
        uid: Bool.random(using: &random), charset: [nil, "UTF-8"].randomElement(using: &random) ?? nil,
        returns: [nil, [], ["MIN", "ALL"]].randomElement(using: &random) ?? nil, key(&random, depth: 4))
    case 20, 21: .fetch(messages(&random), uid: Bool.random(using: &random), requests(&random), modifiers(&random))
    case 22: .store(messages(&random), uid: Bool.random(using: &random), store(&random))
    case 23: .copy(messages(&random), uid: Bool.random(using: &random), mailbox(&random))
    default: .move(messages(&random), uid: Bool.random(using: &random), mailbox(&random))
    }
  }

  static func string(_ random: inout SeededGenerator) -> [UInt8] {
    switch Int.random(in: 0...3, using: &random) {
    case 0:
      Array(
        ["", "a", "NIL", "nil", "a b", "\"", "\\", "(x)", "{3}", "a{3}", "{3+}"].randomElement(using: &random)?.utf8
          ?? "".utf8)
    case 1: (0..<Int.random(in: 0...8, using: &random)).map { _ in UInt8.random(in: 0x20...0x7E, using: &random) }
    case 2: (0..<Int.random(in: 0...8, using: &random)).map { _ in UInt8.random(in: 1...255, using: &random) }
    default: [UInt8](repeating: 0x78, count: Int.random(in: 1_020...1_030, using: &random))
    }
  }

  /// Never empty, and never a spelling of INBOX but the usual.
  static func mailbox(_ random: inout SeededGenerator) -> MailboxName {
    let bytes = string(&random)
    return bytes.isEmpty ? .inbox : MailboxName(bytes: bytes)
  }

  static func flags(_ random: inout SeededGenerator) -> [Flag] {
    let all: [Flag] = [.seen, .answered, .flagged, .deleted, .draft, Flag("$Forwarded"), Flag("x-y_z:1")]
    return [Flag](all.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random)))
  }

  private static func set(_ random: inout SeededGenerator) -> NumberSet {
    NumberSet((0..<Int.random(in: 1...6, using: &random)).map { _ in UInt32.random(in: 1...30, using: &random) })
  }

  private static func messages(_ random: inout SeededGenerator) -> MessageSet {
    switch Int.random(in: 0...2, using: &random) {
    case 0: .set(set(&random))
    case 1: .from(UInt32.random(in: 1...(.max), using: &random))
    default: .mixed([(UInt32.random(in: 1...9, using: &random), nil), (nil, nil), (3, 2)])
    }
  }

  private static func select(_ random: inout SeededGenerator) -> SelectOptions {
    var options = SelectOptions()
    options.condstore = Bool.random(using: &random)
    if Bool.random(using: &random) {
      options.qresync = QuickResync(
        uidValidity: UIDValidity(7), modSequence: UInt64.random(in: 1...(1 << 62), using: &random),
        knownUIDs: Bool.random(using: &random) ? set(&random) : nil)
    }
    return options
  }

  private static func list(_ random: inout SeededGenerator) -> ListRequest {
    var request = ListRequest()
    request.reference = MailboxName(bytes: string(&random))
    request.patterns = [[0x2A], Array("a/%".utf8), mailbox(&random).bytes]
    if Bool.random(using: &random) { request.patterns = [[0x25]] }
    if Bool.random(using: &random) { request.selection = ["SUBSCRIBED", "RECURSIVEMATCH"] }
    if Bool.random(using: &random) { request.returns = ["SPECIAL-USE", "CHILDREN"] }
    if Bool.random(using: &random) { request.status = [.messages, .uidNext] }
    return request
  }

  private static func key(_ random: inout SeededGenerator, depth: Int) -> SearchKey {
    let day = Int.random(in: -20_000...40_000, using: &random)
    switch Int.random(in: (depth > 0 ? 0 : 3)...12, using: &random) {
    case 0: return .and([key(&random, depth: 0), key(&random, depth: depth - 1)])
    case 1: return .or(key(&random, depth: depth - 1), key(&random, depth: depth - 1))
    case 2: return .not(key(&random, depth: depth - 1))
    case 3: return [.all, .new, .old, .recent].randomElement(using: &random) ?? .all
    case 4: return .sequence(messages(&random))
    case 5: return .uid(messages(&random))
    case 6: return .flag([.seen, .draft, Flag("$Junk")].randomElement(using: &random) ?? .seen, isSet: day > 0)
    case 7: return .header(field: "SUBJECT", text: string(&random))
    case 8: return .body(string(&random))
    case 9: return .text(string(&random))
    case 10: return day > 0 ? .larger(UInt64(day)) : .smaller(5_000_000_000)
    case 11: return [.before(day: day, sent: false), .on(day: day, sent: true)].randomElement(using: &random) ?? .all
    default: return day > 0 ? .modSequence(UInt64(day)) : .since(day: day, sent: true)
    }
  }

  private static func requests(_ random: inout SeededGenerator) -> [FetchRequest] {
    let all: [FetchRequest] = [
      .uid, .flags, .internalDate, .size, .envelope, .body, .bodyStructure, .modSequence, .emailID, .gmailMessageID,
      .gmailLabels, .section(.whole, peek: true, partial: nil), .section(.header, peek: false, partial: 5..<105),
      .section(.headerFields(["Date", "X-Y"]), peek: true, partial: nil),
      .section(Section("1.2.MIME"), peek: true, partial: nil), .rfc822("RFC822.HEADER"),
    ]
    return [FetchRequest](all.shuffled(using: &random).prefix(Int.random(in: 1...5, using: &random)))
  }

  private static func modifiers(_ random: inout SeededGenerator) -> FetchModifiers {
    switch Int.random(in: 0...2, using: &random) {
    case 0: FetchModifiers(changedSince: 12, vanished: true)
    case 1: FetchModifiers(changedSince: 1 << 60)
    default: FetchModifiers()
    }
  }

  private static func store(_ random: inout SeededGenerator) -> StoreRequest {
    StoreRequest(
      [.replace, .add, .remove].randomElement(using: &random) ?? .add, flags(&random),
      silent: Bool.random(using: &random),
      unchangedSince: Bool.random(using: &random) ? 5 : nil)
  }
}
