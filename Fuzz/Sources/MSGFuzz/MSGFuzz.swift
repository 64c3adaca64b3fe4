import Driver
import MAPI
import MIME

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("MSGFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input. A trap is a find: the reader's own, or a broken promise below.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  guard let message = try? MessageFile(MailboxBytes(input), name: "input.msg") else { return 0 }
  var budget = 64 * count + (1 << 20)
  read(message, depth: 0, &budget)
  return 0
}

/// Reads all that there is. However the file is made, not much more comes out of it than is in it.
private func read(_ message: any MessageObject, depth: Int, _ budget: inout Int) {
  precondition(depth <= 60, "messages without end")
  values(message, &budget)
  for recipient in (try? message.recipients()) ?? [] { values(recipient, &budget) }
  for attachment in (try? message.attachments()) ?? [] {
    values(attachment, &budget)
    if let inner = try? attachment.message() { read(inner, depth: depth + 1, &budget) }
  }
}

private func values(_ bag: any PropertyBag, _ budget: inout Int) {
  for tag in bag.tags {
    let value = try? bag.value(tag.id)
    guard let source = try? bag.open(tag.id) else { continue }
    let bytes = (try? source.bytes(at: 0, source.count)) ?? []
    precondition(bytes.count == source.count, "a stream is shorter than it says")
    budget -= bytes.count
    precondition(budget >= 0, "more comes out than is in the file")
    switch value {
    case .string(let text)?, .string8(let text)?, .binary(let text)?:
      precondition(text == bytes, "a value and its stream differ")
    default: break
    }
  }
  precondition(bag.damages.count <= 200, "damages without end")
}
