import Core
import Foundation
import Glibc
import MIME
import Testing

/// Field vectors of stalwartlabs/mail-parser.
@Suite struct MailParserFieldTests {
  private func rows(_ name: String) throws -> [(key: String, header: String, expected: [String: Any]?)]? {
    guard let folder = ValueSuites.folder("mime/mailparser-fields", for: "MailParserFieldTests.\(name)") else {
      return nil
    }
    let all = try #require(try ValueSuites.json(folder.appending(path: "\(name).json")) as? [[String: Any]])
    #expect(!all.isEmpty)
    return try all.enumerated().map { index, row in
      (String(index), try #require(row["header"] as? String), row["expected"] as? [String: Any])
    }
  }

  /// The field ends where the next begins: at a line end that no blank follows.
  private func body(_ header: String) -> [UInt8] {
    var bytes: [UInt8] = []
    let all = Array(header.utf8)
    for (index, byte) in all.enumerated() {
      bytes.append(byte)
      let isEnd = index + 1 < all.count && all[index + 1] != 0x20 && all[index + 1] != 0x09 && all[index + 1] != 0x0D
      if byte == 0x0A, isEnd, index > 0 { break }
    }
    return bytes
  }

  @Test func addresses() throws {
    guard let rows = try rows("address") else { return }
    try ValueSuites.check(
      "mailparser-fields/address",
      rows.map { row in
        .init(
          key: row.key, input: row.header, ours: MailParserForm.addresses(AddressList(body(row.header))),
          theirs: MailParserForm.addresses(row.expected ?? [:]))
      })
  }

  @Test func contentTypes() throws {
    guard let rows = try rows("content_type") else { return }
    try ValueSuites.check(
      "mailparser-fields/content_type",
      rows.map { row in
        .init(
          key: row.key, input: row.header, ours: MailParserForm.contentType(ContentType(body(row.header))),
          theirs: MailParserForm.contentType(row.expected))
      })
  }

  @Test func received() throws {
    guard let rows = try rows("received") else { return }
    try ValueSuites.check(
      "mailparser-fields/received",
      rows.flatMap { row in
        let ours = MailParserForm.received(ReceivedField(body(row.header)))
        let theirs = MailParserForm.received(row.expected ?? [:])
        return Set(ours.keys).union(theirs.keys).sorted().map { part in
          ValueSuites.Comparison(
            key: "\(row.key) \(part)", input: row.header, ours: ours[part] ?? "", theirs: theirs[part] ?? "")
        }
      })
  }
}

/// Our values and theirs, in one notation.
enum MailParserForm {
  static func addresses(_ list: AddressList) -> String {
    list.entries.map { entry in
      switch entry {
      case .mailbox(let mailbox): mailboxText(mailbox)
      case .group(let group): "\(group.name): \(group.members.map(mailboxText).joined(separator: ", "));"
      }
    }.joined(separator: ", ")
  }

  /// Their names hold the comments.
  private static func mailboxText(_ mailbox: MailAddress) -> String {
    var name = mailbox.name ?? ""
    let isComment = mailbox.comments.last == mailbox.name
    if !mailbox.comments.isEmpty && !isComment { name += " (\(mailbox.comments.joined(separator: " ")))" }
    let address = mailbox.domain.map { "\(mailbox.localPart)@\($0)" } ?? mailbox.localPart
    return "\(name) <\(address)>"
  }

  static func addresses(_ expected: [String: Any]) -> String {
    func list(_ all: Any?) -> String {
      (all as? [[String: Any]] ?? []).map { one in
        "\(one["name"] as? String ?? "") <\(one["address"] as? String ?? "")>"
      }.joined(separator: ", ")
    }
    if let all = expected["List"] { return list(all) }
    let groups = expected["Group"] as? [[String: Any]] ?? []
    return groups.map { group in
      let members = list(group["addresses"])
      return (group["name"] as? String).map { "\($0): \(members);" } ?? members
    }.joined(separator: ", ")
  }

  static func contentType(_ value: ContentType) -> String {
    guard !value.type.isEmpty else { return "-" }
    var parts: [(String, String)] = []
    for parameter in value.parameters.all {
      if let language = parameter.language { parts.append(("\(parameter.name)-language", language)) }
      parts.append((parameter.name, parameter.value))
    }
    return text(value.type, value.subtype, parts)
  }

  static func disposition(_ value: ContentDisposition) -> String {
    text(value.kind, "", value.parameters.all.map { ($0.name, $0.value) })
  }

  static func contentType(_ expected: [String: Any]?) -> String {
    guard let expected else { return "-" }
    var parts: [(String, String)] = []
    for one in expected["attributes"] as? [Any] ?? [] {
      if let pair = one as? [String], pair.count == 2 { parts.append((pair[0], pair[1])) }
      if let pair = one as? [String: Any] {
        parts.append((pair["name"] as? String ?? "", pair["value"] as? String ?? ""))
      }
    }
    return text(expected["c_type"] as? String ?? "", expected["c_subtype"] as? String ?? "", parts)
  }

  private static func text(_ type: String, _ subtype: String, _ parts: [(String, String)]) -> String {
    "\(type)/\(subtype)" + parts.sorted { $0 < $1 }.map { "; \($0)=\($1)" }.joined()
  }

  static func date(_ expected: [String: Any]?) -> String {
    guard let expected else { return "" }
    func number(_ key: String) -> Int { expected[key] as? Int ?? 0 }
    let isBefore = expected["tz_before_gmt"] as? Bool ?? false
    let zone = number("tz_hour") * 60 + number("tz_minute")
    return "\(pad(number("year"), 4))-\(pad(number("month")))-\(pad(number("day")))T\(pad(number("hour")))"
      + ":\(pad(number("minute"))):\(pad(number("second")))\(isBefore && zone > 0 ? "-" : "+")\(pad(zone / 60)):\(pad(zone % 60))"
  }

  // MARK: Received

  static func received(_ value: ReceivedField) -> [String: String] {
    var parts: [String: String] = [:]
    parts["from"] = value.from.map(address)
    parts["from_ip"] = value.fromAddress.map(address)
    parts["from_iprev"] = value.reverseName
    parts["helo"] = value.helo.map(address)
    parts["by"] = value.by.map(address)
    parts["via"] = value.via
    parts["with"] = protocolName(value.with)
    parts["id"] = value.id
    parts["for_"] = value.recipient
    parts["tls_version"] = value.tls?.version
    parts["tls_cipher"] = value.tls?.cipher
    parts["date"] = value.date?.time?.rfc3339
    return parts.filter { !$0.value.isEmpty }
  }

  /// They name a protocol of a closed list; we keep the words.
  private static func protocolName(_ words: String?) -> String? {
    let upper = (words ?? "").uppercased()
    for (word, name) in [("SMTPSVC", "SMTP"), ("BSMTP", "SMTP"), ("ESMTP-TLS", "ESMTPS"), ("HTTPREST", "HTTP")]
    where upper.contains(word) {
      return name
    }
    let known: Set = [
      "SMTP", "ESMTP", "ESMTPS", "ESMTPA", "ESMTPSA", "LMTP", "LMTPA", "HTTP", "HTTPS", "IMAP", "POP3", "LOCAL",
    ]
    return upper.split { !$0.isLetter && !$0.isNumber }.map(String.init).last { known.contains($0) }
  }

  static func received(_ expected: [String: Any]) -> [String: String] {
    var parts: [String: String] = [:]
    func host(_ value: Any?) -> String? {
      (value as? [String: Any]).flatMap { ($0["Name"] ?? $0["IpAddr"]) as? String }.map(address)
    }
    for key in ["from", "by", "helo"] { parts[key] = host(expected[key]) }
    for key in ["from_iprev", "via", "id", "for_"] { parts[key] = expected[key] as? String }
    // Where `from` is an address they do not say it twice.
    let literal = (expected["from"] as? [String: Any])?["IpAddr"] as? String
    parts["from_ip"] = (expected["from_ip"] as? String ?? literal).map(address)
    parts["with"] = (expected["with"] as? String)?.uppercased()
    parts["tls_version"] = (expected["tls_version"] as? String).map {
      $0.replacing("TLSv", with: "TLS ").replacing("SSLv", with: "SSL ").replacing("_", with: ".")
    }
    parts["tls_cipher"] = expected["tls_cipher"] as? String
    parts["date"] = (expected["date"] as? [String: Any]).map { date($0) }
    return parts.filter { !$0.value.isEmpty }
  }

  /// Two notations of one address of IPv6 become one.
  static func address(_ text: String) -> String {
    var bytes = in6_addr()
    guard inet_pton(AF_INET6, text, &bytes) == 1 else { return text }
    var out = [CChar](repeating: 0, count: 64)
    guard inet_ntop(AF_INET6, &bytes, &out, 64) != nil else { return text }
    return String(decoding: out.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
  }
}
