import Dispatch
import Glibc

/// Delivers Ctrl-C and the system's request to end as events instead of deaths, for as long as it lives.
final class Signals: Sendable {
  // Made once, only cancelled afterwards.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  init(_ numbers: [Int32], deliver: @escaping @Sendable (Int32) -> Void) {
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
  func end(_ numbers: [Int32]) {
    for source in sources { source.cancel() }
    for number in numbers { signal(number, SIG_DFL) }
  }
}
