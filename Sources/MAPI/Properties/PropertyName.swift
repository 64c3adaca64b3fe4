/// What a property from 0x8000 on means: its number differs from file to file, its name does not. [MS-OXPROPS] §1.3.2
public struct PropertyName: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// PidLid…
    case number(UInt32)
    /// PidName…; compared as it is spelled.
    case text(String)
  }
  public var set: GUID
  public var kind: Kind
  public init(_ set: GUID, _ number: UInt32) { (self.set, kind) = (set, .number(number)) }
  public init(_ set: GUID, _ text: String) { (self.set, kind) = (set, .text(text)) }
}

/// Property sets. [MS-OXPROPS] §1.3.2
extension GUID {
  public static let mapi = GUID.microsoft(0x0002_0328)
  public static let publicStrings = GUID.microsoft(0x0002_0329)
  public static let internetHeaders = GUID.microsoft(0x0002_0386)
  public static let appointment = GUID.microsoft(0x0006_2002)
  public static let task = GUID.microsoft(0x0006_2003)
  public static let address = GUID.microsoft(0x0006_2004)
  public static let common = GUID.microsoft(0x0006_2008)
  public static let log = GUID.microsoft(0x0006_200A)
  public static let note = GUID.microsoft(0x0006_200E)
  public static let sharing = GUID.microsoft(0x0006_2040)
  public static let postRSS = GUID.microsoft(0x0006_2041)
  /// PSETID_Meeting, {6ED8DA90-450B-101B-98DA-00AA003F1305}
  public static let meeting = GUID(low: 0x101B_450B_6ED8_DA90, high: 0x0513_3F00_AA00_DA98)
}
