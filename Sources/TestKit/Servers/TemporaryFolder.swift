import Core
import Glibc

/// A folder of a test's own, removed with all it holds when the last holder lets go of it.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init(_ name: String = "postduif") throws {
    let parent = Environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(parent)/\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Fault("TEST-FOLDER", "no temporary folder: errno \(errno)", recovery: .stopRun)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // Mail servers give up root and must still find their files.
    chmod(path, 0o755)
  }

  deinit { Files.remove(path) }

  public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}
