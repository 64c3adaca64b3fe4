import Core
import HeaderAnalysis
import MIME
import Migration

extension HeaderScreen {
  /// The header in every shape: `csv` has one line per hop.
  var answer: Answer {
    let hops = header.route.hops
    return Answer(
      type: "header", summary: summary, recordsName: "hops", recordType: "hop",
      records: hops.indices.map { hop($0) }, besides: findings.map { ("finding", $0.json) },
      header: Self.columns, rows: hops.indices.map { row($0) }
    ) { self.lines($0) }
  }

  private var summary: [JSONValue.Member] {
    let identity = header.identity
    let verdict = header.verdict
    return [
      .init("verdict", .string(verdict.genuineness.rawValue)), .init("verdict_text", .string(headline)),
      .init("reasons", .init(verdict.reasons)), .init("late", .bool(verdict.isLate)),
      .init("seconds", .init(verdict.totalSeconds)),
      .init("slowest_hop", .init(header.route.slowest.map { $0 + 1 })),
      .init("entrance_hop", .init(header.route.entrance.map { $0 + 1 })),
      .init("subject", .init(identity.subject)), .init("from", .init(identity.from.map(\.address))),
      .init("to", .init(identity.recipients.map(\.address))), .init("reply_to", .init(identity.replyTo.map(\.address))),
      .init("envelope_from", .init(identity.envelopeSender)), .init("message_id", .init(identity.messageID)),
      .init("date", .init(identity.date?.time)),
      .init("seconds_before_first_hop", .init(header.route.writtenBeforeSeconds)),
      .init("origin", origin), .init("authentication", authentication), .init("arc", arc),
      .init("notes", .array(vendor.map(Self.json))), .init("mended", .init(mendings.map(\.rawValue))),
      .init("findings", .array(findings.map(\.json))),
    ]
  }

  private var origin: JSONValue {
    [
      "way": .string(header.sending.way.rawValue), "program": .init(header.sending.program),
      "account": .init(header.sending.account), "address": .init(header.sending.address),
    ]
  }

  // MARK: Checks

  private var authentication: JSONValue {
    let found = header.authentication
    let checks = found.spf + found.dkim + [found.dmarc, found.arc].compactMap { $0 }
    return [
      "from_domain": .init(found.fromDomain), "server": .init(found.server),
      "standing": .init(found.standing?.rawValue),
      "checks": .array(zip(checks, header.checkStatements).map { Self.json($0, $1) }),
      "sources": .array(found.sources.map(Self.json)),
    ]
  }

  private static func json(_ check: Authentication.Check, _ statement: Statement) -> JSONValue {
    [
      "method": .string(check.method), "result": .string(check.result), "domain": .init(check.domain),
      "selector": .init(check.selector), "alignment": .string(check.alignment.rawValue),
      "reason": .init(check.detail.reason), "meaning": .string(statement.meaning),
    ]
  }

  private static func json(_ source: ResultSource) -> JSONValue {
    [
      "field": .string(source.field), "server": .init(source.server), "standing": .string(source.standing.rawValue),
      "counts": .bool(source.standing.counts), "offset": .init(source.offset),
      "results": .array(
        source.results.map { ["method": .string($0.method), "result": .string($0.result)] }),
      "flaws": .init(source.flaws.map(\.kind.rawValue)),
    ]
  }

  private static func json(_ statement: Statement) -> JSONValue {
    [
      "weight": .string(statement.weight.rawValue), "subject": .string(statement.subject),
      "value": .string(statement.value), "meaning": .string(statement.meaning), "field": .string(statement.field),
      "offset": .init(statement.offset),
    ]
  }

  private var arc: JSONValue {
    [
      "whole": .bool(header.arc.isWhole), "faults": .init(header.arc.faults),
      "sets": .array(
        header.arc.links.map { link in
          [
            "instance": .init(link.instance), "sealer": .init(link.sealer), "selector": .init(link.selector),
            "cv": .init(link.chainValidation), "signer": .init(link.signer), "server": .init(link.results?.server),
            "results": .array(
              (link.results?.results ?? []).map { ["method": .string($0.method), "result": .string($0.result)] }),
          ]
        }),
    ]
  }

  // MARK: Hops

  private func hop(_ index: Int) -> JSONValue {
    let hop = header.route.hops[index]
    let received = hop.received
    return [
      "hop": .init(hop.number), "time": .init(hop.time), "zone_known": .bool(hop.isZoneKnown),
      "delay_seconds": .init(hop.delaySeconds), "clock_error_seconds": .init(hop.clockErrorSeconds),
      "from": .init(received.from), "from_address": .init(received.fromAddress),
      "from_reverse_name": .init(received.reverseName), "helo": .init(received.helo), "by": .init(received.by),
      "by_address": .init(received.byAddress), "with": .init(received.with), "via": .init(received.via),
      "kind": .string(hop.transmission.kind.rawValue), "signed_in": .bool(hop.transmission.isSignedIn),
      "user": .init(received.user), "id": .init(received.id), "for": .init(received.recipient),
      "protection": .string(hop.protection.rawValue), "tls_version": .init(received.tls?.version),
      "tls_cipher": .init(received.tls?.cipher), "tls_bits": .init(received.tls?.bits), "offset": .init(hop.offset),
    ]
  }

  private static let columns = [
    "hop", "time", "delay_seconds", "clock_error_seconds", "from", "from_address", "by", "with", "id", "protection",
    "tls_version", "tls_cipher",
  ]

  private func row(_ index: Int) -> [CSVText.Cell] {
    let hop = header.route.hops[index]
    func number(_ value: Int64?) -> CSVText.Cell { value.map(CSVText.Cell.number) ?? .empty }
    return [
      .init(hop.number), .init(hop.time?.rfc3339), number(hop.delaySeconds), number(hop.clockErrorSeconds),
      .init(hop.client), .init(hop.received.fromAddress), .init(hop.server), .init(hop.transmission.name),
      .init(hop.received.id), .text(hop.protection.rawValue), .init(hop.received.tls?.version),
      .init(hop.received.tls?.cipher),
    ]
  }
}
