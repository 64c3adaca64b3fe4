import Glibc
import Synchronization

/// Places in a deflate stream at which inflating can begin: what stands before one in a window of 32 KB is all that is
/// needed to go on from it.
///
/// The windows lie in a temporary file without a name, at most ``most`` of them (256 MB); when there are more, every other
/// one is given up and they stand twice as far apart. So neither memory nor disk grow with the stream, and reading at
/// any place costs inflating one stretch at most.
final class AccessPoints: Sendable {
  static let windowBytes = 32 << 10
  static let most = 8_192

  struct Point: Sendable, Hashable {
    /// Offset in what comes out.
    var offset: Int
    /// The next whole byte that goes in.
    var packed: Int
    /// How many bits of the byte before it are not used yet.
    var bits: Int
    fileprivate var slot: Int
    fileprivate var windowCount: Int
    init(offset: Int, packed: Int, bits: Int) {
      (self.offset, self.packed, self.bits) = (offset, packed, bits)
      (slot, windowCount) = (0, 0)
    }
  }

  private struct State {
    var points: [Point] = []
    var spacing: Int
    var file: OpenFile?
    var free: [Int] = []
    var slots = 0
    /// The windows could not be written; from then on there are no new points, and reading elsewhere begins further ahead.
    var isFull = false
  }

  private let state: Mutex<State>
  private let most: Int

  init(spacing: Int = 1 << 20, most: Int = AccessPoints.most) {
    state = Mutex(State(spacing: spacing))
    self.most = most
  }

  var count: Int { state.withLock { $0.points.count } }

  /// Whether a point at `offset` is far enough behind the last one.
  func wants(_ offset: Int) -> Bool {
    state.withLock { !$0.isFull && offset - ($0.points.last?.offset ?? 0) >= $0.spacing }
  }

  func add(_ point: Point, window: UnsafeRawBufferPointer) {
    state.withLock { state in
      // Another reader may have been here since it was asked for.
      guard !state.isFull, point.offset > state.points.last?.offset ?? 0 else { return }
      if state.points.count >= most { thin(&state) }
      var point = point
      point.slot = state.free.popLast() ?? state.slots
      point.windowCount = window.count
      guard let file = state.file ?? Self.temporaryFile() else {
        state.isFull = true
        return
      }
      state.file = file
      let written = pwrite(file.descriptor, window.baseAddress, window.count, off_t(point.slot * Self.windowBytes))
      guard written == window.count else {
        state.isFull = true
        return
      }
      if point.slot == state.slots { state.slots += 1 }
      state.points.append(point)
    }
  }

  private func thin(_ state: inout State) {
    state.free += state.points.indices.filter { $0 % 2 == 0 }.map { state.points[$0].slot }
    state.points = state.points.indices.filter { $0 % 2 == 1 }.map { state.points[$0] }
    state.spacing *= 2
  }

  /// The last point at or before `offset` and behind `position`, with its window; nil when there is none.
  func point(atOrBefore offset: Int, behind position: Int) -> (point: Point, window: [UInt8])? {
    state.withLock { state in
      var (low, high) = (0, state.points.count)
      while low < high {
        let middle = (low + high) / 2
        if state.points[middle].offset <= offset { low = middle + 1 } else { high = middle }
      }
      guard low > 0, state.points[low - 1].offset > position, let file = state.file else { return nil }
      let point = state.points[low - 1]
      var window = [UInt8](repeating: 0, count: point.windowCount)
      let count = window.withUnsafeMutableBytes {
        pread(file.descriptor, $0.baseAddress, $0.count, off_t(point.slot * Self.windowBytes))
      }
      return count == window.count ? (point, window) : nil
    }
  }

  /// In TMPDIR, else /tmp; gone with its last owner.
  private static func temporaryFile() -> OpenFile? {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/postduif-windows-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(template)
    return OpenFile(descriptor)
  }
}
