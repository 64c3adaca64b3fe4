public import Core

/// Hands out access tokens of one credential to all lanes of a run: kept in memory and in the vault, renewed ahead of
/// their end, one question at a time whoever asks, in this process and in others.
///
/// A caller that is cancelled leaves; the question it may have begun goes on for the others, and for the vault, since an
/// answer that is thrown away may hold the only refresh token that is still good.
public actor TokenSource {
  public nonisolated let credential: String
  public nonisolated let registration: Registration

  private let vault: any TokenVault
  private let fetch: TokenFetch
  private let time: Timepiece
  private let onWarning: @Sendable (Finding) -> Void

  private var held: [TokenKey: HeldToken] = [:]
  private var flights: [TokenKey: Flight] = [:]
  private var nextWaiter = 0
  /// The newest that is known, and what the vault held when it was last seen: when the vault has yet another one, another
  /// process was there in between and knows better.
  private var refresh: Secret?
  private var refreshInVault: Secret?
  private var endpoints: Endpoints?
  /// When a renewal ahead of time failed, the next one waits; when an issuer refused, all wait. On ``Timepiece/elapsed``.
  private var renewalRests: [TokenKey: Duration] = [:]
  private var refusals: [TokenKey: (fault: Fault, until: Duration)] = [:]
  private var drops: [TokenKey: Duration] = [:]
  private var dropped: Set<Secret> = []

  private struct Flight {
    var waiters: [Int: CheckedContinuation<Result<AccessToken, Fault>, Never>] = [:]
  }

  /// An issuer that refused is not asked the same again within this time: two hundred mailboxes of one credential would
  /// ask two hundred times, and issuers lock out programs that do.
  static let refusalHolds = Duration.seconds(30)
  private static let renewalRest = Duration.seconds(30)
  private static let dropInterval = Duration.seconds(60)

  /// `onWarning` gets what a person should know and what stops nothing.
  public init(
    credential: String, registration: Registration, vault: any TokenVault, exchange: any HTTPExchange,
    time: Timepiece = .system, onWarning: @escaping @Sendable (Finding) -> Void = { _ in }
  ) {
    self.credential = credential
    self.registration = registration
    self.vault = vault
    self.time = time
    self.onWarning = onWarning
    fetch = TokenFetch(credential: credential, registration: registration, exchange: exchange, time: time)
  }

  /// A token with more than a few seconds to live. Throws what the issuer, the network or the vault refuse;
  /// `OAUTH-CANCELLED` when the calling task is cancelled.
  public func token(for key: TokenKey) async throws(Fault) -> AccessToken {
    let now = time.elapsed()
    if let held = held[key], held.isFresh(now) || (held.isUsable(now) && renewalRests[key, default: now] > now) {
      return held.token
    }
    if let refusal = refusals[key] {
      if now < refusal.until { throw refusal.fault }
      refusals[key] = nil
    }
    return try await join(key)
  }

  // MARK: Waiting together

  private func join(_ key: TokenKey) async throws(Fault) -> AccessToken {
    let waiter = nextWaiter
    nextWaiter += 1
    if flights[key] == nil {
      flights[key] = Flight()
      Task { await self.fly(key) }
    }
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Result<AccessToken, Fault>, Never>) in
        if Task.isCancelled || flights[key] == nil {
          continuation.resume(returning: .failure(Self.cancelled))
        } else {
          flights[key]?.waiters[waiter] = continuation
        }
      }
    } onCancel: {
      Task { await self.leave(key, waiter) }
    }
    return try outcome.get()
  }

  private func leave(_ key: TokenKey, _ waiter: Int) {
    flights[key]?.waiters.removeValue(forKey: waiter)?.resume(returning: .failure(Self.cancelled))
  }

  private static var cancelled: Fault {
    Fault(.oauthCancelled, "the question was withdrawn", recovery: .retry(after: nil))
  }

  /// One question for all who wait.
  private func fly(_ key: TokenKey) async {
    let outcome = await renew(key)
    let waiters = flights.removeValue(forKey: key)?.waiters.values.map { $0 } ?? []
    for waiter in waiters { waiter.resume(returning: outcome) }
  }

  // MARK: Renewing

  private func renew(_ key: TokenKey) async -> Result<AccessToken, Fault> {
    do throws(Fault) {
      return .success(try await renewInTurn(key))
    } catch {
      let now = time.elapsed()
      // The old token is good until its end, whatever became of the new one.
      if let held = held[key], held.isUsable(now) {
        renewalRests[key] = now + Self.renewalRest
        warn(error, .warning)
        return .success(held.token)
      }
      if case .stopMailbox = error.recovery { refusals[key] = (error, now + Self.refusalHolds) }
      return .failure(error)
    }
  }

  private func renewInTurn(_ key: TokenKey) async throws(Fault) -> AccessToken {
    let inTurn: Result<AccessToken, Fault>
    do throws(Fault) {
      // A fault of our own goes through as a result, so that one that is thrown is the vault's.
      inTurn = try await vault.exclusively(credential) { () async throws(Fault) -> Result<AccessToken, Fault> in
        do throws(Fault) { return .success(try await self.lookThenAsk(key)) } catch { return .failure(error) }
      }
    } catch {
      // Without its turn a process may ask at the same time as another. That costs a question and no token.
      warn(error, .warning)
      return try await lookThenAsk(key)
    }
    return try inTurn.get()
  }

  /// In our turn: another process may have renewed while we waited for it.
  private func lookThenAsk(_ key: TokenKey) async throws(Fault) -> AccessToken {
    let seen = try await look(key)
    if let held = held[key], held.isFresh(time.elapsed()) { return held.token }
    let answer = try await fetch.token(for: key, refresh: refresh, try await knownEndpoints())
    let held = HeldToken(accessToken(answer), lifetime: answer.lifetime, now: time.elapsed())
    self.held[key] = held
    renewalRests[key] = nil
    let isRotated = answer.refresh.map { $0 != refresh } ?? false
    if let new = answer.refresh { refresh = new }
    await save(seen, key, held.token, isRotated: isRotated)
    return held.token
  }

  private func accessToken(_ answer: TokenAnswer) -> AccessToken {
    let wall = time.wall()
    return AccessToken(secret: answer.access, issued: wall, expires: wall + answer.lifetime, scopes: answer.scopes)
  }

  /// What the vault holds; a failure is one to go on with. A vault that cannot be read stops a person's credential
  /// unless the refresh token is known already; an app asks for a new token without it.
  private func look(_ key: TokenKey) async throws(Fault) -> Result<SavedTokens, Fault> {
    let saved: SavedTokens?
    do throws(Fault) {
      saved = try await vault.load(credential)
    } catch {
      if registration.needsPerson, refresh == nil { throw error }
      return .failure(error)
    }
    if saved?.refreshToken != refreshInVault {
      refreshInVault = saved?.refreshToken
      refresh = saved?.refreshToken
    }
    if let kept = saved?.access[key], !dropped.contains(kept.secret), kept.secret != held[key]?.token.secret,
      let token = HeldToken(kept: kept, wall: time.wall(), now: time.elapsed()), token.isFresh(time.elapsed())
    {
      held[key] = token
    }
    return .success(saved ?? SavedTokens())
  }

  private func knownEndpoints() async throws(Fault) -> Endpoints {
    if let endpoints { return endpoints }
    let found = try await Endpoints.of(registration, fetch.exchange)
    endpoints = found
    return found
  }

  /// On disk before the token is handed out. A disk that is full must not end a night's work, so a failure is told and
  /// the token used all the same.
  ///
  /// What could not be read is not written over: it may hold more than is known here.
  private func save(
    _ seen: Result<SavedTokens, Fault>, _ key: TokenKey, _ token: AccessToken, isRotated: Bool
  ) async {
    let wall = time.wall()
    do throws(Fault) {
      var tokens = try seen.get()
      tokens.refreshToken = refresh ?? tokens.refreshToken
      tokens.access = tokens.access.filter { $0.value.expires > wall }
      tokens.access[key] = token
      try await vault.save(tokens, of: credential)
      refreshInVault = tokens.refreshToken
    } catch {
      let isLost = isRotated || refresh != refreshInVault
      onWarning(
        Finding(
          isLost ? .problem : .warning, .oauthNotSaved, place: error.place,
          isLost
            ? "the issuer replaced the sign-in of this credential, and the new one could not be kept: \(error.message)"
            : "a new token could not be kept: \(error.message)",
          next: isLost
            ? "Mend this before the run ends, or sign in again afterwards: postduif credential sign-in \(credential)"
            : error.advice))
    }
  }

  private func warn(_ fault: Fault, _ level: Finding.Level) { onWarning(Finding(fault, level: level)) }

  // MARK: From outside

  /// A server refused `token` before its end. Nil when another one is worth a try, which the next
  /// ``token(for:)`` brings; a fault when the token is not what is wrong, since one from within the last minute was
  /// refused as well. A token that others may be using happily is dropped once a minute at most.
  public func refused(_ token: Secret) -> Fault? {
    guard let key = held.first(where: { $0.value.token.secret == token })?.key else { return nil }
    let now = time.elapsed()
    if let last = drops[key], now - last < Self.dropInterval {
      return Fault(
        .oauthTokenRefused, "the mail server refuses a token that the issuer has only just made",
        recovery: .stopMailbox,
        advice:
          "The mailbox or the permission for it is what is wrong: see that it exists and that the app or the person"
          + " may open it.")
    }
    drops[key] = now
    held[key] = nil
    if dropped.count > 1000 { dropped.removeAll() }
    dropped.insert(token)
    return nil
  }

  /// The end of a sign-in: from now on these tokens count, here and in the vault. Throws when they cannot be kept; they
  /// are used all the same.
  public func adopt(_ tokens: SavedTokens) async throws(Fault) {
    refresh = tokens.refreshToken ?? refresh
    refusals = [:]
    renewalRests = [:]
    held = tokens.access.compactMapValues { HeldToken(kept: $0, wall: time.wall(), now: time.elapsed()) }
    let adopted = SavedTokens(refreshToken: refresh, access: tokens.access)
    try await vault.exclusively(credential) { () async throws(Fault) -> Void in
      try await self.vault.save(adopted, of: self.credential)
    }
    refreshInVault = adopted.refreshToken
  }

  /// What the token of `key` says of itself; nil when there is none or it is opaque. Asks nobody.
  public func claims(for key: TokenKey) -> TokenClaims? { held[key].flatMap { TokenClaims($0.token.secret) } }
}
