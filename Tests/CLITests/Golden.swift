import Foundation
import Testing

@testable import CLI

/// Compares text with a file beside the tests. After an intended change the files are written anew with
/// `RECORD_GOLDENS=1 swift test --filter CLITests`, and read before they are committed.
enum Golden {
  static func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)")
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let wanted = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    #expect(text == wanted, "differs from Goldens/\(name)", sourceLocation: sourceLocation)
  }

  /// The screen in both ways, each line checked against its width.
  static func check(
    screen name: String, sourceLocation: SourceLocation = #_sourceLocation, _ lines: (Layout) -> [String]
  )
    throws
  {
    for layout in [Layout(), Layout(isASCII: true)] {
      let drawn = lines(layout)
      for line in drawn where !line.contains("postduif ") {
        #expect(DisplayWidth.of(line) <= 80, "\(line)", sourceLocation: sourceLocation)
      }
      let text = drawn.joined(separator: "\n") + "\n"
      #expect(!text.unicodeScalars.contains("\u{1B}"), sourceLocation: sourceLocation)
      try check(text, "\(name).\(layout.isASCII ? "ascii" : "unicode").txt", sourceLocation: sourceLocation)
    }
  }
}
