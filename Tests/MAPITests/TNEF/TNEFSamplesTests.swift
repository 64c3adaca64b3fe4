import Core
import MAPI
import MIME
import TestKit
import Testing

/// Streams of many programs with what another reader took out of them.
@Suite struct TNEFSamplesTests {
  /// The reader left the interface of an OLE object in front of it, and text files were given other line ends since.
  private static func normal(_ bytes: [UInt8]) -> [UInt8] {
    let storage = GUID.microsoft(0x0000_000B).bytes
    return (bytes.starts(with: storage) ? Array(bytes.dropFirst(16)) : bytes).filter { $0 != 13 }
  }

  @Test func attachmentsAreTheSame() throws {
    guard let root = SharedSuites.mime() else { return }
    let folder = root + "/mimekit-tnef"
    var compared = 0
    for file in SharedSuites.names(in: folder, ending: ".tnef") {
      let name = String(file.dropLast(5))
      let message = try TNEF.message(try SharedSuites.bytes(folder + "/" + file), place: name)
      // One sample ends with what belongs to its mail's transfer encoding.
      #expect(message.damages.count == (name == "panic" ? 1 : 0), "\(name)")
      let codePage = try message.codePage()
      var found: [(name: String, data: [UInt8])] = []
      for attachment in message.storedAttachments {
        let title =
          try attachment.text(PropertyID.attachLongFilename, codePage: codePage)
          ?? attachment.text(PropertyID.attachFilename, codePage: codePage)
        let source = try attachment.open(PropertyID.attachDataBinary)
        found.append((title ?? "", Self.normal(try source.map { try $0.bytes(at: 0, $0.count) } ?? [])))
      }
      let parts = SharedSuites.names(in: folder + "/" + name, ending: "")
      for part in parts where !part.hasPrefix("message.") {
        compared += 1
        let wanted = Self.normal(try SharedSuites.bytes(folder + "/" + name + "/" + part))
        // Two of one name are numbered.
        #expect(
          found.contains { part.hasPrefix($0.name) && !$0.name.isEmpty && $0.data == wanted }, "\(name)/\(part)")
      }
      if parts.contains("message.html"), case .binary(let html)? = try message.value(PropertyID.html) {
        compared += 1
        let wanted = Self.normal(try SharedSuites.bytes(folder + "/" + name + "/message.html"))
        #expect(Self.normal(html) == wanted, "\(name)")
      }
    }
    #expect(compared >= 18)
  }

  /// OLE objects that Outlook wrote: compound files of another's making.
  @Test func objectsAreCompoundFiles() throws {
    guard let root = SharedSuites.mime() else { return }
    let message = try TNEF.message(try SharedSuites.bytes(root + "/mimekit-tnef/winmail.tnef"), place: "winmail")
    #expect(message.storedAttachments.count == 2)
    for attachment in message.storedAttachments {
      let file = try CompoundFile(try #require(try attachment.open(PropertyID.attachDataBinary)), place: "object")
      #expect(file.damages.isEmpty)
      let streams = file.children(of: file.root)
      #expect(streams.map(\.name).sorted() == ["\u{1}Ole", "\u{3}MailStream", "CONTENTS"].sorted())
      let picture = try #require(file.child("CONTENTS", of: file.root))
      let stream = file.open(picture) { Issue.record($0) }
      let bytes = try stream.bytes(at: 0, stream.count)
      // A bitmap says itself how long it is.
      #expect(bytes.starts(with: Array("BM".utf8)) && bytes.count == picture.size && bytes.count > 20_000)
    }
  }
}
