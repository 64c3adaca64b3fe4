import Core
import IMAP
public import IMAPServer
import NIOSSL

/// A mail host of the lab: the embedded server with Shortstraw's accounts.
public struct LabHost: Sendable {
  public enum Encryption: Sendable, Hashable {
    case none
    case implicit(certificate: String, key: String)
    case startTLS(certificate: String, key: String)
  }

  /// Folder of its mail store, made when absent.
  public var path: String
  /// 0 takes a free one.
  public var port = 0
  public var encryption = Encryption.none
  /// Id of the service it behaves like; nil for the server's own ways.
  public var provider: String?
  public var quotaBytes: UInt64?

  public init(path: String) { self.path = path }

  /// Starts it with `mailboxes` as accounts. Throws `LAB-PROVIDER` for an unknown service, and the server's own faults.
  public func start(_ mailboxes: [LabMailbox]) async throws -> RunningServer {
    var configuration = MailServer.Configuration(
      path: path, accounts: mailboxes.map { Account(user: $0.user, password: Secret($0.password)) })
    configuration.port = port
    configuration.masters = [Shortstraw.administrator.user: Secret(Shortstraw.administrator.password)]
    if let provider {
      guard let known = Providers.named(provider) else {
        let names = Providers.all.map(\.id).joined(separator: ", ")
        throw Fault(
          "LAB-PROVIDER", "No service is called \(provider).", recovery: .stopRun, advice: "One of: \(names).")
      }
      configuration.personality = Personality(known)
    }
    configuration.personality.quotaBytes = quotaBytes
    switch encryption {
    case .none: break
    case .implicit(let certificate, let key): configuration.encryption = .implicit(try Self.context(certificate, key))
    case .startTLS(let certificate, let key): configuration.encryption = .startTLS(try Self.context(certificate, key))
    }
    return try await MailServer.start(configuration)
  }

  private static func context(_ certificate: String, _ key: String) throws -> NIOSSLContext {
    let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
    return try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: chain, privateKey: .privateKey(NIOSSLPrivateKey(file: key, format: .pem))))
  }
}

extension RunningServer {
  /// Puts `mailbox` into the store, past the protocol. A mailbox that holds folders of its own already is left as it is.
  /// Returns the number of messages stored.
  @discardableResult
  public func fill(_ mailbox: LabMailbox) throws -> Int {
    let store = try self.mailbox(mailbox.user)
    guard store.folderNames.count <= 1 else { return 0 }
    var stored = 0
    for folder in mailbox.folders {
      let name = MailboxName(folder.name)
      if folder.path != ["INBOX"] {
        try store.create(name, specialUse: folder.specialUse.map { [$0] } ?? [])
        if folder.isSubscribed { try store.subscribe(name) }
      }
      var batch: [NewMessage] = []
      var bytes = 0
      for message in folder.messages {
        batch.append(NewMessage(message.bytes, flags: message.flags.map(Flag.init), date: message.date))
        bytes += message.bytes.count
        if bytes > 4 << 20 {
          try store.append(folder: name, messages: batch)
          (batch, bytes) = ([], 0)
        }
        stored += 1
      }
      if !batch.isEmpty { try store.append(folder: name, messages: batch) }
    }
    return stored
  }
}
