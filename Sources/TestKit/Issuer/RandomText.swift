/// Names and codes that nobody guesses.
enum RandomText {
  static func guid() -> String {
    let digits = hex(32)
    let cuts = [0, 8, 12, 16, 20, 32]
    return zip(cuts, cuts.dropFirst()).map { String(Array(digits)[$0..<$1]) }.joined(separator: "-")
  }

  static func hex(_ count: Int) -> String { text(count, of: "0123456789abcdef") }

  /// As long as the codes and tokens that real issuers give.
  static func code(_ count: Int = 64) -> String {
    text(count, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
  }

  /// Without letters that are taken for others.
  static func userCode() -> String { text(9, of: "BCDFGHJKLMNPQRSTVWXZ23456789") }

  private static func text(_ count: Int, of letters: String) -> String {
    let letters = Array(letters)
    return String((0..<count).map { _ in letters[Int.random(in: letters.indices)] })
  }
}
