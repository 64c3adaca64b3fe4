import Core
import Crypto
import FoundationEssentials

/// How much work making a key from a passphrase is: scrypt, RFC 7914 §2, with r = 8.
struct SealCost: Sendable, Hashable {
  /// N = 2^`rounds`; memory is 2^(`rounds` + 10) bytes.
  var rounds: Int
  /// p.
  var lanes: Int

  /// 128 MiB and a fraction of a second, for whoever guesses as well.
  static let standard = SealCost(rounds: 17, lanes: 1)
  static let blockSize = 8

  /// What is accepted from a file: up to 512 MiB, and no more work than sixteen times our own.
  var isAcceptable: Bool { (10...19).contains(rounds) && (1...4).contains(lanes) }
}

/// The first line of a sealed file. It is authenticated with what follows, the ciphertext and its tag.
///
/// `postduif-sealed 1 scrypt ROUNDS LANES SALT CHECK chacha20-poly1305 NONCE SUM`, bytes in base64.
struct SealHead: Sendable, Hashable {
  var cost: SealCost
  /// 16 bytes.
  var salt: [UInt8]
  /// 16 bytes made from the passphrase beside the key: tells a wrong passphrase from a damaged file, and a guesser no
  /// more than the tag does.
  var check: [UInt8]
  /// 12 bytes.
  var nonce: [UInt8]

  static let byteLimit = 256
  private static let mark = "postduif-sealed "
  private static let version = "1"

  /// Whether these bytes are those of a sealed file.
  static func begins(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: mark.utf8) }

  /// With its line end.
  var line: [UInt8] {
    let words = [
      Self.version, "scrypt", "\(cost.rounds)", "\(cost.lanes)", Base64.encode(salt), Base64.encode(check),
      "chacha20-poly1305", Base64.encode(nonce),
    ]
    let text = Self.mark + words.joined(separator: " ")
    return Array("\(text) \(Self.sum(text))\n".utf8)
  }

  init(cost: SealCost, salt: [UInt8], check: [UInt8], nonce: [UInt8]) {
    (self.cost, self.salt, self.check, self.nonce) = (cost, salt, check, nonce)
  }

  /// The head that `bytes` begin with. Throws `CREDENTIAL-VERSION` for a later kind of sealing and `CREDENTIAL-FILE` for
  /// what cannot be a head, a key that would cost too much to make among it.
  init(_ bytes: some Sequence<UInt8>, path: String) throws(Fault) {
    let line = Array(bytes.prefix(Self.byteLimit).prefix { $0 != 0x0A })
    let words = String(decoding: line, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
    if words.count > 1, words[1] != Self.version, let later = Int(words[1]), later > 1 {
      throw Fault(
        "CREDENTIAL-VERSION", "the file was sealed by a later version of this program", place: path,
        recovery: .stopRun, advice: "Use that version: postduif version")
    }
    guard words.count == 10, words[2] == "scrypt", words[7] == "chacha20-poly1305",
      Self.sum(words.dropLast().joined(separator: " ")) == words[9], let rounds = Int(words[3]),
      let lanes = Int(words[4]), let salt = Base64.decode(Array(words[5].utf8)), salt.count == 16,
      let check = Base64.decode(Array(words[6].utf8)), check.count == 16,
      let nonce = Base64.decode(Array(words[8].utf8)), nonce.count == 12
    else { throw Self.damaged("the first line of the sealed file is damaged", path) }
    self.init(cost: SealCost(rounds: rounds, lanes: lanes), salt: salt, check: check, nonce: nonce)
    guard cost.isAcceptable else {
      throw Self.damaged("the file asks for more work to open it than this program ever asks for", path)
    }
    // Any other spelling of the same values is not ours, and would not pass the authentication either.
    guard self.line.dropLast() == line[...] else { throw Self.damaged("the first line is damaged", path) }
  }

  static func damaged(_ message: String, _ path: String) -> Fault {
    Fault(
      "CREDENTIAL-FILE", message, place: path, recovery: .stopRun,
      advice: "Put a backup in its place, or move it away and set the credentials again")
  }

  /// Against accidents only; the tag is against intent.
  private static func sum(_ text: String) -> String {
    Base64.encode(Array(SHA256.hash(data: Array(text.utf8)).prefix(6)))
  }
}
