import Glibc
import PSTMaker

/// Writes a file of made-up mail and, beside it, what is in it: `PSTBenchmark SET FILE [MAILS]`.
@main
enum PSTBenchmark {
  static let sets: [String: PSTCompany] = [
    "small": .smallMails, "attachments": .attachments, "ost": .ost,
    "ansi": PSTCompany(layout: .ansi, mails: 4000, attachmentShare: 20),
    "cyclic": PSTCompany(encoding: .cyclic, mails: 4000, attachmentShare: 20),
  ]

  static func main() {
    let words = CommandLine.arguments
    guard words.count == 3 || words.count == 4, var company = sets[words[1]] else {
      fail("usage: PSTBenchmark \(sets.keys.sorted().joined(separator: "|")) FILE [MAILS]", 64)
    }
    if words.count == 4 {
      guard let mails = Int(words[3]), mails > 0 else { fail("MAILS is a number from 1 on", 64) }
      company.mails = mails
    }
    do {
      let clock = ContinuousClock()
      let start = clock.now
      let truth = try company.write(to: words[2])
      let seconds = (clock.now - start) / .seconds(1)
      guard let file = fopen(words[2] + ".truth.json", "w") else {
        fail("\(words[2]).truth.json cannot be written", 73)
      }
      fputs(truth.json, file)
      fclose(file)
      let speed = Int(Double(truth.size) / seconds / 1e6)
      print("\(truth.size / 1_000_000) MB, \(truth.mails) mails, \(truth.attachments) attachments, \(speed) MB/s")
    } catch {
      fail("\(error)", 73)
    }
  }

  static func fail(_ text: String, _ code: Int32) -> Never {
    let line = "PSTBenchmark: \(text)\n"
    _ = write(2, line, line.utf8.count)
    exit(code)
  }
}
