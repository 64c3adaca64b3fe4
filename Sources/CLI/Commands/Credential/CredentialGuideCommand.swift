import ArgumentParser
import Core
import OAuth
import Projects

struct CredentialGuideCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "guide", abstract: "The steps to register at Microsoft or Google, filled in with the project's names.",
    discussion: """
      Examples:
        postduif credential guide microsoft-app --tenant peeters.onmicrosoft.example
        postduif credential guide microsoft-app --by powershell > register.txt
        postduif credential guide google-service-account
      """)
  @Argument(help: "microsoft-app, microsoft-user, google-user or google-service-account.") var kind: CredentialKind
  @Option(help: "Name the credential will have in this project; microsoft or google unless given.")
  var credential: String?
  @Option(help: "The customer's tenant: its id or one of its domains.") var tenant: String?
  @Option(name: .customLong("client-id"), help: "The app's id, once it is registered.") var clientID: String?
  @Option(help: "Microsoft's cloud: global, us-gov-high, us-dod or china.") var cloud = Clouds.defaultID
  @Option(help: "How the app is registered: portal, powershell or graph.") var by = MicrosoftAppGuide.Way.portal
  @Flag(help: "The app shall send mail too, for a relay.") var sends = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    guard let kind = kind.registration else {
      throw CommandFailure(
        .misused, "USAGE", "a password needs no registration", next: "Store it: postduif credential set NAME")
    }
    guard let cloud = Clouds.named(cloud) else {
      throw CommandFailure(
        .misused, "USAGE", "\"\(cloud)\" is no cloud of Microsoft's",
        next: "Known: \(Clouds.all.map(\.id).joined(separator: ", "))")
    }
    let guide = guide(kind, by, try names(kind, cloud, project: try? session.findProject()))
    session.give(Answer(type: "guide", summary: guide.json, recordsName: "") { guide.lines($0) })
    return .done
  }

  private func guide(_ kind: Registration.Kind, _ way: MicrosoftAppGuide.Way, _ names: GuideNames) -> Guide {
    switch kind {
    case .microsoftApp: MicrosoftAppGuide(names: names, way: way).guide
    case .microsoftUser: PersonGuides.microsoftUser(names)
    case .googleUser: PersonGuides.googleUser(names)
    case .googleServiceAccount: PersonGuides.googleServiceAccount(names)
    }
  }

  /// The mailboxes are those of the endpoints that belong to the service, or that name the credential.
  private func names(_ kind: Registration.Kind, _ cloud: Cloud, project: Project?) throws -> GuideNames {
    let provider = kind == .microsoftApp || kind == .microsoftUser ? "exchange-online" : "gmail"
    var names = GuideNames(
      credential: credential ?? (provider == "gmail" ? "google" : "microsoft"),
      customer: project.map { $0.settings.customer.isEmpty ? $0.settings.name : $0.settings.customer } ?? "",
      tenant: tenant, clientID: clientID, cloud: cloud, sends: sends)
    guard let project else { return names }
    for entry in try project.mailboxes() {
      for side in Side.allCases {
        guard case .server(let signIn) = try project.way(entry, side) else { continue }
        let known = signIn.endpoint.provider.flatMap(Providers.named) ?? Providers.detect(host: signIn.endpoint.host)
        guard known.id == provider || signIn.credential.name == names.credential else { continue }
        if !names.mailboxes.contains(signIn.identity.login) { names.mailboxes.append(signIn.identity.login) }
      }
    }
    return names
  }
}

extension MicrosoftAppGuide.Way: ExpressibleByArgument {}
