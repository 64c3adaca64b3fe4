import Core
import MAPI

/// Reads the properties of one object: what cannot be read counts as absent and is noted.
final class ObjectReader {
  let bag: any PropertyBag
  let notes: MailNotes
  private let present: PropertySet
  private let standard: ObjectReader?
  private var page: CodePage?
  private var passedOn = 0

  /// `standard` is the message that the object belongs to: it knows the code page.
  init(_ bag: any PropertyBag, notes: MailNotes, within standard: ObjectReader? = nil) {
    (self.bag, self.notes, self.standard) = (bag, notes, standard)
    present = PropertySet(bag.tags)
  }

  func has(_ id: UInt16) -> Bool { present.contains(id) }

  func value(_ id: UInt16) -> PropertyValue? {
    guard present.contains(id) else { return nil }
    do throws(Fault) { return try bag.value(id) } catch {
      notes.add(CollectionOfOne(error))
      return nil
    }
  }

  func value(_ name: PropertyName) -> PropertyValue? { present.hasNamed ? bag.id(of: name).flatMap { value($0) } : nil }

  func integer(_ id: UInt16) -> Int? { value(id)?.integer }
  func boolean(_ id: UInt16) -> Bool { value(id)?.boolean ?? false }
  func time(_ id: UInt16) -> FileTime? { value(id)?.time }
  func binary(_ id: UInt16) -> [UInt8]? { value(id)?.binary }

  /// Text in UTF-8; nil where there is none, or no text.
  func text(_ id: UInt16) -> [UInt8]? { value(id).flatMap(text) }

  /// Text in UTF-8 without blanks at its ends; nil where nothing is left.
  func words(_ id: UInt16) -> [UInt8]? {
    guard let text = text(id).map(UTF8Text.trimmed), !text.isEmpty else { return nil }
    return text
  }

  func text(_ value: PropertyValue) -> [UInt8]? {
    switch value {
    case .string(let bytes): UTF8Text.bytes(utf16: bytes)
    case .string8(let bytes): UTF8Text.bytes(bytes, in: { self.codePage })
    default: nil
    }
  }

  func texts(_ value: PropertyValue?) -> [[UInt8]] {
    guard let value else { return [] }
    return (value.several ?? [value]).compactMap(text).map(UTF8Text.trimmed).filter { !$0.isEmpty }
  }

  /// What text that is not Unicode is written in. [MS-OXCMSG] §2.2.1.4
  var codePage: CodePage {
    if let page { return page }
    var found: CodePage?
    for id in [PropertyID.messageCodepage, PropertyID.internetCodepage] where found == nil {
      if let number = integer(id), number > 0 { found = CodePage(number) }
    }
    let page = found ?? standard?.codePage ?? .western
    self.page = page
    return page
  }

  /// Damages that reading has brought to light since the last call.
  func passOnDamages() {
    let damages = bag.damages
    if damages.count > passedOn { notes.add(damages[passedOn...]) }
    passedOn = damages.count
  }
}

/// Which numbers an object has: asking costs no reading.
private struct PropertySet {
  private var bits = [UInt64](repeating: 0, count: 1024)
  private(set) var hasNamed = false

  init(_ tags: [PropertyTag]) {
    for tag in tags {
      bits[Int(tag.id >> 6)] |= 1 << UInt64(tag.id & 63)
      if tag.id >= 0x8000 { hasNamed = true }
    }
  }

  func contains(_ id: UInt16) -> Bool { bits[Int(id >> 6)] & 1 << UInt64(id & 63) != 0 }
}
