import Core
import MAPI
import MIME

/// Finds out who is in a distribution list, and in the lists that are in it.
struct MemberGathering {
  let options: DistributionList.Options
  private(set) var members: [DistributionList.Member] = []
  private(set) var findings: [Finding] = []
  /// Lists that were gone through: a list may be in itself.
  private var lists: Set<ItemEntryID> = []
  private var known: Set<DistributionList.Member> = []
  private var isFull = false

  init(_ options: DistributionList.Options) { self.options = options }

  /// The ids of members, and in the same order what was known of each when the list was saved. [MS-OXOCNTC] §2.2.2.2
  mutating func gather(_ list: ItemReader, depth: Int) {
    let ids = Self.binaries(list.value(.distributionListMembers))
    let saved = Self.binaries(list.value(.distributionListOneOffMembers))
    for place in 0..<max(ids.count, saved.count) {
      guard !isFull else { return }
      let known = place < saved.count ? MemberEntryID(saved[place], codePage: list.codePage) : nil
      let id = place < ids.count ? MemberEntryID(ids[place], codePage: list.codePage) : known
      if let id { add(id, saved: known, list, depth) }
    }
    // [MS-OXOCNTC] §2.2.2.2.4: of a list that is too large for the other two, the stream holds all members.
    if list.id(of: .distributionListStream).map({ list.object.has($0) }) == true, ids.isEmpty, saved.isEmpty {
      note(list, "The list keeps its members in a form that is not read; the card has none of them.")
    }
  }

  private static func binaries(_ value: PropertyValue?) -> [[UInt8]] {
    (value?.several ?? value.map { [$0] } ?? []).map { $0.binary ?? [] }
  }

  private mutating func add(_ id: MemberEntryID, saved: MemberEntryID?, _ list: ItemReader, _ depth: Int) {
    let fallback = saved.flatMap(Self.member)
    switch id {
    case .contact(let item, let email):
      let found = find(item).map { Self.member(of: ItemReader($0, codePage: list.codePage, place: list.place), email) }
      // The contact may have been changed since; where it has no address, what was saved is better than nothing.
      append(found?.address != nil ? found : fallback ?? found, list)
    case .list(let item):
      guard lists.insert(item).inserted else { return }
      guard depth < options.depth, let inner = find(item) else { return append(fallback, list) }
      gather(ItemReader(inner, codePage: list.codePage, place: list.place), depth: depth + 1)
    case .oneOff: append(Self.member(id) ?? fallback, list)
    case .addressBook(let name):
      let text = fallback?.name ?? ""
      append(fallback?.address != nil ? fallback : .init(name: text, address: nil, other: name), list)
    case .other: append(fallback, list)
    }
  }

  private mutating func find(_ id: ItemEntryID) -> (any MessageObject)? {
    do throws(Fault) {
      return try options.item(id)
    } catch {
      findings.append(Finding(error, level: .warning))
      return nil
    }
  }

  private mutating func append(_ member: DistributionList.Member?, _ list: ItemReader) {
    guard let member, !(member.name.isEmpty && member.address == nil && member.other == nil) else {
      return note(list, "A member of this list cannot be told: its entry points outside of this file.")
    }
    if member.address == nil {
      note(list, "A member of this list has no address of the internet.")
    }
    guard known.insert(member).inserted else { return }
    guard members.count < options.members else {
      isFull = true
      return note(list, "The list has more than \(options.members) members; the rest is left out.")
    }
    members.append(member)
  }

  private mutating func note(_ list: ItemReader, _ message: String) {
    findings.append(
      Finding(
        .warning, "CONTACT-MEMBER", place: list.place, message,
        next: "Look at the list in Outlook and add who is missing by hand."))
  }

  /// What a one-off id says; nil for ids of other kinds.
  private static func member(_ id: MemberEntryID) -> DistributionList.Member? {
    guard case .oneOff(let name, let type, let address) = id else { return nil }
    let shown = name.filter { !$0.isNewline }
    if ExchangeAddress.isMailAddress(address) { return .init(name: shown, address: address, other: nil) }
    if ExchangeAddress.isMailAddress(shown) { return .init(name: "", address: shown, other: nil) }
    return .init(name: shown, address: nil, other: address.isEmpty ? nil : "\(type):\(address)")
  }

  private static func member(of contact: ItemReader, _ email: Int?) -> DistributionList.Member {
    let places: [UInt32] = email.map { [UInt32($0)] } ?? [0, 1, 2]
    let address = places.lazy
      .flatMap { [contact.text(.emailAddress($0)), contact.text(.emailOriginalDisplayName($0))] }
      .compactMap { $0 }.first(where: ExchangeAddress.isMailAddress)
    let name = contact.text(PropertyID.displayName) ?? contact.text(.fileUnder) ?? ""
    return .init(name: name, address: address, other: nil)
  }
}
