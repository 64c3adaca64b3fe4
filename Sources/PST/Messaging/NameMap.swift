import Core
import MAPI

/// What the properties from 0x8000 on mean in this file. [MS-PST] §2.4.7
struct NameMap {
  /// The name of 0x8000 + its place here.
  private var names: [PropertyName?] = []
  private var numbers: [PropertyName: UInt16] = [:]
  /// Bytes of a name's text; more is no name.
  private static let longest = 1024

  /// A file without a map, or with one that cannot be read.
  init() {}

  /// A part that is damaged is noted; the rest is used.
  init(_ context: PropertyContext, damages: DamageList) {
    func stream(_ id: UInt16) -> [UInt8] {
      do { return try context.value(id)?.binary ?? [] } catch {
        damages.note(error)
        return []
      }
    }
    // PidTagNameidStreamGuid, …Entry, …String. [MS-PST] §2.4.7.2 to §2.4.7.4
    let sets = ByteView(stream(0x0002))
    let entries = ByteView(stream(0x0003))
    let texts = ByteView(stream(0x0004))
    var isDamaged = false
    for at in stride(from: 0, through: entries.count - 8, by: 8) {
      // NAMEID: dwPropertyID, N and wGuid, wPropIdx. [MS-PST] §2.4.7.1
      let place = Int(entries.uint16(at + 6))
      let kind = entries.uint16(at + 4)
      guard place < 0x7FFF, let set = Self.set(Int(kind >> 1), sets),
        let name = Self.name(entries.uint32(at), isText: kind & 1 == 1, set, texts)
      else {
        isDamaged = true
        continue
      }
      while names.count <= place { names.append(nil) }
      names[place] = name
      numbers[name] = numbers[name] ?? UInt16(0x8000 + place)
    }
    if isDamaged { damages.note(.pstNames, "Some names of properties are damaged.") }
  }

  private static func set(_ index: Int, _ sets: ByteView) -> GUID? {
    switch index {
    // NAMEID_GUID_NONE
    case 0: return GUID(low: 0, high: 0)
    case 1: return .mapi
    case 2: return .publicStrings
    default:
      let at = 16 * (index - 3)
      guard at + 16 <= sets.count else { return nil }
      return GUID(low: sets.uint64(at), high: sets.uint64(at + 8))
    }
  }

  private static func name(_ number: UInt32, isText: Bool, _ set: GUID, _ texts: ByteView) -> PropertyName? {
    guard isText else { return PropertyName(set, number) }
    // An offset: there the length, then the text in UTF-16LE.
    let size = Int(texts.uint32(Int(number)))
    guard Int(number) + 4 <= texts.count, size <= longest, let text = texts.part(Int(number) + 4, size) else {
      return nil
    }
    return PropertyName(set, UTF16Text.string(text.bytes))
  }

  func name(of id: UInt16) -> PropertyName? {
    let place = Int(id) - 0x8000
    return names.indices.contains(place) ? names[place] : nil
  }

  func id(of name: PropertyName) -> UInt16? { numbers[name] }
}
