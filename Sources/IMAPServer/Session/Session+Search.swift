internal import Core
internal import IMAP

/// SEARCH. RFC 9051 §6.4.4, RFC 4731, RFC 7162 §3.1.5.
extension Session {
  mutating func search(
    _ tag: String, uid: Bool, charset: String?, returns: [String]?, _ key: SearchKey
  ) throws(Refusal) -> Status {
    if let charset, charset != "UTF-8", charset != "US-ASCII" {
      throw Refusal(.no, code: .other(name: "BADCHARSET", text: Array("(US-ASCII UTF-8)".utf8)), "Not read here.")
    }
    let selection = try selected()
    if key.asksModSequence { enabled.insert("CONDSTORE") }
    var matcher = try SearchMatcher(key, selection)
    var hits: [UInt32] = []
    var highest: ModSequence = 0
    for (index, number) in selection.uids.enumerated() {
      guard let message = selection.folder.look({ state in state.index(of: number).map { state.messages[$0] } }) else {
        continue
      }
      guard try answering({ () throws(Fault) in try matcher.matches(key, message, sequence: index + 1) }) else {
        continue
      }
      hits.append(uid ? number : UInt32(index + 1))
      highest = max(highest, message.modSequence)
    }
    let modSequence = key.asksModSequence && !hits.isEmpty ? highest : nil
    if let returns {
      send(.esearch(Self.extended(hits, tag, uid: uid, Set(returns), modSequence)))
    } else {
      send(.search(hits, modSequence: modSequence))
    }
    return .done
  }

  private static func extended(
    _ hits: [UInt32], _ tag: String, uid: Bool, _ returns: Set<String>, _ modSequence: ModSequence?
  ) -> ExtendedSearch {
    var result = ExtendedSearch()
    result.tag = tag
    result.isUID = uid
    result.modSequence = modSequence
    if returns.contains("MIN") { result.min = hits.first }
    if returns.contains("MAX") { result.max = hits.last }
    if returns.contains("COUNT") { result.count = UInt32(hits.count) }
    if returns.contains("ALL") || returns.isEmpty, !hits.isEmpty { result.all = NumberSet(hits) }
    return result
  }
}
