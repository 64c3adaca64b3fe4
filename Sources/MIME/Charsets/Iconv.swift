import Glibc

/// One open conversion of iconv(3) to UTF-8, closed with its last owner.
final class Iconv {
  private let descriptor: iconv_t

  /// Nil when this system has no conversion of that name.
  init?(from name: String) {
    guard let descriptor = iconv_open("UTF-8", name), descriptor != Self.failed else { return nil }
    self.descriptor = descriptor
  }

  deinit { iconv_close(descriptor) }

  /// iconv_open(3) fails with `(iconv_t) -1`.
  private static var failed: iconv_t? { iconv_t(bitPattern: -1) }

  static func knows(_ name: String) -> Bool { Iconv(from: name) != nil }

  enum Stop { case done, illegal, incomplete, full }

  /// Converts from the front of `input`, as far as it goes; both counts are of bytes.
  func convert(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (read: Int, written: Int, stop: Stop) {
    // iconv(3) takes its input as `char **` and does not write through it.
    var from = UnsafeMutableRawPointer(mutating: input.baseAddress)?.assumingMemoryBound(to: CChar.self)
    var to = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    var (left, room) = (input.count, output.count)
    let result = iconv(descriptor, &from, &left, &to, &room)
    let error = errno
    let stop: Stop
    if result != -1 {
      stop = .done
    } else {
      stop = error == E2BIG ? .full : error == EINVAL ? .incomplete : .illegal
    }
    return (input.count - left, output.count - room, stop)
  }

  /// Back to the initial shift state; what a shifted set still holds is written to `output`.
  func reset(into output: UnsafeMutableRawBufferPointer) -> Int {
    var to = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    var room = output.count
    _ = iconv(descriptor, nil, nil, &to, &room)
    return output.count - room
  }
}
