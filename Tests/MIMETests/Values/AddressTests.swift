import MIME
import Testing

/// RFC 5322 §3.4 and Appendix A, RFC 6532, and what mail programs write instead.
@Suite struct AddressTests {
  struct Row: CustomTestStringConvertible {
    var input: String
    var list: String
    var flaws: [FieldFlaw.Kind] = []
    var testDescription: String { input }
  }

  static let rows: [Row] = [
    // Groups
    Row(input: "undisclosed-recipients:;", list: "undisclosed-recipients: ;"),
    Row(input: "Undisclosed recipients: ;", list: "Undisclosed recipients: ;"),
    Row(input: "<undisclosed-recipients:;>", list: "undisclosed-recipients: ;"),
    Row(input: "A: a@b.c, d@e.f;, g@h.i", list: "A: <a@b.c>, <d@e.f>;, <g@h.i>"),
    Row(input: "A: a@b.c", list: "A: <a@b.c>;", flaws: [.unclosedGroup]),
    Row(input: "A: a@b.c, B: d@e.f;", list: "A: <a@b.c>;, B: <d@e.f>;", flaws: [.unclosedGroup]),
    // Obsolete syntax
    Row(input: "<@a.b,@c.d:e@f.g>", list: "<e@f.g> via a.b c.d", flaws: [.obsolete]),
    Row(input: "joe . user @ x . org", list: "<joe.user@x.org>", flaws: [.obsolete]),
    Row(input: "a@b.c,,d@e.f,", list: "<a@b.c>, <d@e.f>", flaws: [.obsolete]),
    Row(input: "user@x.org (Real Name)", list: "Real Name <user@x.org>"),
    Row(input: "\"a b\"@x.org", list: "<a b@x.org>"),
    Row(input: "joe@[192.0.2.1]", list: "<joe@[192.0.2.1]>"),
    Row(input: "Joe <joe@[IPv6:2001:db8::1]>", list: "Joe <joe@[IPv6:2001:db8::1]>"),
    // Names that need quotes
    Row(input: "Doe, John <j@x.org>", list: "Doe, John <j@x.org>", flaws: [.unquotedName]),
    Row(input: "a@b.c, Doe, John <j@x.org>", list: "<a@b.c>, Doe, John <j@x.org>", flaws: [.unquotedName]),
    Row(input: "J. Q. Public <j@x.org>", list: "J. Q. Public <j@x.org>"),
    Row(input: "j@x.org <j@x.org>", list: "j@x.org <j@x.org>", flaws: [.unquotedName]),
    Row(input: "[Team] Info <i@x.org>", list: "[Team] Info <i@x.org>"),
    Row(input: "\"O\\\"Brien\\\\\" <o@x.org>", list: "O\"Brien\\ <o@x.org>"),
    // Brackets
    Row(input: "John Doe j@x.org", list: "John Doe <j@x.org>", flaws: [.missingBracket]),
    Row(input: "<j@x.org", list: "<j@x.org>", flaws: [.missingBracket]),
    Row(input: "<j@x.org, b@x.org", list: "<j@x.org>, <b@x.org>", flaws: [.missingBracket]),
    Row(input: "<<j@x.org>>", list: "<j@x.org>", flaws: [.unexpected]),
    Row(input: "A <a@x.org> B <b@x.org>", list: "A <a@x.org>, B <b@x.org>", flaws: [.wrongSeparator]),
    Row(input: "a@x.org; b@x.org", list: "<a@x.org>, <b@x.org>", flaws: [.wrongSeparator]),
    Row(input: "a@x.org b@x.org", list: "<a@x.org>, <b@x.org>", flaws: [.wrongSeparator]),
    Row(input: "<>", list: "<>"),
    Row(input: "<a@b@c.org>", list: "<a@b@c.org>", flaws: [.unexpected]),
    // Not addresses
    Row(input: "", list: "", flaws: [.empty]),
    Row(input: "root", list: "<root>", flaws: [.missingDomain]),
    Row(input: "John Doe", list: "John Doe <>", flaws: [.notAnAddress]),
    Row(input: "joe@", list: "<joe@>", flaws: [.missingDomain]),
    Row(input: "\"John <j@x.org>", list: "\"John <j@x.org>", flaws: [.unclosedQuote]),
    Row(input: "John (x <j@x.org>", list: "John (x <j@x.org>", flaws: [.unclosedComment]),
    // RFC 6532 and encoded words
    Row(input: "Jürgen <jürgen@müller.example>", list: "Jürgen <jürgen@müller.example>"),
    Row(input: "=?utf-8?Q?J=C3=BCrgen?= <j@x.org>", list: "Jürgen <j@x.org>"),
    Row(input: "\"=?utf-8?Q?J=C3=BCrgen?=\" <j@x.org>", list: "Jürgen <j@x.org>", flaws: [.badEncodedWord]),
    Row(input: "=?utf-8?Q?Doe=2C?= John <j@x.org>", list: "Doe, John <j@x.org>"),
    Row(input: "=?utf-8?Q?J <j@x.org>", list: "J <j@x.org>", flaws: [.badEncodedWord]),
    Row(input: "=?utf-8?Q?x=40y.z?=", list: "x@y.z <>", flaws: [.notAnAddress]),
  ]

  static func text(_ list: AddressList) -> String {
    func text(_ mailbox: MailAddress) -> String {
      let address = mailbox.domain.map { "\(mailbox.localPart)@\($0)" } ?? mailbox.localPart
      let route = mailbox.route.isEmpty ? "" : " via \(mailbox.route.joined(separator: " "))"
      return (mailbox.name.map { "\($0) " } ?? "") + "<\(address)>\(route)"
    }
    return list.entries.map { entry in
      switch entry {
      case .mailbox(let mailbox): text(mailbox)
      case .group(let group): "\(group.name): \(group.members.map(text).joined(separator: ", "));"
      }
    }.joined(separator: ", ")
  }

  @Test(arguments: rows)
  func reads(_ row: Row) {
    let list = AddressList(row.input.utf8)
    #expect(Self.text(list) == row.list)
    #expect(Set(list.flaws.map(\.kind)) == Set(row.flaws), "\(list.flaws)")
  }

  @Test func addressIsQuotedWhereItMustBe() {
    #expect(MailAddress(localPart: "a b", domain: "x.org").address == "\"a b\"@x.org")
    #expect(MailAddress(localPart: "a..b", domain: "x.org").address == "\"a..b\"@x.org")
    #expect(MailAddress(localPart: "a.b+c", domain: "x.org").address == "a.b+c@x.org")
    #expect(!MailAddress(localPart: "a", domain: nil).isComplete)
  }

  @Test func groupsKeepTheirComments() {
    let list = AddressList("A(one): (two) , a@b.c; (three)".utf8)
    guard case .group(let group)? = list.entries.first else {
      Issue.record("no group")
      return
    }
    #expect(group.comments == ["one", "two", "three"])
    #expect(list.mailboxes.map(\.address) == ["a@b.c"])
  }
}
