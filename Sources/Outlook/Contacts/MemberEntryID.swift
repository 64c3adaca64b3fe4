public import MAPI
import MIME

/// Whom an entry id of a distribution list means. [MS-OXCDATA] §2.2, [MS-OXOCNTC] §2.2.2.2
public enum MemberEntryID: Hashable, Sendable {
  /// Somebody who has no entry anywhere: the id itself holds name and address. [MS-OXCDATA] §2.2.5.1
  case oneOff(name: String, type: String, address: String)
  /// A contact, and which of its addresses; nil for the first that it has.
  case contact(ItemEntryID, email: Int?)
  /// Another distribution list.
  case list(ItemEntryID)
  /// Somebody in the address book of an Exchange organization, by X.500 name. [MS-OXCDATA] §2.2.5.2
  case addressBook(String)
  /// Nothing that is known here.
  case other([UInt8])

  /// `codePage` is for one-off ids that are not Unicode.
  public init(_ bytes: [UInt8], codePage: CodePage) { self = Self.read(bytes[...], codePage) }

  private static func read(_ bytes: ArraySlice<UInt8>, _ codePage: CodePage) -> MemberEntryID {
    let start = bytes.startIndex
    guard bytes.count > 20 else { return .other(Array(bytes)) }
    let rest = bytes[(start + 20)...]
    switch GUID(bytes[(start + 4)..<(start + 20)]) {
    case .oneOffProvider: return oneOff(rest, codePage) ?? .other(Array(bytes))
    case .wrapperProvider: return wrapped(rest, codePage) ?? .other(Array(bytes))
    case .addressBookProvider:
      // Version and type, of 4 bytes each, stand before the name.
      guard rest.count > 8 else { return .other(Array(bytes)) }
      return .addressBook(codePage.string(Array(rest.dropFirst(8).prefix { $0 != 0 })))
    default: return .other(Array(bytes))
    }
  }

  /// [MS-OXOCNTC] §2.2.2.2.1 WrappedEntryId: one byte of type, then the id of the item.
  private static func wrapped(_ rest: ArraySlice<UInt8>, _ codePage: CodePage) -> MemberEntryID? {
    guard let type = rest.first else { return nil }
    let inner = rest.dropFirst()
    switch type & 0x0F {
    // A wrapper is never within a wrapper: this does not go deeper than once.
    case 0, 5, 6:
      guard GUID(inner.dropFirst(4).prefix(16)) != .wrapperProvider else { return nil }
      return read(inner, codePage)
    // Bits 4 to 6: business, home and primary fax, nothing said, then the three addresses.
    case 3: return .contact(ItemEntryID(Array(inner)), email: [4: 0, 5: 1, 6: 2][Int(type >> 4 & 7)])
    case 4: return .list(ItemEntryID(Array(inner)))
    default: return nil
    }
  }

  /// Version and flags of 2 bytes each, then three texts that end with a zero. The highest bit of the flags: Unicode.
  private static func oneOff(_ rest: ArraySlice<UInt8>, _ codePage: CodePage) -> MemberEntryID? {
    guard rest.count >= 4 else { return nil }
    let isUnicode = rest[rest.startIndex + 3] & 0x80 != 0
    var texts: [String] = []
    var at = rest.startIndex + 4
    while texts.count < 3, at < rest.endIndex {
      let end = endOfText(rest, at, isUnicode)
      let bytes = Array(rest[at..<end])
      texts.append(isUnicode ? UTF16Text.string(bytes) : codePage.string(bytes))
      at = end + (isUnicode ? 2 : 1)
    }
    guard texts.count == 3 else { return nil }
    return .oneOff(name: texts[0], type: texts[1], address: texts[2])
  }

  private static func endOfText(_ bytes: ArraySlice<UInt8>, _ start: Int, _ isUnicode: Bool) -> Int {
    guard isUnicode else { return bytes[start...].firstIndex(of: 0) ?? bytes.endIndex }
    var at = start
    while at + 1 < bytes.endIndex, bytes[at] != 0 || bytes[at + 1] != 0 { at += 2 }
    return at + 1 < bytes.endIndex ? at : bytes.endIndex
  }
}

/// An item of a store by its entry id.
public struct ItemEntryID: Hashable, Sendable {
  public let bytes: [UInt8]
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// rgbUID: the record key of the store; nil where the id is of another kind. [MS-PST] §2.4.3.2
  public var store: GUID? { bytes.count == 24 ? GUID(bytes[4..<20]) : nil }

  /// The node of the item in a PST; nil where the id is of another kind, as those of Exchange are. [MS-PST] §2.4.3.2
  public var node: UInt32? {
    guard bytes.count == 24 else { return nil }
    return bytes[20..<24].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// Who gave an entry id.
extension GUID {
  static let oneOffProvider = GUID(low: 0x1910_A3BE_A41F_2B81, high: 0x0254_0F01_DD00_6E9D)
  static let wrapperProvider = GUID(low: 0x11CF_9D51_D3AD_91C0, high: 0xA4FA_4700_AA00_A9A4)
  static let addressBookProvider = GUID(low: 0x1A10_42C0_C840_A7DC, high: 0x82E1_2F2B_0008_B9B4)
}
