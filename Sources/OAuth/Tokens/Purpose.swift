/// What a token is for; each issuer has its own words for it.
public enum Purpose: String, Sendable, Hashable, CaseIterable {
  case imap, smtp, graph
}
