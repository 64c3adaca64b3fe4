public import Core

/// Where a message may be going.
public enum MailService: String, Sendable, Hashable, CaseIterable {
  case exchangeOnline = "exchange-online"
  case gmail
  /// Any other IMAP server, and the mail programs that read from it.
  case imap

  /// Its limits, as data.
  public var provider: Provider {
    switch self {
    case .exchangeOnline, .gmail: Providers.named(rawValue) ?? Providers.generic
    case .imap: Providers.generic
    }
  }

  /// As it is called in a sentence.
  public var title: String {
    switch self {
    case .exchangeOnline: "Exchange Online"
    case .gmail: "Gmail"
    case .imap: "any other server or program"
    }
  }
}

/// What a service does about something in a message.
public struct Trip: Sendable, Hashable {
  public var service: MailService
  public var level: Finding.Level
  /// Behind the service's name: `refuses it`.
  public var how: String

  public init(_ service: MailService, _ level: Finding.Level, _ how: String) {
    self.service = service
    self.level = level
    self.how = how
  }
}
