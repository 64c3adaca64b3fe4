import Core
import Foundation
import Synchronization

@testable import CLI

/// A place in memory for what a command says.
final class Capture: TextSink {
  private let held = Mutex("")
  var text: String { held.withLock { $0 } }
  func write(_ text: String) { held.withLock { $0 += text } }
}

/// A command run inside the test, in a folder of its own.
struct Stage {
  let folder: String
  var environment: [String: String] = [:]
  /// What is typed, line by line; nil when nobody sits there.
  var typed: [String]?
  /// Standard input and output where a command reads or writes bytes that are no text.
  var inputDescriptor: Int32?
  var outputDescriptor: Int32?

  init() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "postduif-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    folder = path.path(percentEncoded: false)
    environment["XDG_CONFIG_HOME"] = folder + "/none"
  }

  struct Outcome {
    var status: ExitStatus
    var out: String
    var err: String
  }

  @discardableResult
  func run(_ words: String..., in subfolder: String = "") async -> Outcome { await run(words, in: subfolder) }

  func run(_ words: [String], in subfolder: String = "") async -> Outcome {
    let (out, err) = (Capture(), Capture())
    let lines = Lines(typed ?? [])
    let keyboard = typed == nil ? nil : Keyboard(line: { lines.next() }, hiddenLine: { lines.next() })
    var context = Context(
      environment: environment, directory: subfolder.isEmpty ? folder : "\(folder)/\(subfolder)", out: out, err: err,
      outTerminal: .none, errTerminal: .none, keyboard: keyboard, now: { Samples.now }, pipedLine: { nil })
    context.inputDescriptor = inputDescriptor ?? context.inputDescriptor
    context.outputDescriptor = outputDescriptor ?? context.outputDescriptor
    let status = await Program.run(words, context)
    return Outcome(status: status, out: out.text, err: err.text)
  }

  /// Text of a file in the folder; empty when it is not there.
  func file(_ name: String) -> String {
    (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
  }

  func clear() { try? FileManager.default.removeItem(atPath: folder) }
}

private final class Lines: Sendable {
  private let left: Mutex<[String]>
  init(_ lines: [String]) { left = Mutex(lines.reversed()) }
  func next() -> String? { left.withLock { $0.popLast() } }
}
