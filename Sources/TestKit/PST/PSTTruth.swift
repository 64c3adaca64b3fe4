import Crypto

/// What a made file holds, as whoever made it knows it.
public struct PSTTruth: Sendable, Hashable {
  /// A sum over digests that does not depend on the order of what was added.
  public struct Sum: Sendable, Hashable, CustomStringConvertible {
    private var words: [UInt64] = [0, 0, 0, 0]
    public init() {}

    /// Adds the SHA-256 of `bytes` as four little-endian numbers, each sum modulo 2^64.
    public mutating func add(_ bytes: [UInt8]) {
      for (place, byte) in SHA256.hash(data: bytes).enumerated() {
        words[place / 8] &+= UInt64(byte) << UInt64(place % 8 * 8)
      }
    }

    public var description: String {
      words.map { word in
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
      }.joined()
    }
  }

  /// A folder's path below the top of the store, and what a person sees in it.
  public struct Folder: Sendable, Hashable {
    public var path: [String]
    public var mails: Int
    public var unread: Int
  }

  public var folders: [Folder] = []
  public var mails = 0
  /// Attachments right below a mail that has them by value.
  public var attachments = 0
  public var attachmentBytes = 0
  public var embeddedMessages = 0
  /// Of each mail its subject, a zero byte and its text, in UTF-8.
  public var texts = Sum()
  /// Of each attachment its bytes.
  public var contents = Sum()
  /// Bytes of the file.
  public var size = 0

  /// One object, its names in the order of this type.
  public var json: String {
    let rows = folders.map { folder in
      let path = folder.path.map { "\"\($0)\"" }.joined(separator: ", ")
      return "    {\"path\": [\(path)], \"mails\": \(folder.mails), \"unread\": \(folder.unread)}"
    }
    return """
      {
        "folders": [
      \(rows.joined(separator: ",\n"))
        ],
        "mails": \(mails),
        "attachments": \(attachments),
        "attachment_bytes": \(attachmentBytes),
        "embedded_messages": \(embeddedMessages),
        "texts": "\(texts)",
        "contents": "\(contents)",
        "size": \(size)
      }

      """
  }
}
