internal import AsyncHTTPClient
public import Core
import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// Asks issuers over HTTPS. Follows no redirect: a token endpoint has none to give, and what is asked holds secrets.
///
/// One per process is enough; it keeps connections for a minute. Ends by itself when nobody holds it any more.
public final class HTTPClientExchange: HTTPExchange {
  public struct Settings: Sendable, Hashable {
    /// PEM file with authorities to trust besides the system's, for proxies that open TLS and for tests.
    public var caFile: String?
    /// From connecting to the last byte of the answer.
    public var limit: Duration
    /// Where `HTTPS_PROXY` and `NO_PROXY` stand; this process's own when nothing is said.
    public var environment: [String: String]

    public init(caFile: String? = nil, limit: Duration = .seconds(30), environment: [String: String]? = nil) {
      self.caFile = caFile
      self.limit = limit
      self.environment = environment ?? ProcessInfo.processInfo.environment
    }
  }

  /// Answers of issuers have a few kilobytes.
  static let largestBody = 1 << 20

  private let settings: Settings
  private let proxies: ProxySettings
  private let direct: HTTPClient
  private let proxied: HTTPClient?
  private let time: Timepiece

  /// Throws `TLS-SETTINGS` when the CA file cannot be used, `NET-PROXY` when the environment's proxy cannot.
  public convenience init(_ settings: Settings = Settings()) throws(Fault) {
    try self.init(settings, time: .system)
  }

  init(_ settings: Settings, time: Timepiece) throws(Fault) {
    self.settings = settings
    self.time = time
    proxies = try ProxySettings(environment: settings.environment)
    var configuration = try Self.configuration(settings)
    direct = HTTPClient(configuration: configuration)
    if let proxy = proxies.proxy {
      configuration.proxy = Self.clientProxy(proxy)
      proxied = HTTPClient(configuration: configuration)
    } else {
      proxied = nil
    }
  }

  deinit {
    // A client that is let go without its shutdown would keep its connections.
    for client in [direct, proxied].compactMap({ $0 }) { client.shutdown { _ in } }
  }

  private static func configuration(_ settings: Settings) throws(Fault) -> HTTPClient.Configuration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if let path = settings.caFile {
      guard let certificates = try? NIOSSLCertificate.fromPEMFile(path), !certificates.isEmpty else {
        throw Fault(
          .tlsSettings, "the file with authorities to trust cannot be used", place: path, recovery: .stopRun,
          advice: "Check that it exists and holds certificates in PEM form.")
      }
      tls.additionalTrustRoots = [.certificates(certificates)]
    }
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(10), read: .seconds(30)), decompression: .disabled)
    configuration.httpVersion = .http1Only
    // Trying again is decided in one place, above.
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }

  private static func clientProxy(_ proxy: ProxySettings.Proxy) -> HTTPClient.Configuration.Proxy {
    switch proxy.kind {
    case .socks: .socksServer(host: proxy.host, port: proxy.port)
    case .connect:
      .server(
        host: proxy.host, port: proxy.port,
        authorization: proxy.user.isEmpty
          ? nil : .basic(username: proxy.user, password: proxy.password?.reveal() ?? ""))
    }
  }

  public func ask(_ question: HTTPQuestion) async throws(Fault) -> HTTPReply {
    guard let address = WebAddress(question.url), address.mayCarrySecrets else {
      throw Fault(
        .oauthSettings, "the issuer's address is not one for secrets", recovery: .stopRun,
        advice: "Issuers are asked by https, or by http on this machine.")
    }
    let isProxied = proxies.proxy(for: address) != nil
    let client = isProxied ? proxied ?? direct : direct
    let limit = settings.limit
    do {
      return try await withThrowingTaskGroup(of: HTTPReply?.self) { group in
        group.addTask { try await self.exchange(question, client) }
        group.addTask {
          try await Task.sleep(for: limit)
          return nil
        }
        defer { group.cancelAll() }
        guard let reply = try await group.next() ?? nil else { throw HTTPFaults.timedOut(address) }
        return reply
      }
    } catch {
      throw Task.isCancelled
        ? HTTPFaults.cancelled(address) : HTTPFaults.asking(error, address, isProxied: isProxied)
    }
  }

  private func exchange(_ question: HTTPQuestion, _ client: HTTPClient) async throws -> HTTPReply {
    var request = HTTPClientRequest(url: question.url)
    request.headers.add(name: "Accept", value: "application/json")
    if let form = question.form {
      request.method = .POST
      request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
      request.body = .bytes(ByteBuffer(string: FormText.encode(form)))
    }
    let response = try await client.execute(request, timeout: .nanoseconds(settings.limit.wholeNanoseconds))
    let body = try await response.body.collect(upTo: Self.largestBody)
    let now = time.wall()
    return HTTPReply(
      status: Int(response.status.code), date: response.headers.first(name: "Date").flatMap(HTTPFields.date),
      retryAfter: response.headers.first(name: "Retry-After").flatMap { HTTPFields.retryAfter($0, now: now) },
      body: Array(buffer: body))
  }
}

extension Duration {
  /// At least one, at most what an `Int64` holds.
  fileprivate var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return max(1, min(seconds, 1_000_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
