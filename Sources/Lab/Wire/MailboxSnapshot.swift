import Core
import Crypto
import IMAP

/// What a server holds for one user: per folder every message as digest, flags and date. Read with EXAMINE and PEEK.
public struct MailboxSnapshot: Sendable {
  public struct Item: Hashable, Sendable {
    public var digest: String
    public var size: Int
    /// Lower case, sorted, without `\Recent`.
    public var flags: [String]
    /// INTERNALDATE, seconds since 1970.
    public var seconds: Int64

    public init(digest: String, size: Int, flags: [String], seconds: Int64) {
      self.digest = digest
      self.size = size
      self.flags = flags
      self.seconds = seconds
    }
  }

  /// By folder name, decoded; items in UID order.
  public var folders: [FolderName: [Item]] = [:]
  public var subscribed: Set<FolderName> = []
  public init() {}
  /// Of all messages.
  public var bytes: Int { folders.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.size } } }
  public var count: Int { folders.values.reduce(0) { $0 + $1.count } }

  /// Reads all. Bodies are fetched some at a time, so memory holds a handful of them.
  public static func read(port: Int, user: String, password: String) throws -> MailboxSnapshot {
    let client = try RawIMAP(port: port)
    try client.login(user, password)
    var snapshot = MailboxSnapshot()
    for entry in try client.command("LIST \"\" \"*\"") {
      guard let (name, attributes) = folderName(entry) else { continue }
      let isClosed = attributes.contains("\\noselect") || attributes.contains("\\nonexistent")
      if isClosed { continue }
      snapshot.folders[text(name)] = try items(client, RawIMAP.quoted(name))
    }
    for entry in try client.command("LSUB \"\" \"*\"") {
      if let (name, _) = folderName(entry) {
        snapshot.subscribed.insert(text(name))
      }
    }
    _ = try? client.command("LOGOUT")
    return snapshot
  }

  /// A folder's name for people; as it stands where the server breaks the rules.
  private static func text(_ wire: [UInt8]) -> FolderName {
    FolderName(MailboxName(bytes: wire).text() ?? String(decoding: wire, as: UTF8.self))
  }

  private static func items(_ client: RawIMAP, _ name: [UInt8]) throws -> [Item] {
    let answers = try client.finish(client.begin(Array("EXAMINE ".utf8) + name))
    let exists =
      answers.lazy.compactMap { answer -> Int? in
        let words = answer.string.split(separator: " ")
        return words.count >= 3 && words[2].hasPrefix("EXISTS") ? Int(words[1]) : nil
      }.first ?? 0
    guard exists > 0 else { return [] }
    var items: [(uid: UInt32, item: Item)] = []
    let tag = try client.begin(Array("UID FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[])".utf8))
    _ = try client.finish(tag) { answer in
      guard answer.string.contains(" FETCH (") else { return }
      items.append(try item(answer))
    }
    guard items.count == exists else {
      throw RawIMAP.Failure(description: "\(exists) messages announced, \(items.count) fetched")
    }
    return items.sorted { $0.uid < $1.uid }.map(\.item)
  }

  private static func item(_ answer: RawIMAP.Line) throws -> (uid: UInt32, item: Item) {
    let text = answer.string
    func value(_ label: String, until end: Character) -> Substring? {
      guard let range = text.firstRange(of: label) else { return nil }
      return text[range.upperBound...].prefix { $0 != end }
    }
    guard let uid = value("UID ", until: " ").flatMap({ UInt32($0.prefix(while: \.isNumber)) }),
      let flags = value("FLAGS (", until: ")"), let date = value("INTERNALDATE \"", until: "\""),
      let seconds = seconds(String(date))
    else { throw RawIMAP.Failure(description: "an answer that lacks something: \(text.prefix(200))") }
    let body = answer.literals.first ?? []
    let digest = SHA256.hash(data: body).map { pad16($0) }.joined()
    let words = flags.lowercased().split(separator: " ").map(String.init).filter { $0 != "\\recent" }
    return (uid, Item(digest: digest, size: body.count, flags: words.sorted(), seconds: seconds))
  }

  private static func pad16(_ byte: UInt8) -> String {
    byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
  }

  /// Name and lower-case attributes of a LIST or LSUB answer.
  private static func folderName(_ answer: RawIMAP.Line) -> ([UInt8], Set<String>)? {
    let text = answer.text
    guard text.starts(with: "* LIST".utf8) || text.starts(with: "* LSUB".utf8),
      let open = text.firstIndex(of: 0x28), let close = text.firstIndex(of: 0x29)
    else { return nil }
    let attributes = String(decoding: text[(open + 1)..<close], as: UTF8.self).lowercased().split(separator: " ")
    // After the attributes: blank, delimiter (a quoted character or NIL), blank, name.
    let rest = Array(text[(close + 2)...])
    guard let blank = rest.dropFirst(rest.first == 0x22 ? 3 : 1).firstIndex(of: 0x20) else { return nil }
    if let literal = answer.literals.first { return (literal, Set(attributes.map(String.init))) }
    var name = Array(rest[(blank + 1)...])
    while let last = name.last, last == 0x0A || last == 0x0D { name.removeLast() }
    if name.first == 0x22, name.last == 0x22, name.count >= 2 {
      var plain: [UInt8] = []
      var isEscaped = false
      for byte in name.dropFirst().dropLast() {
        if byte == 0x5C, !isEscaped { isEscaped = true } else { plain.append(byte); isEscaped = false }
      }
      name = plain
    }
    return (name, Set(attributes.map(String.init)))
  }

  /// `23-Nov-2026 21:14:00 +0100` as seconds since 1970.
  private static func seconds(_ text: String) -> Int64? {
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    let words = text.split(separator: " ")
    guard words.count == 3 else { return nil }
    let day = words[0].split(separator: "-")
    let clock = words[1].split(separator: ":").compactMap { Int($0) }
    guard day.count == 3, clock.count == 3, let month = months.firstIndex(of: day[1].lowercased()),
      let number = Int(day[0]), let year = Int(day[2]), let zone = Int(words[2])
    else { return nil }
    let local = CalendarTime(
      year: year, month: month + 1, day: number, hour: clock[0], minute: clock[1], second: clock[2])
    return local.secondsSince1970 - Int64((zone / 100 * 60 + zone % 100) * 60)
  }
}
