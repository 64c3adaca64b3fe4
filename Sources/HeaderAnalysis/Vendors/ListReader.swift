import MIME

/// The fields of mailing lists and of bulk senders that are no lists of keys.
enum ListReader {
  /// `<https://…>, <mailto:…>` (RFC 2369 §2).
  static func links(_ value: [UInt8], _ rule: FieldRule) -> [Reading] {
    let links = ListLinks(value)
    let key = rule.keys.first
    var found = links.links.prefix(FieldReader.mostReadings + 1).map { link in
      FieldReader.look(up: link.uri, in: key, key: "", rule)
    }
    if links.isNo {
      found.append(
        Reading(subject: rule.name, value: "NO", meaning: Meaning(.note, "the list takes no mail from readers")))
    }
    return found
  }

  /// `Name <list.example.org>` (RFC 2919 §2).
  static func identifier(_ value: [UInt8], _ rule: FieldRule) -> [Reading] {
    let list = ListID(value)
    guard !list.identifier.isEmpty else { return [] }
    return [FieldReader.look(up: list.identifier, in: rule.keys.first, key: "", rule)]
  }

  /// `campaign:customer:kind:sender`: the last part names the service that sent it.
  static func feedback(_ value: [UInt8], _ rule: FieldRule) -> [Reading] {
    let text = HeaderText(value).text
    guard let sender = text.split(separator: ":", omittingEmptySubsequences: false).last, text.contains(":") else {
      return text.isEmpty ? [] : [FieldReader.look(up: text, in: nil, key: "", rule)]
    }
    var reading = FieldReader.look(up: FieldReader.trimmed(sender), in: rule.keys.first, key: "", rule)
    reading.value = text
    return [reading]
  }
}
