import Foundation
import MIME
import TestKit
import Testing

/// Every file of the message suites: all bytes are accounted for, and the same however they are cut.
@Suite struct RoundTripTests {
  @Test func everyByteOfEveryFile() throws {
    guard let folder = SharedSuites.mime() else { return }
    var files = 0
    var cutFiles = 0
    let walk = try #require(FileManager.default.enumerator(atPath: folder))
    for case let name as String in walk {
      var isFolder: ObjCBool = false
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      let bytes = try SharedSuites.bytes(path)
      files += 1
      let whole = try MessageOutcome(whole: bytes)
      #expect(!whole.isBroken && whole.accounted == bytes, "\(name)")
      #expect(MessageEdit(Message(bytes)).bytes == bytes, "\(name)")
      let pieces = try MessageOutcome(of: bytes, cuts: Array(stride(from: 1, to: bytes.count, by: 977)))
      #expect(pieces == whole, "\(name), in pieces of 977 bytes")
      guard bytes.count < 6_000 else { continue }
      cutFiles += 1
      let single = try MessageOutcome(of: bytes, cuts: Array(0..<bytes.count))
      #expect(single == whole, "\(name), byte by byte")
      guard bytes.count < 1_500 else { continue }
      for cut in 0..<bytes.count {
        let outcome = try MessageOutcome(of: bytes, cuts: [cut])
        if outcome != whole {
          Issue.record("\(name), cut at \(cut)")
          break
        }
      }
    }
    print("round trip: \(files) files, \(cutFiles) of them byte by byte")
    #expect(files > 700)
  }
}
