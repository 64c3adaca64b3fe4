import MIME
import Testing

@testable import HeaderAnalysis

/// Headers that nobody writes by accident: bounded, never dropped silently, every statement in its place.
@Suite struct VendorHostileTests {
  @Test(arguments: VendorSample.fields) func everyFieldMayBeCutAnywhere(_ field: String) {
    let bytes = Array(field.utf8)
    for end in 0...bytes.count {
      let cut = Array(bytes[..<end])
      VendorSample.check(VendorSample.statements(cut), in: cut, "cut at \(end): \(field)")
    }
  }

  @Test func anyByteMayBeAnyOther() {
    let seed = UInt64.random(in: 1...UInt64.max)
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let odd: [UInt8] = [0, 9, 10, 13, 27, 32, 34, 40, 41, 44, 58, 59, 60, 61, 62, 91, 92, 93, 124, 127, 128, 192, 255]
    for field in VendorSample.fields {
      for _ in 0..<40 {
        var bytes = Array(field.utf8)
        for _ in 0...next(4) { bytes[next(bytes.count)] = odd[next(odd.count)] }
        VendorSample.check(VendorSample.statements(bytes), in: bytes, "seed \(seed): \(field)")
      }
    }
  }

  @Test(arguments: [
    ("X-Forefront-Antispam-Report: ", "A:1;"), ("X-Proofpoint-Spam-Details: ", "a=1 "),
    ("X-Spamd-Result: ", "A(1)[x];"),
    ("X-Spamd-Result: ", "("), ("X-Spamd-Result: ", "A(1)["), ("X-Rspamd-Report: ", "[]():"),
    ("X-Spam-Status: ", "tests=A,"),
    ("X-Spam-Status: ", "a=b "), ("X-Spam-Status: Yes, tests=", "AB,"), ("List-Unsubscribe: ", "<https:a>,"),
    ("List-Unsubscribe: ", "("), ("X-Auto-Response-Suppress: ", "DR,"), ("Feedback-ID: ", ":"), ("Thread-Index: ", "A"),
    ("X-MS-Exchange-Transport-EndToEndLatency: ", "0:"), ("X-Spam-Level: ", "*"),
    ("X-Gm-Message-State: ", "=?utf-8?q?a?= "),
  ]) func aHugeFieldSaysABoundedAmount(_ start: String, _ piece: String) {
    let bytes = Array((start + String(repeating: piece, count: 900_000 / piece.utf8.count)).utf8)
    let said = VendorSample.statements(bytes)
    #expect((1...FieldReader.mostReadings + 1).contains(said.count))
    #expect(said.last?.meaning.contains("left out") == true)
    VendorSample.check(said, in: bytes, start + piece)
  }

  @Test func aHugeHeaderSaysABoundedAmount() {
    let field = "X-Forefront-Antispam-Report: " + String(repeating: "SFV:SPM;", count: 100) + "\r\n"
    let said = VendorSample.statements(String(repeating: field, count: 500))
    #expect(said.count <= VendorReports.mostStatements + 600)
    #expect(said.contains { $0.subject == "Fields of filters" && $0.weight == .warning })
  }

  @Test func valuesHoldNothingATerminalObeys() {
    let said = VendorSample.statements("X-Rspamd-Server: a\u{1B}[31mb\u{7}\u{9B}c")
    #expect(said.first?.value == "a\u{FFFD}[31mb\u{FFFD}\u{FFFD}c")
  }

  @Test func aNameLongerThanAnyServiceWritesIsLeftAlone() {
    #expect(VendorSample.statements("X-MS-Exchange-" + String(repeating: "a", count: 5_000) + ": 1").isEmpty)
  }
}
