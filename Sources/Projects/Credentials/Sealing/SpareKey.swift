import Core

/// A key that files beside the store may still be sealed with. It lies in the store, sealed with the new passphrase, from
/// the moment that passphrase is the store's until the last file has followed.
struct SpareKey: Sendable, Hashable {
  var cost: SealCost
  /// 16 bytes.
  var salt: [UInt8]
  /// 16 bytes.
  var check: [UInt8]
  /// 32 bytes.
  var key: [UInt8]

  /// No credential's name begins so.
  static let mark = "#earlier-key\t"

  /// `#earlier-key TAB ROUNDS TAB LANES TAB SALT TAB CHECK TAB KEY`, without a line end.
  var line: String {
    Self.mark
      + (["\(cost.rounds)", "\(cost.lanes)"] + [salt, check, key].map { Base64.encode($0) }).joined(separator: "\t")
  }

  init(cost: SealCost, salt: [UInt8], check: [UInt8], key: [UInt8]) {
    (self.cost, self.salt, self.check, self.key) = (cost, salt, check, key)
  }

  /// Nil when `line` is none.
  init?(_ line: ArraySlice<UInt8>) {
    guard line.starts(with: Self.mark.utf8) else { return nil }
    let words = line.dropFirst(Self.mark.utf8.count).split(separator: 0x09, omittingEmptySubsequences: false)
    guard words.count == 5, let rounds = Int(String(decoding: words[0], as: UTF8.self)),
      let lanes = Int(String(decoding: words[1], as: UTF8.self)), let salt = Base64.decode(words[2]), salt.count == 16,
      let check = Base64.decode(words[3]), check.count == 16, let key = Base64.decode(words[4]), key.count == 32
    else { return nil }
    self.init(cost: SealCost(rounds: rounds, lanes: lanes), salt: salt, check: check, key: key)
    // Any other spelling of the same values is not ours.
    guard line.elementsEqual(self.line.utf8) else { return nil }
  }
}
