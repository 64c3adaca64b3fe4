import Core

extension RawIMAP {
  /// Signs in with a token, in the words of the mechanism: `XOAUTH2` or `OAUTHBEARER`. RFC 7628 §3.1. What the server says
  /// of a token it refuses is acknowledged and thrown with its NO.
  public func authenticate(_ mechanism: String, user: String, token: String) throws {
    let text =
      mechanism == "XOAUTH2"
      ? "user=\(user)\u{1}auth=Bearer \(token)\u{1}\u{1}" : "n,a=\(user),\u{1}auth=Bearer \(token)\u{1}\u{1}"
    let tag = try begin(Array("AUTHENTICATE \(mechanism) \(Base64.encode(Array(text.utf8)))".utf8))
    var reason = ""
    do {
      _ = try finish(tag) { line in
        guard line.text.first == 0x2B else { return }
        reason = String(decoding: Base64.decode(line.text.dropFirst(2).filter { $0 > 0x20 }) ?? [], as: UTF8.self)
        // RFC 7628 §3.2.3: a single control-A ends the exchange.
        try self.write(Array((mechanism == "XOAUTH2" ? "\r\n" : "AQ==\r\n").utf8))
      }
    } catch let failure as Failure {
      throw Failure(description: "\(failure.description) \(reason)")
    }
  }
}
