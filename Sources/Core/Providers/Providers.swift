import FoundationEssentials

/// The mail services whose limits and habits are known. The facts and where each comes from stand in `docs/providers/`.
public enum Providers {
  /// Every known service, the most particular first and `generic` last.
  public static let all: [Provider] = {
    do {
      return try JSONDecoder().decode([Provider].self, from: Data(PackageResources.providers_json))
    } catch {
      // The table is compiled in and read by a test; only a broken build comes here.
      preconditionFailure("providers.json cannot be read: \(error)")
    }
  }()

  /// The service with that id; nil when there is none.
  public static func named(_ id: String) -> Provider? { all.first { $0.id == id } }

  /// The service behind a host, by its name first, then by what its greeting and its ID answer (RFC 2971 §3.2) say.
  ///
  /// A host name counts when it is a known one or lies below it (`eu.imap.gmail.com`). The answer is `generic` when
  /// nothing is recognised.
  public static func detect(host: String, greeting: String = "", id: [String: String?] = [:]) -> Provider {
    let host = host.lowercased()
    if let known = all.first(where: { $0.hosts.contains { host == $0 || host.hasSuffix("." + $0) } }) { return known }
    let heard = ([greeting] + id.values.compactMap(\.self)).map { $0.lowercased() }
    return all.first { $0.signs.contains { sign in heard.contains { $0.contains(sign) } } } ?? generic
  }

  /// A server nothing is known of.
  public static let generic: Provider = named("generic") ?? Provider(id: "generic", name: "IMAP server")

  /// Mail in files on a disk: no service, and none of a service's limits. Not in the table, since no server can be it.
  public static let files: Provider = {
    var files = Provider(id: "files", name: "files")
    files.connectionsPerMailbox = 4
    // What was written stands there; nothing lands later.
    files.settleMilliseconds = 1
    return files
  }()
}
