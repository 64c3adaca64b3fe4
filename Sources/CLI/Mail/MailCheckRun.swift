import Core
import Glibc
import MIME
import MailCheck

/// Checks every message of files and folders. What it keeps does not grow with the mail, except the places of findings
/// where all of them were asked for.
struct MailCheckRun {
  /// Findings of one kind.
  struct Group: Sendable {
    var level: Finding.Level
    var messages = 0
    /// Places and what was seen there; no more than were asked for.
    var samples: [Sample] = []
  }

  struct Sample: Sendable {
    var finding: MailFinding
    var file: String
    var message: Int?
    var start: Int?
  }

  struct Totals: Sendable {
    var files = 0
    var messages = 0
    var bytes = 0
    /// Messages without problem or warning.
    var clean = 0
    var others = 0
    /// Findings by level; one per rule and message.
    var levels: [Finding.Level: Int] = [:]
  }

  /// The system refused; `code` is its errno.
  private struct ReadFailure: Error { var code: Int32 }

  private(set) var totals = Totals()
  private(set) var groups: [Rule: Group] = [:]
  /// Files and folders that cannot be read.
  private(set) var unreadable: [Finding] = []
  private let services: [MailService]
  /// Places kept for each rule.
  private let samples: Int
  private let directory: String
  private let onFinding: (Sample) -> Void
  private let onProgress: (Totals) -> Void

  init(
    services: [MailService], samples: Int, directory: String, onFinding: @escaping (Sample) -> Void = { _ in },
    onProgress: @escaping (Totals) -> Void = { _ in }
  ) {
    (self.services, self.samples, self.directory) = (services, samples, directory)
    (self.onFinding, self.onProgress) = (onFinding, onProgress)
  }

  mutating func run(_ paths: [String]) throws {
    var files = MailFiles(paths, in: directory)
    while let entry = files.next() {
      switch entry {
      case .other: totals.others += 1
      case .unreadable(let path, let code): note(unreadable: path, code)
      case .mail(let path, let kind):
        totals.files += 1
        do {
          switch kind {
          case .message: try checkMessage(path)
          case .mailbox: try checkMailbox(path)
          }
        } catch let failure as ReadFailure {
          note(unreadable: path, failure.code)
        } catch let failure as MailboxFile.Failure {
          note(unreadable: path, failure.code)
        }
      }
    }
  }

  private mutating func note(unreadable path: String, _ code: Int32) {
    unreadable.append(MailInput.unreadable(path, code).finding)
  }

  private mutating func checkMessage(_ path: String) throws {
    let descriptor = open(ProjectFolder.absolute(path, in: directory), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ReadFailure(code: errno) }
    defer { close(descriptor) }
    var check = MessageCheck(for: services)
    var buffer = [UInt8](repeating: 0, count: MailInput.pieceBytes)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw ReadFailure(code: errno) }
      if count == 0 { break }
      check.feed(buffer.span.extracting(0..<count))
    }
    take(&check, path, nil, nil)
  }

  private mutating func checkMailbox(_ path: String) throws {
    let file = try MailboxFile(ProjectFolder.absolute(path, in: directory))
    var reader = MailboxReader(file, dialect: try .detected(in: file))
    var number = 0
    while true {
      var check = MessageCheck(for: services)
      guard let entry = try reader.next({ check.feed($1) }) else { break }
      number += 1
      take(&check, path, number, entry.range.lowerBound)
    }
    if reader.junk > 3 || number == 0 && reader.junk > 0 {
      note(Sample(finding: .junk(reader.junk), file: path, message: nil, start: nil))
    }
  }

  private mutating func take(_ check: inout MessageCheck, _ path: String, _ number: Int?, _ start: Int?) {
    let findings = check.finish()
    totals.messages += 1
    totals.bytes += check.size
    if findings.allSatisfy({ $0.level < .warning }) { totals.clean += 1 }
    for finding in findings { note(Sample(finding: finding, file: path, message: number, start: start)) }
    onProgress(totals)
  }

  private mutating func note(_ sample: Sample) {
    let level = sample.finding.level
    totals.levels[level, default: 0] += 1
    var group = groups.removeValue(forKey: sample.finding.rule) ?? Group(level: level)
    group.level = max(group.level, level)
    group.messages += 1
    if group.samples.count < samples { group.samples.append(sample) }
    groups[sample.finding.rule] = group
    onFinding(sample)
  }
}
