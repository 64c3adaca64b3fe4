package import Core

/// Asked before every change on disk. A test lets it throw from some moment on, clean-up included, and finds the disk as a
/// killed process leaves it.
package struct DiskSteps: Sendable {
  private let watch: @Sendable () throws(Fault) -> Void
  package init(_ watch: @escaping @Sendable () throws(Fault) -> Void) { self.watch = watch }
  package static let unwatched = DiskSteps {}

  package func before() throws(Fault) { try watch() }

  /// True when the change may be made, for changes that nobody waits for.
  package var mayGoOn: Bool { (try? watch()) != nil }
}
