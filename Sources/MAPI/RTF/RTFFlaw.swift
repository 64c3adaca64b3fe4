public import Core

/// What was wrong in a text that was read all the same.
public struct RTFFlaw: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The check sum of the compressed text is another one: some of it may be wrong.
    case checksum = "RTF-CRC"
    /// A size in the header is not that of the text.
    case size = "RTF-SIZE"
    /// The text ends before its end.
    case cut = "RTF-CUT"
    /// Neither compressed nor plain RTF.
    case form = "RTF-FORM"
    /// More than ``RTFLimits/outputBytes``.
    case limit = "RTF-LIMIT"
    /// More groups within groups than ``RTFLimits/depth``.
    case depth = "RTF-DEPTH"
  }

  public var kind: Kind
  /// Bytes from the beginning of what was read.
  public var offset: Int

  public init(_ kind: Kind, at offset: Int) { (self.kind, self.offset) = (kind, offset) }

  /// For ``PropertyBag/damages``; `place` leads to the message.
  public func fault(place: String) -> Fault {
    let message =
      switch kind {
      case .checksum: "the check sum of the compressed text does not fit"
      case .size: "the compressed text has another size than its header says"
      case .cut: "the formatted text ends before its end"
      case .form: "the formatted text is no RTF"
      case .limit: "the formatted text is longer than what is made of one message"
      case .depth: "the formatted text has more groups within groups than are followed"
      }
    return Fault(
      Fault.Code(rawValue: kind.rawValue), message, place: "\(place), byte \(offset) of the text", recovery: .skipItem)
  }
}
