import Archives
import Core

/// Makes typed settings of what has passed the table, and checks what a table cannot.
struct SettingsBuilder {
  /// Folder relative paths are taken from.
  let folder: String
  let home: String
  var reader: ProjectReader

  mutating func settings(_ root: ProjectObject) -> ProjectSettings {
    let project = root.object("project")
    var settings = ProjectSettings(name: project?.text("name") ?? "")
    settings.customer = project?.text("customer") ?? ""
    settings.consultant = project?.text("consultant") ?? ""
    settings.sources = root.named("source").map { endpoint($0.name, $0.object, place: "source") }
    settings.targets = root.named("target").map { endpoint($0.name, $0.object, place: "target") }
    if let options = root.object("options") { settings.options = self.options(options) }
    if let entries = root.list("mailboxes") {
      let mailboxes = entries.map { mailbox($0) }
      settings.mailboxes = .inline(mailboxes)
      for finding in MailboxCheck.findings(mailboxes, settings, place: { reader.place(line: $0.line) }) {
        reader.add(finding)
      }
    } else if let file = root.text("mailboxes") {
      settings.mailboxes = .file(file)
    }
    return settings
  }

  private func options(_ object: ProjectObject) -> ProjectOptions {
    var options = ProjectOptions()
    options.lanes = object.integer("lanes")
    options.parallel = object.integer("parallel")
    options.limitRate = object.rate("limit-rate")
    options.mirrorDeletes = object.flag("mirror-deletes")
    options.repair = object.flag("repair")
    options.disarmReceipts = object.flag("disarm-receipts")
    options.exclude = object.texts("exclude")
    options.map = object.textMap("map")
    return options
  }

  private func mailbox(_ object: ProjectObject) -> MailboxEntry {
    func end(_ side: Side) -> MailboxEntry.End {
      var end = MailboxEntry.End(user: object.text("\(side.rawValue)-user") ?? "")
      end.endpoint = object.text(side.rawValue) ?? ""
      end.root = object.text("\(side.rawValue)-root")
      end.credential = object.text("\(side.rawValue)-credential")
      return end
    }
    var entry = MailboxEntry(name: object.text("name"), source: end(.source), target: end(.target))
    entry.exclude = object.texts("exclude")
    entry.map = object.textMap("map")
    entry.line = object.line
    return entry
  }

  // MARK: Endpoints

  private mutating func endpoint(_ name: String, _ object: ProjectObject, place: String) -> Endpoint {
    let place = "\(place).\(name)"
    let kind: Endpoint.Kind = object.choice("kind") ?? .imap
    if let form = kind.form {
      if !form.isWritable, place.hasPrefix("target.") {
        reader.note(
          "PROJECT-VALUE", object.line(of: "kind"), "\(place).kind is \(kind.rawValue), which is read and not written",
          "Accepted for a target: imap, maildir, mbox, eml")
      }
      return Endpoint(name: name, files: files(form, object, place: place))
    }
    let tls: Endpoint.TLS = object.choice("tls") ?? .implicit
    var endpoint = Endpoint(name: name, host: object.text("host") ?? "", tls: tls, port: object.integer("port"))
    checkHost(endpoint.host, object, place: place)
    endpoint.trust = trust(object, place: place)
    endpoint.allowsPlainTextSignIn = object.flag("allow-plain-text-sign-in") ?? false
    endpoint.signIn = object.choice("sign-in") ?? .automatic
    endpoint.credential = object.text("credential")
    endpoint.passwordCommand = object.text("password-command")
    endpoint.passwordFile = object.text("password-file").map(path)
    endpoint.admin = object.object("admin").map(admin)
    endpoint.proxy = proxy(object, place: place)
    endpoint.provider = object.text("provider")
    endpoint.connections = object.integer("connections")
    endpoint.timeout = object.duration("timeout")
    endpoint.compress = object.flag("compress") ?? false
    if endpoint.allowsPlainTextSignIn, tls == .implicit {
      reader.note(
        "PROJECT-VALUE", object.line(of: "allow-plain-text-sign-in"),
        "\(place) allows a password in the clear over a connection that is encrypted from its first byte",
        "Take allow-plain-text-sign-in out, or set tls: to what the server really has")
    }
    return endpoint
  }

  private mutating func files(_ form: ArchiveForm, _ object: ProjectObject, place: String) -> MailFiles {
    let written = object.text("path") ?? ""
    if let unknown = MailFiles.unknownPlaceholder(in: written) {
      let words = MailFiles.Placeholder.allCases.map(\.word).joined(separator: ", ")
      reader.note(
        "PROJECT-VALUE", object.line(of: "path"),
        "\(place).path has \(ProjectReader.quoted(unknown)), which means nothing",
        "Accepted in a path: \(words), for the mailbox's name; no other braces")
    }
    return MailFiles(form, path: path(written), written: written)
  }

  /// A host is a name or an address, not an URL and not with its port.
  private mutating func checkHost(_ host: String, _ object: ProjectObject, place: String) {
    let isAddress = host.contains(":") && host.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." || $0 == "%" }
    guard !host.isEmpty, !isAddress else { return }
    let refused = host.first { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_") }
    guard refused != nil || host.hasPrefix("-") else { return }
    reader.note(
      "PROJECT-VALUE", object.line(of: "host"), "\(place).host is \(ProjectReader.quoted(host))",
      "Accepted: a host name such as imap.oldhost.example, or an address; the port stands under port:")
  }

  private mutating func trust(_ object: ProjectObject, place: String) -> Endpoint.Trust {
    if let word = object.text("trust") { return word == "unverified" ? .unverified : .system }
    guard let trust = object.object("trust") else { return .system }
    let line = object.line(of: "trust")
    switch (trust.text("ca-file"), trust.text("pin-sha256")) {
    case (let file?, nil): return .authority(file: path(file))
    case (nil, let digits?):
      if let bytes = Self.digest(digits) { return .pinned(sha256: bytes) }
      reader.note(
        "PROJECT-VALUE", trust.line(of: "pin-sha256"), "\(place).trust.pin-sha256 is no SHA-256 value",
        "Accepted: 64 hexadecimal digits, with or without colons, as openssl x509 -noout -fingerprint -sha256 -in FILE prints them"
      )
    default:
      reader.note(
        "PROJECT-VALUE", line, "\(place).trust needs exactly one of ca-file and pin-sha256",
        "Accepted: system, unverified, or one of ca-file: FILE, pin-sha256: DIGITS")
    }
    return .system
  }

  private static func digest(_ text: String) -> [UInt8]? {
    let digits = text.filter { $0 != ":" && $0 != " " }
    guard digits.utf8.count == 64, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
    let values = digits.compactMap(\.hexDigitValue)
    return stride(from: 0, to: 64, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
  }

  private func admin(_ object: ProjectObject) -> Endpoint.Admin {
    var admin = Endpoint.Admin(user: object.text("user") ?? "", form: object.choice("form") ?? .authzid)
    admin.separator = object.text("separator") ?? "*"
    admin.domain = object.text("domain")
    return admin
  }

  private mutating func proxy(_ object: ProjectObject, place: String) -> Endpoint.Proxy? {
    guard let text = object.text("proxy") else { return nil }
    let line = object.line(of: "proxy")
    if let proxy = Self.proxy(text) { return proxy }
    if let secret = Self.secretInURL(text) {
      _ = Secret(secret)
      reader.note(
        "PROJECT-SECRET", line, "\(place).proxy holds a password, and this file is made to be shared",
        "Let the proxy know this machine by its address, and write socks5://HOST:PORT")
      return nil
    }
    reader.note(
      "PROJECT-VALUE", line, "\(place).proxy is \(ProjectReader.quoted(text))",
      "Accepted: socks5://HOST:PORT or http://HOST:PORT")
    return nil
  }

  /// What stands between the first colon after `//` and the last `@`.
  private static func secretInURL(_ text: String) -> String? {
    guard let start = text.firstRange(of: "://")?.upperBound, let at = text[start...].lastIndex(of: "@"),
      let colon = text[start..<at].firstIndex(of: ":")
    else { return nil }
    return String(text[text.index(after: colon)..<at])
  }

  static func proxy(_ text: String) -> Endpoint.Proxy? {
    for kind in Endpoint.Proxy.Kind.allCases where text.hasPrefix("\(kind.rawValue)://") {
      let rest = text.dropFirst(kind.rawValue.count + 3)
      guard let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...]),
        (1...65_535).contains(port)
      else { return nil }
      var host = String(rest[..<colon])
      if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
      guard !host.isEmpty, !host.contains(where: { "@/ []".contains($0) }) else { return nil }
      return Endpoint.Proxy(kind: kind, host: host, port: port)
    }
    return nil
  }

  /// Relative paths start at the project's folder, `~/` at the home folder.
  private func path(_ text: String) -> String {
    if text.hasPrefix("/") { return text }
    if text.hasPrefix("~/") { return home + "/" + text.dropFirst(2) }
    return folder + "/" + text
  }
}
