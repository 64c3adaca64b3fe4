import Crypto

/// Digests as reference files hold them: small hexadecimal digits.
public enum Digest {
  public static func sha256(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
