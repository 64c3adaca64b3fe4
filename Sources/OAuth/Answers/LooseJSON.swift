import FoundationEssentials

/// A JSON object as issuers send it: numbers may stand in quotes, members may be missing, and unknown ones are no
/// error. Only what issuers are asked for is kept: texts, numbers and lists of them. RFC 8259.
struct LooseJSON: Sendable, Hashable {
  enum Value: Sendable, Hashable {
    case text(String)
    case number(Int64)
    case list([Value])
    /// Null, true, false and objects.
    case other
  }

  private var members: [String: Value]

  /// Nil when `bytes` are no JSON object. Nesting is bounded by the decoder, size by the caller.
  init?(_ bytes: some Collection<UInt8>) {
    // An empty text or blanks take the decoder a while to refuse.
    guard bytes.contains(0x7B), let members = try? JSONDecoder().decode([String: Value].self, from: Data(bytes)) else {
      return nil
    }
    self.members = members
  }

  /// A text that is not empty.
  func text(_ name: String) -> String? {
    if case .text(let text) = members[name], !text.isEmpty { text } else { nil }
  }

  /// A number, in quotes or not.
  func number(_ name: String) -> Int64? {
    switch members[name] {
    case .number(let number): number
    case .text(let text): Int64(text)
    default: nil
    }
  }

  func texts(_ name: String) -> [String] {
    switch members[name] {
    case .text(let text): [text]
    case .list(let values): values.compactMap { if case .text(let text) = $0 { text } else { nil } }
    default: []
    }
  }

  func numbers(_ name: String) -> [Int64] {
    guard case .list(let values) = members[name] else { return [] }
    return values.compactMap {
      switch $0 {
      case .number(let number): number
      case .text(let text): Int64(text)
      default: nil
      }
    }
  }
}

extension LooseJSON.Value: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let number = try? container.decode(Int64.self) {
      self = .number(number)
    } else if let number = try? container.decode(Double.self), let whole = Int64(exactly: number.rounded(.down)) {
      self = .number(whole)
    } else if let list = try? container.decode([LooseJSON.Value].self) {
      self = .list(list)
    } else {
      self = .other
    }
  }
}
