import Core
import Synchronization

@testable import OAuth

/// Clocks that move when they are told to, and when somebody sleeps.
final class FakeTime: Sendable {
  private struct State {
    var wall: Int64
    var elapsed = Duration.zero
    var sleeps: [Duration] = []
  }
  private let state: Mutex<State>

  init(wall: Int64 = 1_800_000_000) { state = Mutex(State(wall: wall)) }

  var sleeps: [Duration] { state.withLock(\.sleeps) }

  func pass(_ seconds: Int64) {
    state.withLock {
      $0.wall += seconds
      $0.elapsed += .seconds(seconds)
    }
  }

  /// As somebody does who sets the clock.
  func setWall(_ seconds: Int64) { state.withLock { $0.wall = seconds } }

  var piece: Timepiece {
    Timepiece(
      wall: { self.state.withLock(\.wall) }, elapsed: { self.state.withLock(\.elapsed) },
      sleep: { duration in
        try Task.checkCancellation()
        self.state.withLock {
          $0.sleeps.append(duration)
          $0.elapsed += duration
          $0.wall += duration.components.seconds
        }
      })
  }
}

/// Answers questions by a closure and remembers them.
final class FakeExchange: HTTPExchange {
  typealias Answer = @Sendable (HTTPQuestion, Int) async throws(Fault) -> HTTPReply
  private let answer: Answer
  private let asked = Mutex<[HTTPQuestion]>([])

  init(_ answer: @escaping Answer) { self.answer = answer }

  /// One after the other; the last for ever.
  convenience init(_ replies: [HTTPReply]) {
    self.init { (_, number) throws(Fault) in replies[min(number, replies.count - 1)] }
  }

  var questions: [HTTPQuestion] { asked.withLock { $0 } }

  func ask(_ question: HTTPQuestion) async throws(Fault) -> HTTPReply {
    let number = asked.withLock {
      $0.append(question)
      return $0.count - 1
    }
    return try await answer(question, number)
  }
}

/// A vault in memory, with the failures that disks have.
actor MemoryVault: TokenVault {
  private(set) var stored: [String: SavedTokens]
  private(set) var saves = 0
  var loadFault: Fault?
  var saveFault: Fault?
  var turnFault: Fault?
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ stored: [String: SavedTokens] = [:]) { self.stored = stored }

  func fail(load: Fault? = nil, save: Fault? = nil, turn: Fault? = nil) {
    (loadFault, saveFault, turnFault) = (load, save, turn)
  }

  func load(_ credential: String) async throws(Fault) -> SavedTokens? {
    if let loadFault { throw loadFault }
    return stored[credential]
  }

  func save(_ tokens: SavedTokens, of credential: String) async throws(Fault) {
    if let saveFault { throw saveFault }
    saves += 1
    stored[credential] = tokens
  }

  func exclusively<Answer: Sendable>(
    _ credential: String, _ body: @Sendable () async throws(Fault) -> Answer
  ) async throws(Fault) -> Answer {
    if let turnFault { throw turnFault }
    if isTaken { await withCheckedContinuation { waiting.append($0) } } else { isTaken = true }
    defer { if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() } }
    return try await body()
  }
}

/// Opens once; who comes before waits.
actor Gate {
  private var isOpen = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func open() {
    isOpen = true
    for waiter in waiting { waiter.resume() }
    waiting = []
  }

  func pass() async {
    if !isOpen { await withCheckedContinuation { waiting.append($0) } }
  }
}

extension HTTPReply {
  static func json(_ text: String, status: Int = 200, date: Int64? = nil, retryAfter: Int64? = nil) -> HTTPReply {
    HTTPReply(status: status, date: date, retryAfter: retryAfter, body: Array(text.utf8))
  }

  static func token(_ name: String, lifetime: Int = 3600, refresh: String? = nil) -> HTTPReply {
    let more = refresh.map { #","refresh_token":"\#($0)""# } ?? ""
    return .json(#"{"token_type":"Bearer","expires_in":\#(lifetime),"access_token":"\#(name)"\#(more)}"#)
  }
}

extension HTTPQuestion {
  /// `name=value`, in order.
  var fields: [String] { (form ?? []).map { "\($0.name)=\($0.value)" } }
  func value(_ name: String) -> String? { form?.first { $0.name == name }?.value }
}

enum Sample {
  static let tenant = "8f0c7a3e-52a1-4f0e-9b2d-0d6a1b7c5e11"
  static let client = "1c2d3e4f-0a1b-4c5d-8e9f-a0b1c2d3e4f5"
  static let app = Registration.MicrosoftApp(tenant: tenant, clientID: client, proof: .secret(Secret("s3cret~value")))
  static let certificateApp = Registration.MicrosoftApp(
    tenant: tenant, clientID: client, proof: .certificate(pem: TestKeys.certificate, key: Secret(TestKeys.key)))
  static let user = Registration.MicrosoftUser(tenant: "organizations", clientID: client)
  static let googleUser = Registration.GoogleUser(
    clientID: "123-abc.apps.googleusercontent.com", clientSecret: Secret("GOCSPX-abcdef"))
  static let account = Registration.ServiceAccount(
    email: "mover@project.iam.gserviceaccount.com", keyID: "key-7", key: Secret(TestKeys.key),
    clientID: "104729104729")
  static let endpoints = Endpoints(
    token: "https://issuer.example/token", deviceCode: "https://issuer.example/device",
    authorization: "https://issuer.example/authorize")

  /// A token with these claims and a signature nobody made.
  static func token(_ claims: String) -> Secret {
    Secret("\(Base64URL.encode(Array(#"{"alg":"RS256"}"#.utf8))).\(Base64URL.encode(Array(claims.utf8))).c2ln")
  }
}
