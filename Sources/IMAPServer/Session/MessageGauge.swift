internal import Core
internal import IMAP

/// Looks at a message as it comes for what services refuse. Memory does not depend on the message.
struct MessageGauge {
  private(set) var longestLine = 0
  private(set) var found: Set<Personality.Content> = []
  /// Length of the line under way; its end is not part of it.
  private var line = 0
  private var lastWasCR = false
  private var isHeader = true

  mutating func feed(_ bytes: Span<UInt8>) {
    for index in 0..<bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x0A:
        if !lastWasCR { found.insert(.bareLF) }
        if line == 0 { isHeader = false }
        line = 0
      case 0x0D: break
      default:
        if byte == 0 { found.insert(.nul) }
        if byte >= 0x80, isHeader { found.insert(.eightBitHeader) }
        line += 1
        longestLine = max(longestLine, line)
      }
      lastWasCR = byte == 0x0D
    }
  }
}
