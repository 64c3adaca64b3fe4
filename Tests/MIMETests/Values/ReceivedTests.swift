import Core
import MIME
import Testing

/// Received fields of products not in the vectors, and what those leave out.
@Suite struct ReceivedTests {
  @Test func exchangeOnline() {
    let value = ReceivedField(
      "from A.EURPRD01.PROD.OUTLOOK.COM (2603:10a6:10:1::1) by\r\n B.EURPRD01.PROD.OUTLOOK.COM (2603:10a6:10:2::2) with Microsoft SMTP Server\r\n (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9000.1; Mon, 23 Nov 2026\r\n 10:00:00 +0000"
        .utf8)
    #expect(value.from == "A.EURPRD01.PROD.OUTLOOK.COM" && value.fromAddress == "2603:10a6:10:1::1")
    #expect(value.by == "B.EURPRD01.PROD.OUTLOOK.COM" && value.byAddress == "2603:10a6:10:2::2")
    #expect(value.with == "Microsoft SMTP Server" && value.id == "15.20.9000.1")
    #expect(value.tls?.version == "TLS 1.3" && value.tls?.cipher == "TLS_AES_256_GCM_SHA384" && value.tls?.bits == nil)
    #expect(value.date?.time?.rfc3339 == "2026-11-23T10:00:00+00:00" && value.flaws.isEmpty)
  }

  @Test func gmail() {
    let value = ReceivedField(
      "from mail.x.org (mail.x.org. [192.0.2.7])\r\n by mx.google.com with ESMTPS id a1si2.3.2026\r\n for <u@gmail.com>\r\n (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128);\r\n Mon, 23 Nov 2026 02:00:00 -0800 (PST)"
        .utf8)
    #expect(value.reverseName == "mail.x.org." && value.fromAddress == "192.0.2.7" && value.recipient == "u@gmail.com")
    #expect(value.tls?.bits == 128)
  }

  @Test func eximOfToday() {
    let value = ReceivedField(
      "from [192.0.2.9] (helo=laptop)\r\n by mx.x.org with esmtpsa (TLS1.3) tls TLS_AES_256_GCM_SHA384\r\n (Exim 4.96)\r\n (envelope-from <a@x.org>)\r\n id 1a-2b-3c\r\n for b@y.org;\r\n Mon, 23 Nov 2026 10:00:00 +0000"
        .utf8)
    #expect(value.helo == "laptop" && value.envelopeSender == "a@x.org" && value.recipient == "b@y.org")
    #expect(value.tls?.version == "TLS 1.3" && value.id == "1a-2b-3c")
  }

  @Test func sendmail() {
    let value = ReceivedField(
      "from c.x.org (u@c.x.org [192.0.2.3] (may be forged))\r\n (authenticated bits=0)\r\n by s.x.org (8.17.1/8.17.1) with ESMTPSA id 5A\r\n (version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 verify=NO);\r\n Mon, 23 Nov 2026 10:00:00 GMT"
        .utf8)
    #expect(value.user == "u@c.x.org" && value.fromAddress == "192.0.2.3")
    #expect(
      value.tls == ReceivedField("from a by b (version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256)".utf8).tls)
    #expect(value.tls?.bits == 256)
  }

  @Test func notesAndQmail() {
    let notes = ReceivedField(
      "from hub.x.org ([192.0.2.4]) by smtp.x.org (Lotus Domino Release 8.5.3) with ESMTP id 2026112310000000-5 ; Mon, 23 Nov 2026 10:00:00 +0100"
        .utf8)
    #expect(
      notes.id == "2026112310000000-5" && notes.comments.last == "Lotus Domino Release 8.5.3" && notes.date?.time != nil
    )
    let qmail = ReceivedField("from unknown (HELO mx) (192.0.2.5) by x.org with SMTP; 23 Nov 2026 10:00:00 -0000".utf8)
    #expect(qmail.from == "unknown" && qmail.helo == "mx" && qmail.fromAddress == "192.0.2.5")
    let local = ReceivedField("(qmail 1 invoked by uid 0); 23 Nov 2026 10:00:00 -0000".utf8)
    #expect(local.from == nil && local.comments == ["qmail 1 invoked by uid 0"] && local.date?.time != nil)
  }

  @Test func postfixWithGnuTLSAndBytes() {
    let exim = ReceivedField(
      "from a by b with esmtps (TLS-1.0:RSA_AES_256_CBC_SHA:32) (Exim 4.50) id 1; 1 Jan 2006 00:00:00 +0000".utf8)
    #expect(exim.tls?.bits == 256)
    let postfix = ReceivedField(
      "from a (a.x [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) server-signature RSA-PSS (2048 bits)) by b (Postfix) with ESMTPS id 1; 1 Jan 2026 00:00:00 +0000"
        .utf8)
    #expect(postfix.tls?.bits == 256 && postfix.tls?.version == "TLS 1.3")
  }

  @Test func smailAndBrokenComments() {
    let smail = ReceivedField(
      "by a.x (Smail3.1)\r\n from b.x (192.0.2.1) with smtp id <1>; Mon, 23 Dec 96 00:07 MET".utf8)
    #expect(smail.from == "b.x" && smail.fromAddress == "192.0.2.1" && smail.by == "a.x" && smail.with == "smtp")
    let broken = ReceivedField("from a.x (by b.x (8.12) with ESMTP id 1; Mon, 23 Dec 1996 00:07 +0100".utf8)
    #expect(broken.by == "b.x" && broken.flaws.map(\.kind) == [.unclosedComment])
    #expect(ReceivedField("by 192.0.2.2 with HTTP; 1 Jan 2026 00:00:00 +0000".utf8).byAddress == "192.0.2.2")
  }

  @Test func flaws() {
    #expect(ReceivedField("".utf8).flaws.map(\.kind) == [.badDate, .empty])
    #expect(ReceivedField("from a by b".utf8).flaws == [FieldFlaw(.badDate, at: 11)])
    let noSemicolon = ReceivedField("from a by b Mon, 23 Nov 2026 10:00:00 +0000".utf8)
    #expect(noSemicolon.date?.time != nil && noSemicolon.flaws.map(\.kind) == [.wrongSeparator])
    #expect(ReceivedField("from a by b; nonsense".utf8).date?.time == nil)
  }
}
