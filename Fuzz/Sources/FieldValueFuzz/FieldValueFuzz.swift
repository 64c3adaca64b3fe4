import Driver
import MIME

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("FieldValueFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input. A trap is a find: a parser's own, or a broken promise below.
///
/// Every parser reads every input: they share their scanner, and a field that one of them grew on is news to another.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  for flaws in flaws(of: input) {
    precondition(flaws.count <= 64, "flaws without limit")
    precondition(flaws.allSatisfy { (0...input.count).contains($0.offset) }, "a flaw outside the field")
  }
  checkRebuilding(input)
  checkConversion(input)
  return 0
}

private func flaws(of input: [UInt8]) -> [[FieldFlaw]] {
  _ = DeliveryStatusCode(input)
  return [
    HeaderText(input).flaws, AddressList(input).flaws, MailDate(input).flaws, MessageIDList(input).flaws,
    ContentType(input).flaws, ContentDisposition(input).flaws, ReceivedField(input).flaws,
    AuthenticationResults(input).flaws, ReceivedSPF(input).flaws, TagList(input).flaws, ReportList(input).flaws,
    ListLinks(input).flaws, ListID(input).flaws, SpamStatus(input).flaws, TypedValue(input).flaws,
  ]
}

/// What was read can be written, and reads the same again.
private func checkRebuilding(_ input: [UInt8]) {
  let text = HeaderText(input).text
  let name = ContentDisposition(input).fileName ?? ""
  let safe = SafeFileName.make(from: name)
  precondition(!safe.isEmpty && !safe.contains("/") && !safe.contains("\\") && safe.utf8.count <= 210, "an unsafe name")
  var builder = MessageBuilder(.data([], type: "a/b", fileName: name), seed: 1)
  builder.text("Subject", text)
  builder.addresses("To", AddressList(input))
  let root = Message(builder.bytes()).root
  precondition(root.subject?.text == oneLine(text), "another subject")
  precondition(root.fileName == oneLine(name), "another file name")
  let names: Set = [
    "Subject", "To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition",
  ]
  precondition(root.fields.allSatisfy { names.contains($0.name) }, "a field that nobody wrote")
}

private func oneLine(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
}

/// In two pieces as in one, whatever the set.
private func checkConversion(_ input: [UInt8]) {
  let labels = ["utf-8", "windows-1252", "iso-2022-jp", "hz", "gb18030", "utf-7", "big5", "us-ascii", "unknown-8bit"]
  guard let first = input.first, let charset = Charset(label: labels[Int(first) % labels.count]) else { return }
  let text = Array(input.dropFirst())
  let cut = text.isEmpty ? 0 : Int(first) * 7 % text.count
  var converter = CharsetConverter(charset)
  var output: [UInt8] = []
  converter.convert(Array(text[..<cut]), into: &output)
  converter.convert(Array(text[cut...]), into: &output)
  converter.finish(into: &output)
  precondition(String(decoding: output, as: UTF8.self) == charset.text(of: text).text, "cut at \(cut), another text")
  precondition(converter.unconvertible <= text.count, "more lost than there was")
}
