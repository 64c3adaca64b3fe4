import MIME
import TestKit
import Testing

/// Authentication-Results, Received-SPF, tag lists and reports, as servers write them.
@Suite struct AuthenticationFieldTests {
  struct Row: CustomTestStringConvertible {
    var input: String
    var value: String
    var flaws: [FieldFlaw.Kind] = []
    var testDescription: String { input }
  }

  static let rows: [Row] = [
    // RFC 8601 Appendix B
    Row(input: "example.org 1; none", value: "example.org"),
    Row(
      input: "example.com;\r\n spf=pass smtp.mailfrom=example.net",
      value: "example.com | spf=pass smtp.mailfrom=example.net"),
    Row(
      input:
        "example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n spf=pass smtp.mailfrom=example.net",
      value: "example.com | auth=pass smtp.auth=sender@example.net | spf=pass smtp.mailfrom=example.net"),
    Row(
      input: "example.com; dkim=pass reason=\"good signature\" header.i=@mail-router.example.net",
      value: "example.com | dkim=pass reason=good signature header.i=@mail-router.example.net"),
    Row(
      input:
        "foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n policy (A dot can go here) . (like that) expired\r\n (this surprised me) = (as I wasn't expecting it) 1362471462",
      value: "foo.example.net | dkim=fail policy.expired=1362471462"),
    // Exchange Online
    Row(
      input:
        "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=contoso.com; dkim=pass (signature was verified)\r\n header.d=contoso.com;dmarc=pass action=none\r\n header.from=contoso.com;compauth=pass reason=100",
      value:
        "- | spf=pass smtp.mailfrom=contoso.com | dkim=pass header.d=contoso.com | dmarc=pass action=none header.from=contoso.com | compauth=pass reason=100"
    ),
    Row(
      input: "dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=a.b;",
      value: "- | dkim=none header.d=none | dmarc=none action=none header.from=a.b"),
    // ARC
    Row(input: "i=2; mx.google.com; arc=pass (i=1 spf=pass); spf=fail", value: "mx.google.com | arc=pass | spf=fail"),
    Row(input: "i=1; spf=pass smtp.mailfrom=a.b", value: "- | spf=pass smtp.mailfrom=a.b"),
    // Versions, quotes, wrong characters
    Row(input: "x 1; dkim/1=pass header.b=\"a/b+c\"", value: "x | dkim=pass header.b=a/b+c"),
    Row(input: "x; dkim=pass header.b=a/b+c=", value: "x | dkim=pass header.b=a/b+c=", flaws: [.unquotedValue]),
    Row(input: "x; spf=pass smtp.mailfrom=\"a b\"@c.d", value: "x | spf=pass smtp.mailfrom=a b@c.d"),
    Row(input: "example/net; dkim=pass", value: "example/net | dkim=pass", flaws: [.unexpected]),
    Row(input: "x; dkim=pass ((unclosed", value: "x | dkim=pass", flaws: [.unclosedComment, .badParameter]),
    Row(input: "x; dkim pass", value: "x", flaws: [.badParameter, .unexpected, .empty]),
    Row(input: "x", value: "x", flaws: [.empty]),
    Row(input: "", value: "-", flaws: [.empty]),
  ]

  @Test(arguments: rows)
  func results(_ row: Row) {
    let value = AuthenticationResults(row.input.utf8)
    #expect(FieldText.text(value) == row.value)
    #expect(Set(value.flaws.map(\.kind)) == Set(row.flaws), "\(value.flaws)")
  }

  @Test func detailsOfResults() {
    let value = AuthenticationResults("i=3; x 1; spf=pass (sender (\\\"a\\\")) smtp.mailfrom=a@b; dkim/2=fail".utf8)
    #expect(value.instance == 3 && value.version == 1)
    #expect(value.results[0].comments == ["sender (\"a\")"])
    #expect(value.results[0]["smtp", "mailfrom"] == "a@b")
    #expect(value.results[1].methodVersion == 2)
  }

  @Test func receivedSPF() {
    let google = ReceivedSPF(
      "pass (google.com: domain of a@b.c designates 192.0.2.1 as permitted sender) client-ip=192.0.2.1;".utf8)
    #expect(google.result == "pass" && google["client-ip"] == "192.0.2.1" && google.flaws.isEmpty)
    #expect(google.comment == "google.com: domain of a@b.c designates 192.0.2.1 as permitted sender")
    let exchange = ReceivedSPF(
      "SoftFail (protection.outlook.com: domain of x) receiver=protection.outlook.com; client-ip=2001:db8::1;\r\n helo=m.x; pr=C"
        .utf8)
    #expect(exchange.result == "softfail" && exchange["client-ip"] == "2001:db8::1" && exchange["pr"] == "C")
    let quoted = ReceivedSPF("pass identity=mailfrom; envelope-from=\"a b\"@c; helo=<x>".utf8)
    #expect(quoted["helo"] == "x")
  }

  @Test func tagLists() {
    let list = TagList("v=1; a=rsa-sha256;\r\n h=From: To;\r\n b=ab\r\n cd=; v=2; odd; =x".utf8)
    #expect(
      list["v"] == "1" && list["a"] == "rsa-sha256" && list.compact("h") == "From:To" && list.compact("b") == "abcd=")
    #expect(list.flaws.map(\.kind) == [.duplicate, .badParameter, .badParameter])
  }

  @Test func reports() {
    let report = ReportList(
      "CIP:2001:db8::1;CTRY:US;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:mail.x.org;PTR:mail.x.org;CAT:NONE;SFS:(1)(2);DIR:INB;"
        .utf8)
    #expect(report["cip"] == "2001:db8::1" && report["SRV"] == "" && report["SFS"] == "(1)(2)" && report.flaws.isEmpty)
    #expect(report.entries.map(\.key).last == "DIR")
    #expect(ReportList("BCL:0;ARA:13230040|1800799024;".utf8)["ARA"] == "13230040|1800799024")
    #expect(ReportList("odd;A:1".utf8).flaws.map(\.kind) == [.badParameter])
  }

  @Test func spamStatus() {
    let plain = SpamStatus(
      "No, score=-1.9 required=5.0 tests=BAYES_00,\r\n\tDKIM_SIGNED autolearn=ham version=3.4.2".utf8)
    #expect(plain.isSpam == false && plain.score == -1.9 && plain.required == 5)
    #expect(plain.tests.map(\.name) == ["BAYES_00", "DKIM_SIGNED"])
    #expect(plain.pairs.map(\.name) == ["score", "required", "tests", "autolearn", "version"])
    let amavis = SpamStatus("Yes, score=7.2 tagged_above=2 required=6.2 tests=[A=1.5,\r\n B=-0.1] autolearn=no".utf8)
    #expect(amavis.isSpam == true && amavis.tests.map(\.points) == [1.5, -0.1])
    #expect(SpamStatus("No, hits=0.5 required=5.0".utf8).score == 0.5)
    #expect(SpamStatus("tests=none".utf8).tests.isEmpty)
  }
}
