import Core
import Foundation
import Testing

@Suite struct MachineTextTests {
  @Test func jsonIsReadByOthers() throws {
    let value: JSONValue = [
      "text": .string("a\"b\\c\n</script>\u{1F}\u{2028}é日"), "number": .init(-12), "half": .double(0.5),
      "none": .double(.infinity), "list": .array([.bool(true), .null]), "empty": .object([]),
    ]
    for pretty in [false, true] {
      let text = value.text(pretty: pretty)
      #expect(!text.contains("<"))
      let read = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(read["text"] as? String == "a\"b\\c\n</script>\u{1F}\u{2028}é日")
      #expect(read["number"] as? Int == -12)
      #expect(read["half"] as? Double == 0.5)
      #expect(read["none"] is NSNull)
    }
  }

  @Test func membersKeepTheirOrder() {
    #expect((["b": .init(1), "a": .init(2)] as JSONValue).text() == #"{"b":1,"a":2}"#)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a;b", "\"a;b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("=1+1", "'=1+1"), ("+31", "'+31"),
    ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"), ("=a,b", "\"'=a,b\""), ("two\nlines", "\"two\nlines\""),
  ])
  func cells(text: String, field: String) {
    #expect(CSVText.row([.text(text), .init(-5), .empty]) == "\(field),-5,\r\n")
  }

  @Test func aSecretWithAwkwardCharactersIsFoundBeforeQuoting() {
    _ = Secret("p\"l&a<nted")
    #expect(JSONValue.string("x p\"l&a<nted y").text() == #""x (secret) y""#)
    #expect(CSVText.row([.text("p\"l&a<nted")]) == "(secret)\r\n")
  }
}
