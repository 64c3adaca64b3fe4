import Dispatch
import Glibc

/// Delivers Ctrl-C and the system's request to end as events instead of deaths, for as long as it lives. A signal the
/// process was started to ignore (`nohup`) stays ignored.
final class Signals: Sendable {
  private let numbers: [Int32]
  // Made once, only cancelled afterwards.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  init(_ wanted: [Int32], deliver: @escaping @Sendable (Int32) -> Void) {
    numbers = wanted.filter { !Self.isIgnored($0) }
    sources = numbers.map { number in
      // The source sees the signal only when the default action is off.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { deliver(number) }
      source.resume()
      return source
    }
  }

  /// Back to the default actions.
  func end() {
    for source in sources { source.cancel() }
    for number in numbers { signal(number, SIG_DFL) }
  }

  static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
