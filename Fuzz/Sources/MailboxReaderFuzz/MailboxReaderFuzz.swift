import Driver
import MIME

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("MailboxReaderFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input. A trap is a find: the reader's own, or a broken promise below.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  for dialect in MailboxDialect.allCases { check(input, dialect) }
  // A file that is larger than the reader's window, so that its edge lies somewhere among the lines.
  if let first = input.first, first < 4 {
    let junk = Array(repeating: UInt8(ascii: "x"), count: (262_144 - 2 * input.count / 3)) + [10]
    check(junk + input, MailboxDialect.allCases[Int(first)])
  }
  _ = try? MailboxDialect.detected(in: MailboxBytes(input))
  return 0
}

/// Messages follow each other in order; what stands between them are empty lines, and what comes out of each is what
/// stands in the file, but for quote marks.
private func check(_ input: [UInt8], _ dialect: MailboxDialect) {
  var reader = MailboxReader(MailboxBytes(input), dialect: dialect)
  var end: Int?
  while true {
    var bytes: [UInt8] = []
    var last = 0
    let entry = try? reader.next { offset, piece in
      precondition(offset >= last, "bytes out of order")
      last = offset + piece.count
      bytes += piece.withUnsafeBufferPointer { Array($0) }
    }
    guard let entry else { break }
    precondition(entry.marker.lowerBound >= end ?? reader.junk && entry.marker.upperBound == entry.range.lowerBound)
    let between = input[(end ?? reader.junk)..<entry.marker.lowerBound]
    precondition(between.allSatisfy { $0 == 10 || $0 == 13 }, "bytes between messages")
    let isQuoted = dialect == .mboxrd || dialect == .mboxcl
    precondition(entry.range.count == bytes.count + (isQuoted ? entry.quotedLines : 0), "bytes lost")
    if !isQuoted { precondition(Array(input[entry.range]) == bytes, "other bytes") }
    end = entry.range.upperBound
  }
  let rest = input[(end ?? input.endIndex)...]
  precondition(rest.allSatisfy { $0 == 10 || $0 == 13 }, "bytes behind the last message")
}
