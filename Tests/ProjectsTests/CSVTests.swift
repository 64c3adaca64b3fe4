import Testing

@testable import Projects

@Suite struct CSVTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var text: String
    var header: [String] = []
    var records: [[String]] = []
    var lines: [Int]?
    var broken: CSV.Broken?
    var testDescription: String { text.debugDescription }
  }

  static let rows: [Row] = [
    Row(text: "a,b\n1,2\n", header: ["a", "b"], records: [["1", "2"]], lines: [2]),
    Row(text: "a,b\r\n1,2\r\n3,4", header: ["a", "b"], records: [["1", "2"], ["3", "4"]], lines: [2, 3]),
    Row(text: "a,b\r1,2\r", header: ["a", "b"], records: [["1", "2"]], lines: [2]),
    Row(text: "\u{FEFF}a;b\n1,5;2\n", header: ["a", "b"], records: [["1,5", "2"]]),
    Row(text: "a\tb\n1\t2;3,4\n", header: ["a", "b"], records: [["1", "2;3,4"]]),
    Row(text: "\"a,x;y;z\",b\n1,2\n", header: ["a,x;y;z", "b"], records: [["1", "2"]]),
    Row(
      text: "a,b\n\"x \"\"y\"\"\nz\",\"\"\n3,4\n", header: ["a", "b"], records: [["x \"y\"\nz", ""], ["3", "4"]],
      lines: [2, 4]),
    Row(text: "a,b\n\n,\n1,\n ,2\n", header: ["a", "b"], records: [["1", ""], [" ", "2"]], lines: [4, 5]),
    Row(text: " a , b \n1,2", header: ["a", "b"], records: [["1", "2"]]),
    Row(text: "a,b\n1,2,3\n4\n", header: ["a", "b"], records: [["1", "2", "3"], ["4"]]),
    Row(text: "", header: []),
    Row(text: "\n\n", header: []),
    Row(text: "a\n\"open\n\n", broken: CSV.Broken(line: 2, column: 1, message: "a quote is opened and never closed")),
    Row(text: "a,b\n1,\"x\"y\n", broken: CSV.Broken(line: 2, column: 2, message: "text stands behind a closing quote")),
    Row(text: "a\n1\n2\n3\n4\n5\n", broken: CSV.Broken(line: 6, column: 1, message: "the file has more than 4 rows")),
  ]

  @Test(arguments: rows)
  func reads(_ row: Row) throws {
    if let broken = row.broken {
      #expect(throws: broken) { try CSV.read(Array(row.text.utf8), limit: 4) }
      return
    }
    let csv = try CSV.read(Array(row.text.utf8), limit: 4)
    #expect(csv.header == row.header)
    #expect(csv.records.map(\.fields) == row.records)
    if let lines = row.lines { #expect(csv.records.map(\.line) == lines) }
  }

  @Test func bytesThatAreNotUTF8() {
    #expect(throws: CSV.Broken(line: 2, column: 2, message: "this is not UTF-8; save the file as CSV UTF-8")) {
      try CSV.read(Array("a,b\n1,".utf8) + [0xE9, 0x0A], limit: 4)
    }
    #expect(throws: CSV.Broken.self) { try CSV.read([0xFF, 0xFE, 0x61, 0x00], limit: 4) }
  }

  @Test func cutAtEveryByte() {
    let bytes = Array("a;\"b\"\r\n\"x;\"\"y\"\"\r\nz\";é\r\n".utf8)
    for end in bytes.indices { _ = try? CSV.read(Array(bytes[..<end]), limit: 10) }
  }

  @Test(arguments: 0..<40)
  func whatIsWrittenIsReadBack(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let letters = Array("a,;\t\"\n\r é=")
    let delimiter: UInt8 = [0x2C, 0x3B, 0x09][seed % 3]
    let fields = (0..<3).map { _ in
      String(
        (0..<Int.random(in: 0...6, using: &generator)).compactMap { _ in letters.randomElement(using: &generator) })
    }
    let header = CSV.text(["one", "two", "three"], delimiter: delimiter)
    let csv = try CSV.read(Array((header + CSV.text(["x"] + fields, delimiter: delimiter)).utf8), limit: 4)
    #expect(csv.records.map(\.fields) == [["x"] + fields], "seed \(seed)")
  }
}
