import MIME
import Testing

@Suite struct IdentifierTests {
  struct Row: CustomTestStringConvertible {
    var input: String
    var identifiers: [String]
    var phrase: String?
    var flaws: [FieldFlaw.Kind] = []
    var testDescription: String { input }
  }

  static let rows: [Row] = [
    Row(input: "<a@b>", identifiers: ["a@b"]),
    Row(input: " <a@b>\r\n <c@d>", identifiers: ["a@b", "c@d"]),
    Row(input: "<a@b><c@d>, <e@f>", identifiers: ["a@b", "c@d", "e@f"]),
    Row(input: "<a\r\n b@c>", identifiers: ["ab@c"], flaws: [.unexpected]),
    Row(input: "a@b", identifiers: ["a@b"], flaws: [.missingBracket]),
    Row(input: "<a@b", identifiers: ["a@b"], flaws: [.missingBracket]),
    Row(input: "<a@b <c@d>", identifiers: ["a@b", "c@d"], flaws: [.missingBracket]),
    Row(input: "Your message of Monday <a@b>", identifiers: ["a@b"], phrase: "Your message of Monday"),
    Row(input: "\"J. Doe\" (comment <x@y>) <a@b>", identifiers: ["a@b"], phrase: "J. Doe"),
    Row(input: "<\"quoted\"@b>", identifiers: ["\"quoted\"@b"]),
    Row(input: "<no-domain>", identifiers: ["no-domain"]),
    Row(input: "my-picture", identifiers: ["my-picture"], flaws: [.missingBracket]),
    Row(input: "two words", identifiers: [], phrase: "two words", flaws: [.empty]),
    Row(input: "", identifiers: [], flaws: [.empty]),
  ]

  @Test(arguments: rows)
  func reads(_ row: Row) {
    let list = MessageIDList(row.input.utf8)
    #expect(list.identifiers == row.identifiers)
    #expect(list.phrase == row.phrase)
    #expect(Set(list.flaws.map(\.kind)) == Set(row.flaws), "\(list.flaws)")
  }

  @Test func listLinks() {
    let links = ListLinks("<mailto:l@x.org?subject=un subscribe> (by mail), <https://x.org/u>".utf8)
    #expect(links.links.map(\.uri) == ["mailto:l@x.org?subject=unsubscribe", "https://x.org/u"])
    #expect(links.links[0].comments == ["by mail"])
    #expect(ListLinks("NO (closed)".utf8).isNo)
    let bare = ListLinks("https://x.org/u".utf8)
    #expect(bare.links.map(\.uri) == ["https://x.org/u"] && bare.flaws.map(\.kind) == [.missingBracket])
    let id = ListID("\"Lena's Personal Joke List\" <lenas-jokes.da39.localhost>".utf8)
    #expect(id.identifier == "lenas-jokes.da39.localhost" && id.name == "Lena's Personal Joke List")
    #expect(ListID("=?utf-8?Q?B=C3=A4r?= <b.x.org>".utf8).name == "Bär")
  }

  @Test func deliveryFields() {
    let final = TypedValue("RFC822; user@example.org".utf8)
    #expect(final.type == "rfc822" && final.value == "user@example.org")
    #expect(TypedValue("smtp; 550 5.1.1 no; such user".utf8).value == "550 5.1.1 no; such user")
    #expect(TypedValue("user@example.org".utf8).flaws.map(\.kind) == [.badParameter])
    #expect(DeliveryStatusCode("5.1.1 (bad mailbox)".utf8)?.description == "5.1.1")
    #expect(DeliveryStatusCode("550 5.1.1".utf8) == nil)
    #expect(DeliveryStatusCode("3.1.1".utf8) == nil)
  }
}
