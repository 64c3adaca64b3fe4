import MIME
import Testing

/// Every parser on cut and hostile fields: nothing traps, nothing takes more than linear time.
@Suite struct HostileValueTests {
  /// All parsers of values, each giving the flaws it told.
  static let parsers: [(name: String, read: @Sendable ([UInt8]) -> [FieldFlaw])] = [
    ("HeaderText", { HeaderText($0).flaws }), ("AddressList", { AddressList($0).flaws }),
    ("MailDate", { MailDate($0).flaws }), ("MessageIDList", { MessageIDList($0).flaws }),
    ("ContentType", { ContentType($0).flaws }), ("ContentDisposition", { ContentDisposition($0).flaws }),
    ("ReceivedField", { ReceivedField($0).flaws }),
    ("AuthenticationResults", { AuthenticationResults($0).flaws }),
    ("ReceivedSPF", { ReceivedSPF($0).flaws }),
    ("TagList", { TagList($0).flaws }), ("ReportList", { ReportList($0).flaws }),
    ("ListLinks", { ListLinks($0).flaws }), ("ListID", { ListID($0).flaws }),
    ("SpamStatus", { SpamStatus($0).flaws }), ("TypedValue", { TypedValue($0).flaws }),
    ("DeliveryStatusCode", { DeliveryStatusCode($0) == nil ? [FieldFlaw(.empty, at: 0)] : [] }),
  ]

  static let fields: [String] =
    [
      "from a.example (b.example [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)) by c (Postfix) with ESMTPS id 1 for <d@e>; Mon, 23 Nov 2026 10:00:00 +0100 (CET)",
      "mx.example; spf=pass (sender \"x\") smtp.mailfrom=a@b; dkim=fail reason=\"bad (signature)\" header.d=c.example; dmarc=none",
      "\"A \\\" B\" <a@b.c>, G: =?utf-8?Q?J=C3=BC?= <d@[1.2.3.4]>, (x (y) z) e@f;; <@r,@s:t@u>",
      "text/plain; charset*0*=utf-8''a%C3; charset*1*=%BC; name=\"=?utf-8?B?w7w=?=\"; x=y z (w); boundary=\"a\\\"b\"",
      "=?utf-8?Q?J=C3=BC?= =?iso-2022-jp?B?GyRCJDMkcw==?= =?utf-8?B?w7w= raw \u{FC} =?x?Q?",
      "Yes, score=5.1 required=5.0 tests=[A=1,B=-2] autolearn=no version=3.4",
      "pass (x) client-ip=1.2.3.4; helo=\"a b\";",
      "<mailto:a@b> (c), <https://d> (e", "v=1; a=rsa-sha256; b=ab cd; h=a:b", "rfc822; a@b", "5.1.1 (x)",
    ] + DateTests.rows.map(\.input) + AddressTests.rows.map(\.input)

  /// A bounded number of flaws, all of them at places of the field.
  private static func isInside(_ read: ([UInt8]) -> [FieldFlaw], _ field: [UInt8]) -> Bool {
    let flaws = read(field)
    return flaws.count <= 64 && flaws.allSatisfy { (0...field.count).contains($0.offset) }
  }

  @Test(arguments: parsers.indices)
  func everyCut(_ index: Int) {
    let read = Self.parsers[index].read
    for field in Self.fields {
      let bytes = Array(field.utf8)
      let wrong = (0...bytes.count).filter { cut in
        !Self.isInside(read, Array(bytes[..<cut])) || !Self.isInside(read, Array(bytes[cut...]))
      }
      #expect(wrong.isEmpty, "\(field)")
    }
  }

  @Test(arguments: parsers.indices)
  func anyBytes(_ index: Int) {
    var random = SplitMix(seed: 0x9E37 + UInt64(index))
    let alphabet = Array("()<>@,;:\\\".[]=?*'% \r\n\tQqBb=?utf-8?aA0129%C3".utf8) + [0x00, 0x1B, 0x80, 0xC3, 0xFF]
    for _ in 0..<400 {
      let count = Int(random.next() % 60)
      let field = (0..<count).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
      #expect(Self.isInside(Self.parsers[index].read, field), "\(field)")
    }
  }

  /// One thing over and over, opened and never closed. A parser that looks for each end anew would not come back in
  /// any time a run allows.
  @Test(arguments: [
    "(", ")", "((a) ", "<", ">", "<,", ",", ";", ":", "\"", "\\", "\"\\", "@", "a@", "a b", "[", "[a", "=?", "=?a?Q?",
    "=?a?Q?x", "=?a?Q? ", "=?utf-8?B?w7w=?= ", "=?utf-8?Q?=C3", "a=", "a=b;", "a*0=b;", "a*=b;", "x (a) ", "a=\"b\"c ",
    "?=", "=", "%", "a:", "a.", ".", "0", "0:", "by ", "from ", "(from ", "a=b (", "1.1.1.1 ", "'", "\r\n ", "\u{FC}",
  ])
  func nothingButPieces(_ piece: String) {
    let unit = Array(piece.utf8)
    var field: [UInt8] = []
    while field.count < 1 << 15 { field += unit }
    for parser in Self.parsers { #expect(Self.isInside(parser.read, field), "\(parser.name)") }
  }

  /// One thing over and over, and then another: what the first left open must not be looked at again for each second.
  @Test(arguments: ["(", "<", ",", ":", "\"", "@", "a ", "=?a?Q?x", "a=", "(a) ", "[", "<a> "])
  func piecesBehind(_ first: String) {
    for second in ["(", ">", ",", ":", ";", "\"", "@", "a ", "=?a?Q? ", "=", "%"] {
      var field: [UInt8] = []
      while field.count < 1 << 12 { field += first.utf8 }
      while field.count < 1 << 13 { field += second.utf8 }
      for parser in Self.parsers { #expect(Self.isInside(parser.read, field), "\(parser.name)") }
    }
  }

  /// Base64 cut so that no word ends with a whole group.
  @Test func wordsThatNeverEndAGroup() {
    var field = Array("=?utf-8?B?w?= ".utf8)
    while field.count < 1 << 16 { field += "=?utf-8?B?w7w7?= ".utf8 }
    #expect(HeaderText(field).text.utf8.count < field.count)
  }
}

/// A small generator whose seed repeats a run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
