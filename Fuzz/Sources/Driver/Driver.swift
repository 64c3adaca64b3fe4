/// libFuzzer's own loop.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What every target begins with. SwiftPM gives an executable a `main` of its own, so libFuzzer's does not run by itself.
public enum Driver {
  /// Hands inputs to `test` until the command line's limits are reached. Returns the exit status.
  public static func run(
    _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
  ) -> CInt {
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, test)
  }
}
