import Core
import Foundation
import HeaderAnalysis
import MIME

/// Headers of servers of many makes, written for these tests: `Tests/Fixtures/headers`.
enum Headers {
  static let names = [
    "arc-forwarded", "exchange-internal", "exchange-online", "exim", "forged", "gmail", "iis-smtp", "postfix", "qmail",
    "sendmail",
  ]

  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/headers")
    return [UInt8](try Data(contentsOf: folder.appending(path: "\(name).eml").standardized))
  }

  static func explained(_ name: String, trusting trusted: [String] = []) throws -> ExplainedHeader {
    ExplainedHeader(Message(try bytes(name)), trusting: trusted)
  }

  /// A header of these lines.
  static func explained(lines: [String], trusting trusted: [String] = []) -> ExplainedHeader {
    ExplainedHeader(Message(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)), trusting: trusted)
  }

  /// A Received field at so many seconds after 10:00 UTC.
  static func received(
    _ from: String, _ by: String, at seconds: Int, with: String = "ESMTPS", zone: String = "+0000"
  ) -> String {
    let clock = 36_000 + seconds
    let text = [clock / 3_600, clock % 3_600 / 60, clock % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      .joined(separator: ":")
    return "Received: from \(from) by \(by) with \(with) id x\(seconds); Mon, 23 Nov 2026 \(text) \(zone)"
  }
}

/// Test data that is not part of this package, said aloud and counted where it is absent.
enum SharedHeaders {
  static func folder(_ path: String, for test: String) -> URL? {
    var root = ProcessInfo.processInfo.environment["POSTDUIF_SHARED"].map { URL(filePath: $0) }
    if root == nil {
      var package = URL(filePath: #filePath)
      for _ in 0..<4 { package.deleteLastPathComponent() }
      root = package.deletingLastPathComponent().appending(path: "shared")
    }
    if let folder = root?.appending(path: "suites").appending(path: path),
      FileManager.default.fileExists(atPath: folder.path())
    {
      return folder
    }
    let why = "\(test): no shared cases (POSTDUIF_SHARED or ../shared)"
    print("SKIPPED: \(why)")
    if let list = ProcessInfo.processInfo.environment["POSTDUIF_SKIPS"], let file = FileHandle(forWritingAtPath: list) {
      _ = try? file.seekToEnd()
      try? file.write(contentsOf: Data("\(why)\n".utf8))
      try? file.close()
    }
    return nil
  }

  static func messages(in folder: URL) throws -> [(name: String, bytes: [UInt8])] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".eml") }
    return try names.sorted().map { name in
      (String(name.dropLast(4)), [UInt8](try Data(contentsOf: folder.appending(path: name))))
    }
  }
}
