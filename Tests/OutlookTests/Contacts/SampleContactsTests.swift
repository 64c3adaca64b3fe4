import Core
import Foundation
import Groupware
import MAPI
import Outlook
import PST
import TestKit
import Testing

/// Contacts, groups, notes and sidecars of the shared Outlook files, against what reference readers found in them.
@Suite struct SampleContactsTests {
  private static let folder: String? = {
    if let root = SharedSuites.root, Files.exists(root + "/samples/pst") { return root + "/samples/pst" }
    Skips.record("SampleContactsTests: no Outlook files (POSTDUIF_SHARED, or ../shared beside the package)")
    return nil
  }()
  static let names: [String] = {
    guard let folder else { return [] }
    return (SharedSuites.names(in: folder, ending: ".pst") + SharedSuites.names(in: folder, ending: ".ost")).sorted()
  }()

  private struct Truth: Decodable {
    struct Folder: Decodable { let items: [Item] }
    struct Item: Decodable {
      let id: UInt32
      let messageClass: String?
      let subject: String?
      enum CodingKeys: String, CodingKey {
        case id, subject
        case messageClass = "class"
      }
    }
    let folders: [Folder]?
  }

  @Test(arguments: names) func everyItemInItsForm(name: String) throws {
    let path = (Self.folder ?? "") + "/" + name
    let truth = try JSONDecoder().decode(Truth.self, from: Data(SharedSuites.bytes(path + ".json")))
    let store = OutlookStore(NodeDatabase(try PSTFile(path: path)), name: name)
    for item in (truth.folders ?? []).flatMap(\.items) {
      let message = try store.message(NodeID(rawValue: item.id))
      switch ItemKind(messageClass: item.messageClass ?? "") {
      case .contact: try Self.checkContact(message, item, name)
      case .distributionList: Self.checkList(message, item, store)
      case .note: Self.checkNote(message, item)
      default: break
      }
      try Self.checkSidecar(message, item)
    }
  }

  private static func checkContact(_ message: OutlookMessage, _ item: Truth.Item, _ name: String) throws {
    var options = ContactCard.Options()
    options.identity = Array("\(name) \(item.id)".utf8)
    for version in VCard.Version.allCases {
      options.version = version
      let made = ContactCard(message, options)
      let bytes = made.card.bytes()
      let reader = VCardReader(bytes)
      #expect(reader.cards == [made.card])
      #expect(reader.faults.isEmpty)
      #expect(made.findings.isEmpty, "\(made.findings)")
      #expect(ContactCard(message, options).card.bytes() == bytes)
      // Every word that the file calls the contact by stands in its names.
      let shown = made.card.lines.filter { ["FN", "N", "X-FILE-AS", "ORG", "EMAIL"].contains($0.name) }.map(\.text)
      for word in (item.subject ?? "").split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
        #expect(shown.contains { $0.contains(word) }, "\(word): \(shown)")
      }
      #expect(made.card["FN"]?.text != "Unnamed")
    }
  }

  private static func checkList(_ message: OutlookMessage, _ item: Truth.Item, _ store: OutlookStore) {
    var options = DistributionList.Options()
    options.item = { (id) throws(Fault) in
      guard let node = id.node else { return nil }
      return try store.message(NodeID(rawValue: node))
    }
    let made = DistributionList(message, options)
    #expect(made.name == item.subject)
    #expect(!made.members.isEmpty)
    #expect(made.members.allSatisfy { $0.address != nil })
    #expect(made.findings.isEmpty, "\(made.findings)")
    #expect(VCardReader(made.card().bytes()).cards == [made.card()])
  }

  private static func checkNote(_ message: OutlookMessage, _ item: Truth.Item) {
    let text = ItemComponent.text(ofNote: message)
    #expect(text.utf8.count > 1)
    let made = ItemComponent.note(message)
    #expect(made.component.first("SUMMARY")?.text == item.subject)
    #expect(CalendarParser.read(made.component.bytes).components == [made.component])
  }

  private static func checkSidecar(_ message: OutlookMessage, _ item: Truth.Item) throws {
    let bytes = ObjectJSON.bytes(message)
    #expect(String(validating: bytes, as: UTF8.self) != nil)
    #expect(ObjectJSON.bytes(message) == bytes)
    let object = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let all = try #require(object["properties"] as? [[String: Any]])
    #expect(all.count == message.tags.count)
    let kind = all.first { $0["name"] as? String == "PidTagMessageClass" }?["value"] as? String
    #expect(kind == item.messageClass)
  }
}
