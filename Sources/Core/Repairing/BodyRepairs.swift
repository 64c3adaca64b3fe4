/// Named changes that make a refused message acceptable. What is changed when mail is moved and what `mime check` says
/// would be changed both come from here.
package struct BodyRepairs: OptionSet, Hashable, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Line feeds without carriage return become line ends.
  package static let bareLF = BodyRepairs(rawValue: 1)
  /// NUL bytes become blanks.
  package static let nul = BodyRepairs(rawValue: 2)
  /// Lines over the limit are cut: in the header at a blank and folded, in the text with a line end.
  package static let longLine = BodyRepairs(rawValue: 4)
  /// 8-bit bytes in header fields become encoded words.
  package static let eightBitHeader = BodyRepairs(rawValue: 8)

  /// Bytes of a line without CRLF, where a service is not known to take more. RFC 5322 §2.1.1.
  package static let usualLineLimit = 998

  /// A repair as records and reports spell it, and what it does in words.
  package struct Description: Sendable {
    package var repair: BodyRepairs
    package var name: String
    package var words: String
  }

  package static let all: [Description] = [
    Description(repair: .bareLF, name: "bare-lf", words: "line feeds that stand alone become line ends"),
    Description(repair: .nul, name: "nul", words: "NUL bytes become blanks"),
    Description(
      repair: .longLine, name: "long-line",
      words: "lines over the limit are cut, in the header at a blank so that they read as before"),
    Description(repair: .eightBitHeader, name: "8bit-header", words: "8-bit bytes in the header become encoded words"),
  ]

  package var descriptions: [Description] { Self.all.filter { contains($0.repair) } }
  package var names: [String] { descriptions.map(\.name) }
}

/// Fields that ask for a receipt when a message is read first.
package enum ReceiptRequest {
  /// In small letters.
  package static let fields = ["disposition-notification-to", "return-receipt-to", "x-confirm-reading-to"]
  /// The change that takes such a request out of unread mail, as records and reports spell it.
  package static let changeName = "read-receipt"
}
