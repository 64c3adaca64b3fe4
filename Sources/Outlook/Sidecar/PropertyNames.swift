public import MAPI

/// What [MS-OXPROPS] §2 calls the properties that occur in files of Outlook.
public enum PropertyNames {
  /// `PidTagSubject` of 0x0037; nil for a number that is not known, and for one from 0x8000 on.
  public static func name(of id: UInt16) -> String? { tables.tags[id] }

  /// `PidLidFileUnder`, `PidNameKeywords`; nil for a name that is not known.
  public static func name(of name: PropertyName) -> String? { tables.names[name] }

  /// How [MS-OXPROPS] §1.3.2 calls a property set, without `PSETID_` and `PS_`.
  public static func set(_ guid: GUID) -> String? { sets.first { $0.value == guid }?.key }

  /// How [MS-OXCDATA] §2.11.1 calls a type, such as `PtypString`.
  public static func type(_ type: PropertyType) -> String? {
    guard let single = types[type.single] else { return nil }
    return type.isMultiple ? "PtypMultiple" + single : "Ptyp" + single
  }

  private static let types: [PropertyType: String] = [
    .unspecified: "Unspecified", .null: "Null", .integer16: "Integer16", .integer32: "Integer32",
    .floating32: "Floating32", .floating64: "Floating64", .currency: "Currency", .floatingTime: "FloatingTime",
    .errorCode: "ErrorCode", .boolean: "Boolean", .object: "Object", .integer64: "Integer64", .string8: "String8",
    .string: "String", .time: "Time", .guid: "Guid", .serverID: "ServerId", .binary: "Binary",
  ]

  private static let sets: [String: GUID] = [
    "Mapi": .mapi, "PublicStrings": .publicStrings, "InternetHeaders": .internetHeaders,
    "Appointment": .appointment, "Task": .task, "Address": .address, "Common": .common, "Log": .log, "Note": .note,
    "Sharing": .sharing, "PostRSS": .postRSS, "Meeting": .meeting,
  ]

  private static let tables = read(PackageResources.property_names_tsv)

  /// property-names.tsv: `tag` or a set, the number in hexadecimal or the name as text, what the document calls it.
  private static func read(_ table: [UInt8]) -> (tags: [UInt16: String], names: [PropertyName: String]) {
    var tags: [UInt16: String] = [:]
    var names: [PropertyName: String] = [:]
    for line in table.split(separator: UInt8(ascii: "\n")).dropFirst() {
      let fields = line.split(separator: UInt8(ascii: "\t")).map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 3 else { continue }
      if fields[0] == "tag" {
        if let id = UInt16(fields[1], radix: 16) { tags[id] = fields[2] }
      } else if let set = sets[fields[0]] {
        let isNumber = fields[2].hasPrefix("PidLid")
        let number = isNumber ? UInt32(fields[1], radix: 16) : nil
        names[number.map { PropertyName(set, $0) } ?? PropertyName(set, fields[1])] = fields[2]
      }
    }
    return (tags, names)
  }
}
