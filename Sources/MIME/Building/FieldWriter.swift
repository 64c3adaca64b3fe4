/// Writes one header field, folded (RFC 5322 §2.2.3).
///
/// Lines stay within 78 characters where a blank allows it, and always within 998 (RFC 5322 §2.1.1): texts come in as
/// words, none of them longer than that.
package struct FieldWriter {
  private(set) var bytes: [UInt8]
  private var column: Int
  private var isEmpty = true

  package static let goodLine = 78
  package static let longestLine = 998
  private static let longestAddress = 900

  /// `name` is printable ASCII without a colon.
  init(_ name: String) {
    bytes = Array(name.utf8) + [UInt8(ascii: ":")]
    column = bytes.count
  }

  /// Adds a word after a blank, on a new line if it does not fit. `follows` keeps room for what must stand right
  /// behind it, such as a comma.
  mutating func word(_ word: String, reserving follows: Int = 0) {
    let size = word.utf8.count
    if !isEmpty, column + 1 + size + follows > Self.goodLine {
      bytes += [0x0D, 0x0A]
      column = 0
    }
    bytes.append(0x20)
    bytes += word.utf8
    column += 1 + size
    isEmpty = false
  }

  /// Right behind the last word.
  mutating func sign(_ sign: String) {
    bytes += sign.utf8
    column += sign.utf8.count
  }

  /// The field with its line end. A field without content keeps its blank.
  func finished() -> [UInt8] { bytes + (isEmpty ? [0x20] : []) + [0x0D, 0x0A] }
}

extension FieldWriter {
  /// An unstructured field such as Subject.
  package static func text(_ name: String, _ text: String) -> [UInt8] {
    var writer = FieldWriter(name)
    for word in TextEncoder.words(Self.oneLine(text), .text, column: writer.column + 1) { writer.word(word) }
    return writer.finished()
  }

  /// Line ends and other control characters would end the field or begin another; they become blanks.
  package static func oneLine(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      scalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
    }
    return String(scalars)
  }

  /// An address field (RFC 5322 §3.4).
  package static func addresses(_ name: String, _ list: AddressList) -> [UInt8] {
    var writer = FieldWriter(name)
    for (index, entry) in list.entries.enumerated() {
      let isLast = index + 1 == list.entries.count
      switch entry {
      case .mailbox(let mailbox): writer.mailbox(mailbox, end: isLast ? "" : ",")
      case .group(let group): writer.group(group, end: isLast ? ";" : ";,")
      }
    }
    return writer.finished()
  }

  /// Identifiers in angle brackets. What cannot stand in one is left out; one that fills a line is none.
  package static func identifiers(_ name: String, _ identifiers: [String]) -> [UInt8] {
    var writer = FieldWriter(name)
    for identifier in identifiers {
      let plain = String(
        identifier.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F && $0 != "<" && $0 != ">" })
      if !plain.isEmpty, plain.utf8.count <= longestAddress { writer.word("<\(plain)>") }
    }
    return writer.finished()
  }

  private mutating func group(_ group: AddressGroup, end: String) {
    phrase(group.name, end: group.members.isEmpty ? ":" + end : ":")
    for (index, member) in group.members.enumerated() {
      mailbox(member, end: index + 1 == group.members.count ? end : ",")
    }
  }

  private mutating func mailbox(_ mailbox: MailAddress, end: String) {
    let address = Self.writable(mailbox)
    guard let name = mailbox.name, !name.isEmpty else {
      // Brackets keep an address apart that has no domain, or nothing at all.
      word((mailbox.isComplete && !address.isEmpty ? address : "<\(address)>") + end)
      return
    }
    phrase(name, end: "")
    word("<\(address)>\(end)")
  }

  /// Nothing that would end the address or begin another. SMTP takes 320 octets at most (RFC 5321 §4.5.3.1); what is
  /// longer than a line is no address, and is left out.
  private static func writable(_ mailbox: MailAddress) -> String {
    var plain = mailbox
    plain.localPart = oneLine(mailbox.localPart)
    plain.domain = mailbox.domain.map { domain in
      String(
        domain.unicodeScalars.filter {
          $0.value > 0x20 && $0.value != 0x7F && !"<>(),;\"@\\".unicodeScalars.contains($0)
        })
    }
    let address = plain.address
    return address.utf8.count <= longestAddress ? address : ""
  }

  /// A display name: as words, in quotes, or encoded, whichever is needed.
  private mutating func phrase(_ name: String, end: String) {
    let name = Self.oneLine(name)
    let isASCII = name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    let isPlain =
      isASCII && !name.isEmpty && name.first != " " && name.last != " " && !name.contains("  ")
      && name.utf8.allSatisfy { $0 == 0x20 || $0.isAtomText } && !name.contains("=?")
    var words: [String]
    if isPlain, name.utf8.count < 900 {
      words = name.split(separator: " ").map(String.init)
    } else if isASCII, !name.contains("=?"), name.utf8.count < 60 {
      // In one piece: blanks inside would be lost at a fold by some readers.
      words = [MailAddress.quoted(name)]
    } else {
      words = TextEncoder.words(name, .phrase, column: isEmpty ? column + 1 : 1)
    }
    if let last = words.indices.last {
      // A blank has to part an encoded word from a sign. RFC 2047 §5 (3)
      words[last] += (!end.isEmpty && words[last].hasSuffix("?=") ? " " : "") + end
    } else {
      words = ["\"\"" + end]
    }
    for one in words { word(one) }
  }

  /// A word with parameters: Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2231).
  package static func parameters(_ name: String, _ value: String, _ parameters: Parameters) -> [UInt8] {
    var writer = FieldWriter(name)
    writer.word(value)
    for parameter in parameters.all {
      for piece in ParameterEncoder.pieces(parameter) {
        writer.sign(";")
        writer.word(piece, reserving: 1)
      }
    }
    return writer.finished()
  }
}
