import Core
import MAPI
import MIME

/// Reads the properties of one item, remembers which, and goes on where one cannot be read.
///
/// What has another type than expected, or no characters, counts as absent.
final class ItemReader {
  let object: any MessageObject
  let codePage: CodePage
  let place: String
  private(set) var taken: Set<UInt16> = []
  var findings: [Finding] = []

  init(_ object: any MessageObject, codePage standard: CodePage, place: String) {
    self.object = object
    self.place = place
    do throws(Fault) {
      codePage = try object.codePage(standard)
    } catch {
      codePage = standard
      findings.append(Finding(error, level: .warning))
    }
  }

  /// Marks a property as shown by something else.
  func take(_ id: UInt16) { taken.insert(id) }
  func take(_ property: ItemProperty) { if let id = id(of: property) { taken.insert(id) } }

  func value(_ id: UInt16) -> PropertyValue? {
    do throws(Fault) {
      let value = try object.value(id)
      if value != nil { taken.insert(id) }
      return value
    } catch {
      findings.append(Finding(error, level: .warning))
      return nil
    }
  }

  /// The number that it has in this file.
  func id(of property: ItemProperty) -> UInt16? { object.id(of: property.name) }

  func value(_ property: ItemProperty) -> PropertyValue? { id(of: property).flatMap(value) }

  /// Without zeros and blanks at its ends; nil where nothing is left.
  func text(_ id: UInt16) -> String? { text(value(id)) }
  func text(_ property: ItemProperty) -> String? { text(value(property)) }

  /// Several texts, or one.
  func texts(_ id: UInt16) -> [String] { texts(value(id)) }
  func texts(_ property: ItemProperty) -> [String] { texts(value(property)) }

  func time(_ id: UInt16) -> FileTime? { value(id)?.time }
  func time(_ property: ItemProperty) -> FileTime? { value(property)?.time }
  func integer(_ id: UInt16) -> Int? { value(id)?.integer }
  func integer(_ property: ItemProperty) -> Int? { value(property)?.integer }
  func boolean(_ property: ItemProperty) -> Bool? { value(property)?.boolean }
  func binary(_ id: UInt16) -> [UInt8]? { value(id)?.binary }
  func binary(_ property: ItemProperty) -> [UInt8]? { value(property)?.binary }

  private func text(_ value: PropertyValue?) -> String? { value?.text(codePage).flatMap(Self.trimmed) }

  private func texts(_ value: PropertyValue?) -> [String] {
    (value?.several ?? value.map { [$0] } ?? []).compactMap { text($0) }
  }

  static func trimmed(_ text: String) -> String? {
    let bytes = text.utf8
    func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x7F }
    guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return nil }
    // Blanks are ASCII: no character is cut in two.
    return String(text[first...last])
  }

  /// What nothing was made of, in the order of the object.
  var left: [PropertyTag] { object.tags.filter { !taken.contains($0.id) } }

  /// What was found broken, in what has been read, and what was found besides.
  var allFindings: [Finding] {
    var known: Set<Finding> = []
    return (findings + object.damages.map { Finding($0, level: .warning) }).filter { known.insert($0).inserted }
  }
}

extension ItemReader {
  /// The text of an item: PidTagBody, else what the formatted body says. [MS-OXBBODY] §2.1.3
  ///
  /// What formats there were is lost where plain text exists as well; the formatted body then stays among ``left``.
  func body() -> String? {
    text(PropertyID.body) ?? bodyOfRTF() ?? bodyOfHTML()
  }

  private func bodyOfRTF() -> String? {
    guard let stored = binary(PropertyID.rtfCompressed), !stored.isEmpty else { return nil }
    let rtf = CompressedRTF(decoding: stored)
    if let flaw = rtf.flaws.first { findings.append(Finding(flaw.fault(place: place), level: .warning)) }
    guard !rtf.bytes.isEmpty else { return nil }
    guard let inside = Encapsulation(rtf.bytes, page: codePage) else {
      return Self.trimmed(String(decoding: RTFText(rtf.bytes, page: codePage).bytes, as: UTF8.self))
    }
    let bytes = inside.form == .html ? HTMLText(inside.bytes).bytes : inside.bytes
    return Self.trimmed(String(decoding: bytes, as: UTF8.self))
  }

  /// PidTagHtml in the code page that PidTagInternetCodepage names, or PidTagBodyHtml.
  private func bodyOfHTML() -> String? {
    let html: [UInt8]
    switch value(PropertyID.html) {
    case .binary(let bytes)?:
      let page = integer(PropertyID.internetCodepage).map { CodePage($0) } ?? codePage
      html = String(validating: bytes, as: UTF8.self) == nil ? Array(page.string(bytes).utf8) : bytes
    case let value?: html = Array((value.text(codePage) ?? "").utf8)
    case nil: return nil
    }
    return Self.trimmed(String(decoding: HTMLText(html).bytes, as: UTF8.self))
  }
}
