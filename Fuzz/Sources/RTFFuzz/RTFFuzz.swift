import Driver
import MAPI

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("RTFFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input. A trap is a find: a reader's own, or a broken promise below.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  let unpacked = CompressedRTF(decoding: input)
  precondition(unpacked.bytes.count <= input.count * 8 + 136, "more than there can be")
  precondition(CompressedRTF(decoding: CompressedRTF.compress(input)).bytes == input, "not what was packed")
  checkTexts(unpacked.form == .compressed ? unpacked.bytes : input)
  _ = HTMLText(input)
  return 0
}

private func checkTexts(_ rtf: [UInt8]) {
  var limits = RTFLimits()
  (limits.depth, limits.outputBytes) = (20, 1 << 16)
  if let inside = Encapsulation(rtf, limits: limits) {
    precondition(inside.attachments.allSatisfy { 0...inside.bytes.count ~= $0 }, "an attachment outside the text")
  }
  let text = RTFText(rtf, limits: limits)
  precondition(text.attachments.allSatisfy { 0...text.bytes.count ~= $0 }, "an attachment outside the text")
  let html = RTFHTML(rtf, limits: limits)
  precondition(html.attachments.allSatisfy { 0...html.bytes.count ~= $0 }, "an attachment outside the HTML")
  precondition(!String(decoding: html.bytes, as: UTF8.self).contains("<script"), "markup of the source")
}
