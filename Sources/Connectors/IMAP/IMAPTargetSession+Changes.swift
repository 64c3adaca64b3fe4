internal import Core
internal import IMAP
internal import IMAPClient
internal import Migration

extension IMAPTargetSession {
  /// Folders whose CREATE is on the line at once.
  private static let flight = 32

  func quota() async throws -> TargetQuota? {
    guard connection.capabilities.has("QUOTA") else { return nil }
    let answer = try await connection.run(.getQuotaRoot(.inbox))
    guard answer.status.isOK else { return nil }
    var quota = TargetQuota()
    for case .quota(_, let resources) in answer.responses {
      for resource in resources {
        // Of several roots the one that is nearest to its limit counts.
        switch resource.name.uppercased() {
        case "STORAGE":
          let limit = Int64(clamping: resource.limit.multipliedReportingOverflow(by: 1_024).partialValue)
          let used = Int64(clamping: resource.usage.multipliedReportingOverflow(by: 1_024).partialValue)
          if Self.isTighter(used, limit, than: quota.usedBytes, quota.limitBytes) {
            (quota.usedBytes, quota.limitBytes) = (used, limit)
          }
        case "MESSAGE":
          let (used, limit) = (Int64(clamping: resource.usage), Int64(clamping: resource.limit))
          if Self.isTighter(used, limit, than: quota.usedItems, quota.limitItems) {
            (quota.usedItems, quota.limitItems) = (used, limit)
          }
        default: continue
        }
      }
    }
    return quota == TargetQuota() ? nil : quota
  }

  private static func isTighter(_ used: Int64, _ limit: Int64, than otherUsed: Int64?, _ otherLimit: Int64?) -> Bool {
    guard let otherUsed, let otherLimit else { return true }
    return limit - used < otherLimit - otherUsed
  }

  func create(_ folders: [NewFolder]) async throws -> [FolderOutcome] {
    let naming = FolderNaming(
      namespaces: connection.facts.namespaces, delimiter: try await delimiter(),
      isUTF8: connection.facts.enabled.contains("UTF8=ACCEPT"))
    var outcomes: [FolderOutcome] = []
    for start in stride(from: 0, to: folders.count, by: Self.flight) {
      let part = folders[start..<min(start + Self.flight, folders.count)]
      var flights: [CreateFlight] = []
      for folder in part { flights.append(await CreateFlight(folder, naming, on: connection)) }
      var landed: [(flight: CreateFlight, answer: CreateFlight.Answer)] = []
      for flight in flights { landed.append((flight, try await flight.answer())) }
      // By name: an answer may come while another command is being worked on.
      var told: [MailboxName: MailboxStatus] = [:]
      for case .mailboxStatus(let name, let status) in landed.flatMap(\.answer.responses) {
        told[FolderInventory.key(name)] = status
      }
      outcomes += landed.map { $0.flight.outcome($0.answer, told, connection) }
    }
    return outcomes
  }

  /// The separator, which servers without NAMESPACE tell by LIST. RFC 9051 §6.3.9.
  private func delimiter() async throws -> UInt8? {
    if connection.facts.namespaces?.personal.isEmpty == false { return nil }
    var request = ListRequest()
    request.patterns = [[]]
    let answer = try await connection.require(.list(request))
    for case .list(let entry) in answer.responses { return entry.delimiter }
    return nil
  }

  func update(_ changes: [FlagChange], in folder: TargetFolder) async throws {
    let wanted = changes.filter { !$0.ids.isEmpty }
    guard !wanted.isEmpty else { return }
    try await reader.ensureOpen(
      MailboxName(bytes: folder.wireName), readOnly: false, validity: folder.validity)
    try await reader.showUp(to: wanted.compactMap { $0.ids.max() }.max())
    let keeper = FlagKeeper(folder)
    var groups: [StoreRequest: Set<UInt32>] = [:]
    for change in wanted {
      let numbers = change.ids.map(\.rawValue)
      let (add, remove) = (keeper.flags(change.add), keeper.flags(change.remove))
      if !add.isEmpty { groups[StoreRequest(.add, add), default: []].formUnion(numbers) }
      if !remove.isEmpty { groups[StoreRequest(.remove, remove), default: []].formUnion(numbers) }
    }
    try await reader.store(groups.map { ($0.key, $0.value.sorted()) }, place: folder.displayName)
  }

  func remove(_ items: [ItemID], in folder: TargetFolder) async throws {
    guard !items.isEmpty else { return }
    guard traits.canRemove else {
      throw Fault(
        .unsupported, "the server cannot remove single messages (no UIDPLUS)", place: folder.displayName,
        recovery: .skipFolder)
    }
    let numbers = items.map(\.rawValue).sorted()
    try await reader.ensureOpen(
      MailboxName(bytes: folder.wireName), readOnly: false, validity: folder.validity)
    try await reader.showUp(to: items.max())
    try await reader.store([(StoreRequest(.add, [.deleted]), numbers)], place: folder.displayName)
    for part in FetchPlan.commands(numbers.map { ItemID($0) }, singly: false) {
      try await connection.require(.expunge(uids: NumberSet(part)), place: folder.displayName)
    }
  }
}

/// The commands that make one folder, on the line together: CREATE, SUBSCRIBE, and STATUS to see what is there now.
private struct CreateFlight {
  let path: [String]
  private let name: Result<MailboxName, Fault>
  private var create: PendingCommand?
  private var subscribe: PendingCommand?
  private var status: PendingCommand?

  init(_ folder: NewFolder, _ naming: FolderNaming, on connection: IMAPConnection) async {
    path = folder.path
    do {
      let name = try naming.name(of: folder.path)
      self.name = .success(name)
      if !name.isInbox { create = await connection.submit(.create(name, specialUse: [])) }
      if folder.subscribe { subscribe = await connection.submit(.subscribe(name)) }
      status = await connection.submit(.status(name, [.messages, .uidNext, .uidValidity]))
    } catch {
      name = .failure(error)
    }
  }

  struct Answer {
    var create: Status?
    var status: Status?
    var responses: [Response] = []
  }

  func answer() async throws -> Answer {
    var answer = Answer()
    for (command, keep) in [(create, \Answer.create), (subscribe, nil), (status, \Answer.status)] {
      guard let completed = try await command?.value() else { continue }
      answer.responses += completed.responses
      if let keep { answer[keyPath: keep] = completed.status }
    }
    return answer
  }

  /// A CREATE that was refused did no harm when the folder is there all the same.
  func outcome(
    _ answer: Answer, _ told: [MailboxName: MailboxStatus], _ connection: IMAPConnection
  ) -> FolderOutcome {
    let name: MailboxName
    switch self.name {
    case .failure(let fault): return FolderOutcome(path: path, result: .failure(fault))
    case .success(let made): name = made
    }
    if answer.status?.isOK == true {
      var folder = TargetFolder(wireName: name.bytes, path: path)
      folder.learn(told[FolderInventory.key(name)])
      return FolderOutcome(path: path, result: .success(folder))
    }
    let refusedCreate = answer.create.flatMap { $0.isOK ? nil : $0 }
    let place = path.joined(separator: "/")
    var fault = connection.refusal(
      refusedCreate ?? answer.status ?? Status(.no), of: refusedCreate == nil ? "STATUS" : "CREATE", place: place)
    if case .skipItem = fault.recovery { fault.recovery = .skipFolder }
    return FolderOutcome(path: path, result: .failure(fault))
  }
}
