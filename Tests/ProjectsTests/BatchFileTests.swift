import Core
import Foundation
import Projects
import Testing

@Suite struct BatchFileTests {
  static func batch(_ text: String, separator: String = "*") throws -> BatchFile {
    try BatchFile(Array(text.utf8), file: "batch.csv", separator: separator)
  }

  @Test(arguments: [
    "EmailAddress,UserName,Password,UserRoot\nan@x.example,an,geheim1,/users/an\n",
    "\u{FEFF}userroot;PASSWORD;username;emailaddress\r\n/users/an;geheim1;an;an@x.example\r\n",
    "Email Address\tUser-Name\tPassword\tUser_Root\nan@x.example\tan\tgeheim1\t/users/an",
    "TargetAddress,SourceAddress,SourcePassword,SourceRoot\n an@x.example , an ,geheim1,\"/users/an\"\n",
  ])
  func readsEveryDialect(text: String) throws {
    let batch = try Self.batch(text)
    let row = try #require(batch.rows.first)
    #expect(batch.rows.count == 1 && batch.problems == [] && batch.notes == [])
    #expect(row.address == "an@x.example" && row.userName == "an" && row.userRoot == "/users/an")
    #expect(row.password?.reveal() == "geheim1" && row.targetUser == "an@x.example" && row.admin == nil)
    #expect(row.line == 2)
  }

  @Test func blanksInAPasswordStay() throws {
    let batch = try Self.batch("EmailAddress,UserName,Password\na@x.example,a,\" ge,heim \"\nb@x.example,b,\n")
    #expect(batch.rows.map { $0.password?.reveal() } == [" ge,heim ", nil])
  }

  @Test func unknownColumnsAreSaidOnce() throws {
    let batch = try Self.batch(
      "EmailAddress,UserName,Afdeling,UserName\na@x.example,a,Bakkerij,z\nb@x.example,b,Winkel,z\n")
    #expect(batch.rows.map(\.userName) == ["a", "b"])
    #expect(batch.notes.map(\.code) == ["BATCH-COLUMN"])
    #expect(batch.notes.first?.message.contains("Afdeling, UserName") == true)
  }

  /// As `mailboxes.csv` has them, and as people write them by hand.
  @Test(arguments: [
    ("SourceUser,TargetUser\nan,an@x.example\n", "an@x.example", [String]()),
    ("source user;target user\nan;an.new\n", "an.new", []),
    ("Source,SourceUser,Target,TargetUser\noud,an,nieuw,an@x.example\n", "an@x.example", ["Source", "Target"]),
    ("TargetUser,UserName,EmailAddress\nan.new,an,an@x.example\n", "an@x.example", []),
    ("Source,Target\nan,an@x.example\n", "an@x.example", []),
    ("Name,SourceUser,TargetUser\nAn Peeters,an,an@x.example\n", "an@x.example", ["Name"]),
  ])
  func columnsOfTheProjectsOwnList(text: String, address: String, passedOver: [String]) throws {
    let batch = try Self.batch(text)
    #expect(batch.rows.map(\.userName) == ["an"] && batch.rows.map(\.address) == [address], "\(batch.problems)")
    #expect(batch.notes.map(\.message) == (passedOver.isEmpty ? [] : [Self.passed(passedOver)]))
  }

  private static func passed(_ names: [String]) -> String {
    "\(names.count == 1 ? "this column is" : "these columns are") passed over: \(names.joined(separator: ", "))"
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var row: String
    var place: String
    var says: String
    var testDescription: String { row }
  }

  @Test(arguments: [
    Wrong(row: ",a,geheim1", place: "batch.csv line 3 column EmailAddress", says: "empty"),
    Wrong(row: "a@x.example,,geheim1", place: "batch.csv line 3 column UserName", says: "empty"),
    Wrong(row: "a.x.example,a,geheim1", place: "batch.csv line 3 column EmailAddress", says: "\"a.x.example\""),
    Wrong(row: "a@b@x.example,a,geheim1", place: "batch.csv line 3 column EmailAddress", says: "no address"),
    Wrong(row: "a@x.example,a,ge,heim", place: "batch.csv line 3", says: "4 columns, the header 3"),
    Wrong(row: "GOED@x.example,b,", place: "batch.csv line 3 column EmailAddress", says: "first on line 2"),
    Wrong(row: "a@x.example,a\u{1}b,", place: "batch.csv line 3 column UserName", says: "control"),
  ])
  func aBrokenRowIsNamed(_ wrong: Wrong) throws {
    let batch = try Self.batch("EmailAddress,UserName,Password\ngoed@x.example,goed,geheim1\n\(wrong.row)\n")
    #expect(batch.rows.map(\.address) == ["goed@x.example"] && batch.brokenRows == 1)
    #expect(batch.problems.map(\.place) == [wrong.place])
    #expect(batch.problems.first?.message.contains(wrong.says) == true, "\(batch.problems)")
  }

  @Test(arguments: [
    ("", "batch.csv line 1"), ("EmailAddres,UserName\n", "batch.csv line 1"),
    ("EmailAddress,Password\n", "batch.csv line 1"),
    ("EmailAddress,UserName\n\"a", "batch.csv line 2 column 1"),
  ])
  func noBatchFileAtAll(text: String, place: String) throws {
    let fault = #expect(throws: Fault.self) { try Self.batch(text) }
    #expect(fault?.code == "BATCH-CSV" && fault?.place == place)
  }

  @Test func aMisspeltHeaderIsGuessed() throws {
    let fault = #expect(throws: Fault.self) { try Self.batch("EmailAdress,UserName\n") }
    #expect(fault?.advice.contains("Did you mean it by \"EmailAdress\"?") == true)
  }

  @Test func fiftyThousandRowsAndNotOneMore() throws {
    var text = "EmailAddress,UserName\n"
    for number in 1...50_000 { text += "u\(number)@x.example,u\(number)\n" }
    #expect(try Self.batch(text).rows.count == 50_000)
    let fault = #expect(throws: Fault.self) { try Self.batch(text + "more@x.example,more\n") }
    #expect(fault?.message.contains("50000") == true && fault?.place == "batch.csv line 50002 column 1")
  }

  struct Form: Sendable, CustomTestStringConvertible {
    var userName: String
    var separator = "*"
    var expected: AdminName?
    var testDescription: String { userName }
  }

  @Test(arguments: [
    Form(
      userName: "PEETERS/beheer/an",
      expected: AdminName(form: .exchange, admin: "beheer", user: "an", domain: "PEETERS")),
    Form(userName: "an*postmaster", expected: AdminName(form: .separator, admin: "postmaster", user: "an")),
    Form(
      userName: "an@x.example*postmaster",
      expected: AdminName(form: .separator, admin: "postmaster", user: "an@x.example")),
    Form(userName: "an%root", separator: "%", expected: AdminName(form: .separator, admin: "root", user: "an")),
    Form(userName: "an++root", separator: "++", expected: AdminName(form: .separator, admin: "root", user: "an")),
    Form(
      userName: "#an@x.example#beheer#", expected: AdminName(form: .mirapoint, admin: "beheer", user: "an@x.example")),
    Form(userName: "an@x.example"), Form(userName: "an"), Form(userName: "an/x"), Form(userName: "a/b/c/d"),
    Form(userName: "//an"), Form(userName: "*an"), Form(userName: "a*b*c"), Form(userName: "##an#"),
    Form(userName: "#"),
    Form(userName: "an*root", separator: ""),
  ])
  func recognisesTheForm(_ form: Form) {
    #expect(AdminForm.parse(form.userName, separator: form.separator) == form.expected)
  }

  @Test func namesArePutTogether() {
    typealias Identity = SignInIdentity
    #expect(
      AdminForm.exchange.identity(admin: "beheer", user: "an", domain: "PEETERS")
        == Identity(login: "PEETERS/beheer/an"))
    #expect(AdminForm.exchange.identity(admin: "beheer", user: "an") == Identity(login: "beheer/an"))
    #expect(AdminForm.separator.identity(admin: "root", user: "an") == Identity(login: "an*root"))
    #expect(AdminForm.separator.identity(admin: "root", user: "an", separator: "%") == Identity(login: "an%root"))
    #expect(AdminForm.mirapoint.identity(admin: "root", user: "an@x.example") == Identity(login: "#an@x.example#root#"))
    #expect(AdminForm.authzid.identity(admin: "root", user: "an") == Identity(login: "root", authorization: "an"))
    #expect(
      AdminForm.plain.identity(admin: "root", user: "an", root: "/users/an")
        == Identity(login: "root", root: "/users/an"))
  }

  /// What a form writes, it reads.
  @Test(arguments: [AdminForm.exchange, .separator, .mirapoint])
  func writtenFormsAreRecognised(form: AdminForm) {
    let domain = form == .exchange ? "D" : nil
    let identity = form.identity(admin: "beheer", user: "an@x.example", domain: domain)
    #expect(
      AdminForm.parse(identity.login) == AdminName(form: form, admin: "beheer", user: "an@x.example", domain: domain))
  }
}
