import Archives
import ArgumentParser
import Core

/// What an endpoint is. Services whose address everybody knows need not be spelled out.
enum EndpointKind: String, CaseIterable, Sendable, ExpressibleByArgument {
  case imap, m365, gmail, mbox, maildir, eml, pst
  /// Files whose form is said with `--as`, or seen.
  case folder

  /// Keys of the project file that follow from it.
  var pairs: [(String, String)] {
    guard let id = providerID, let host = Providers.named(id)?.hosts.first else { return [] }
    return [("host", host), ("provider", id)]
  }

  private var providerID: String? {
    switch self {
    case .m365: "exchange-online"
    case .gmail: "gmail"
    case .imap, .mbox, .maildir, .eml, .pst, .folder: nil
    }
  }

  var isFiles: Bool { self == .folder || form != nil }

  /// How its mail lies in files; nil for a server and where it has to be said or seen.
  var form: ArchiveForm? { ArchiveForm(rawValue: rawValue) }
}

/// How mail lies in files, as a word of the command line.
enum FormWord: String, CaseIterable, Sendable, ExpressibleByArgument {
  case maildir, mbox, eml

  var form: ArchiveForm {
    switch self {
    case .maildir: .maildir
    case .mbox: .mbox
    case .eml: .eml
    }
  }
}

extension ArchiveForm {
  /// For people: `Maildir`.
  var words: String {
    switch self {
    case .maildir: "Maildir"
    case .mbox: "mbox"
    case .eml: "eml files"
    case .pst: "Outlook file"
    }
  }
}
