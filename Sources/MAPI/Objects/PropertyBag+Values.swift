public import Core
import MIME

/// Values by their kind. What has another type than expected counts as absent, as it does for Outlook.
extension PropertyBag {
  public func has(_ id: UInt16) -> Bool { tags.contains { $0.id == id } }

  public func value(_ name: PropertyName) throws(Fault) -> PropertyValue? {
    guard let id = id(of: name) else { return nil }
    return try value(id)
  }

  public func integer(_ id: UInt16) throws(Fault) -> Int? { try value(id)?.integer }
  public func integer(_ name: PropertyName) throws(Fault) -> Int? { try value(name)?.integer }

  public func boolean(_ id: UInt16) throws(Fault) -> Bool? { try value(id)?.boolean }
  public func boolean(_ name: PropertyName) throws(Fault) -> Bool? { try value(name)?.boolean }

  public func time(_ id: UInt16) throws(Fault) -> FileTime? { try value(id)?.time }
  public func time(_ name: PropertyName) throws(Fault) -> FileTime? { try value(name)?.time }

  public func binary(_ id: UInt16) throws(Fault) -> [UInt8]? { try value(id)?.binary }
  public func binary(_ name: PropertyName) throws(Fault) -> [UInt8]? { try value(name)?.binary }

  /// Text, decoded; `codePage` (``codePage()`` of the message that holds it) is for text that is not Unicode.
  public func text(_ id: UInt16, codePage: CodePage) throws(Fault) -> String? { try value(id)?.text(codePage) }
  public func text(_ name: PropertyName, codePage: CodePage) throws(Fault) -> String? {
    try value(name)?.text(codePage)
  }

  /// What text of this message is written in where it is not Unicode: PidTagMessageCodepage, else PidTagInternetCodepage,
  /// else `standard`.
  public func codePage(_ standard: CodePage = .western) throws(Fault) -> CodePage {
    if let number = try integer(PropertyID.messageCodepage), number > 0 { return CodePage(number) }
    if let number = try integer(PropertyID.internetCodepage), number > 0 { return CodePage(number) }
    return standard
  }
}

extension PropertyValue {
  /// Any whole number.
  public var integer: Int? {
    switch self {
    case .integer16(let number): Int(number)
    case .integer32(let number): Int(number)
    case .integer64(let number): Int(exactly: number)
    case .errorCode(let number): Int(number)
    default: nil
    }
  }
  public var boolean: Bool? { if case .boolean(let isSo) = self { isSo } else { nil } }
  /// A time that is set.
  public var time: FileTime? { if case .time(let time) = self, time.isSet { time } else { nil } }
  public var binary: [UInt8]? { if case .binary(let bytes) = self { bytes } else { nil } }
  public var guid: GUID? { if case .guid(let guid) = self { guid } else { nil } }
  public var several: [PropertyValue]? { if case .several(let values) = self { values } else { nil } }

  public func text(_ codePage: CodePage) -> String? {
    switch self {
    case .string(let bytes): UTF16Text.string(bytes)
    case .string8(let bytes): codePage.string(bytes)
    default: nil
    }
  }
}
