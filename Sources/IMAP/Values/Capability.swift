/// What a server says it can, by name, compared in upper case: `MULTIAPPEND`, `AUTH=PLAIN`, `APPENDLIMIT=35651584`.
public struct Capabilities: Hashable, Sendable {
  public private(set) var names: Set<String> = []
  public init() {}
  public init(_ names: some Sequence<String>) { for name in names { insert(name) } }

  public mutating func insert(_ name: String) { names.insert(name.uppercased()) }
  public mutating func remove(_ name: String) { names.remove(name.uppercased()) }
  public func has(_ name: String) -> Bool { names.contains(name) }

  public var saslMechanisms: Set<String> {
    Set(names.filter { $0.hasPrefix("AUTH=") }.map { String($0.dropFirst(5)) })
  }
  /// The server-wide limit of RFC 7889 in bytes; nil when it is not announced or differs per folder.
  public var appendLimit: Int? {
    names.first { $0.hasPrefix("APPENDLIMIT=") }.flatMap { Int($0.dropFirst(12)) }
  }
  /// Literals without waiting for the server, of any size. RFC 7888.
  public var literalPlus: Bool { has("LITERAL+") }
  /// The same up to 4,096 bytes; part of IMAP4rev2.
  public var literalMinus: Bool { has("LITERAL-") || has("IMAP4REV2") || literalPlus }
}
