import Driver
import MAPI
import MIME

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("TNEFFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input. A trap is a find: the reader's own, or a broken promise below.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  let message = try? TNEF.message(input, place: "winmail.dat")
  precondition((message != nil) == TNEF.isPossible(input))
  guard let message else { return 0 }
  precondition(size(of: message, depth: 0) <= 2 * count, "more comes out than is in the stream")
  return 0
}

/// Bytes of all values.
private func size(of message: StoredMessage, depth: Int) -> Int {
  precondition(depth <= 60, "messages without end")
  precondition(message.damages.count <= 200, "damages without end")
  var sum = size(of: message as StoredProperties)
  for recipient in message.storedRecipients { sum += size(of: recipient) }
  for attachment in message.storedAttachments {
    sum += size(of: attachment as StoredProperties)
    if let inner = attachment.enclosed { sum += size(of: inner, depth: depth + 1) }
  }
  return sum
}

private func size(of bag: StoredProperties) -> Int {
  bag.tags.reduce(0) { sum, tag in sum + ((try? bag.open(tag.id))?.count ?? 0) }
}
