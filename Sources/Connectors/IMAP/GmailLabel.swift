internal import IMAP
internal import Migration

/// Gmail's labels (X-GM-LABELS): each is a folder, but for those that only mark a message.
enum GmailLabel {
  /// The folder a label stands for; nil for a mark such as `\Starred` or `\Important`.
  static func place(_ label: [UInt8], isUTF8: Bool) -> ItemPlace? {
    guard label.first == 0x5C else { return .folder(wireName(label, isUTF8: isUTF8)) }
    switch String(decoding: label, as: UTF8.self).lowercased() {
    case "\\inbox": return .role(.inbox)
    case "\\sent": return .role(.sent)
    case "\\draft", "\\drafts": return .role(.drafts)
    case "\\junk", "\\spam": return .role(.junk)
    case "\\trash": return .role(.trash)
    default: return nil
    }
  }

  /// As LIST spells it: labels come in modified UTF-7 whatever was enabled.
  private static func wireName(_ label: [UInt8], isUTF8: Bool) -> [UInt8] {
    guard isUTF8, !label.contains(where: { $0 >= 0x80 }), let text = MailboxName(bytes: label).text() else {
      return label
    }
    return MailboxName(text, utf8: true).bytes
  }
}
