import ArgumentParser
import Core
import Dispatch
import Foundation
import IMAPServer
import Lab

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the old and the new mail host until SIGTERM or Ctrl-C.",
    discussion: """
      Prints one line for each host once it answers, then `ready`. Mail lies below the data folder and is kept; a
      mailbox that holds mail is not filled again.
      """)

  enum TLS: String, ExpressibleByArgument, CaseIterable { case none, implicit, starttls }

  @Option(help: "Port of the old host; 0 takes a free one. Left out: no old host.") var old: Int?
  @Option(help: "Port of the new host; 0 takes a free one. Left out: no new host.") var new: Int?
  @Option(help: "Folder the mail lies in.") var data: String
  @Option(help: "Fill the old host: shortstraw, or shortstraw-raw with bytes that many servers refuse.")
  var fill: Filling?
  @Option(help: "Let the new host behave like this service, e.g. exchange-online.") var personality: String?
  @Option(help: "Limit of each mailbox at the new host, in megabytes.") var quota: Int?
  @Option(help: "How both hosts are reached.") var tls = TLS.none
  @Option(help: "Certificate chain (PEM), with --tls.") var certificate: String?
  @Option(help: "Private key (PEM), with --tls.") var key: String?
  @Option(help: "File to write the same lines to, made whole once both hosts answer.") var readyFile: String?

  func validate() throws {
    guard old != nil || new != nil else { throw ValidationError("Give --old, --new or both.") }
    guard tls == .none || certificate != nil && key != nil else {
      throw ValidationError("--tls \(tls.rawValue) needs --certificate and --key.")
    }
  }

  func run() async throws {
    let stop = StopSignals()
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let company = Shortstraw(includesRaw: fill == .shortstrawRaw)
    var lines: [String] = []
    var running: [RunningServer] = []
    if let old {
      let server = try await host("old", port: old).start(company.mailboxes)
      if fill != nil { for mailbox in company.mailboxes { try server.fill(mailbox) } }
      lines.append("ready old 127.0.0.1:\(server.port)")
      running.append(server)
    }
    if let new {
      var host = host("new", port: new)
      host.provider = personality
      host.quotaBytes = quota.map { UInt64(max(0, $0)) * 1_000_000 }
      let server = try await host.start(company.mailboxes)
      lines.append("ready new 127.0.0.1:\(server.port)")
      running.append(server)
    }
    lines.append("ready")
    let text = lines.map { $0 + "\n" }.joined()
    FileHandle.standardOutput.write(Data(text.utf8))
    if let readyFile { try Data(text.utf8).write(to: URL(fileURLWithPath: readyFile), options: .atomic) }
    await stop.wait()
    for server in running { try await server.shutdown() }
  }

  private func host(_ name: String, port: Int) -> LabHost {
    var host = LabHost(path: "\(data)/\(name)")
    host.port = port
    if let certificate, let key {
      switch tls {
      case .none: break
      case .implicit: host.encryption = .implicit(certificate: certificate, key: key)
      case .starttls: host.encryption = .startTLS(certificate: certificate, key: key)
      }
    }
    return host
  }
}

enum Filling: String, ExpressibleByArgument, CaseIterable {
  case shortstraw
  case shortstrawRaw = "shortstraw-raw"
}

/// SIGTERM and SIGINT as an event.
final class StopSignals {
  private let stream: AsyncStream<Void>
  private let sources: [any DispatchSourceSignal]

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    self.stream = stream
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield() }
      source.resume()
      return source
    }
  }

  func wait() async {
    for await _ in stream { return }
  }
}
