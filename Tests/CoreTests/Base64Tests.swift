import Core
import Foundation
import Testing

@Suite struct Base64Tests {
  /// The vectors of RFC 4648 §10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func vectors(plain: String, coded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == coded)
    #expect(Base64.decode(Array(coded.utf8)) == Array(plain.utf8))
    #expect(Base64.decode(Array(coded.utf8.filter { $0 != 0x3D })) == Array(plain.utf8))
  }

  @Test func agreesWithFoundation() {
    for count in 0..<200 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
      let coded = Base64.encode(bytes)
      #expect(coded == Data(bytes).base64EncodedString())
      #expect(Base64.decode(Array(coded.utf8)) == bytes)
    }
  }

  @Test(arguments: ["A", "AAAAA", "A===", "=", "AA=A", "AAA==", "AAAA=", "AA-_", "AA A", "Zm9v\n", "Z\u{E9}=="])
  func refuses(text: String) {
    #expect(Base64.decode(Array(text.utf8)) == nil)
  }

  @Test func everyByteOutsideTheAlphabetIsRefused() {
    let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for byte in UInt8.min...UInt8.max {
      let isRead = Base64.decode([0x41, 0x41, 0x41, byte]) != nil
      #expect(isRead == (alphabet.contains(byte) || byte == 0x3D), "\(byte)")
    }
  }
}
