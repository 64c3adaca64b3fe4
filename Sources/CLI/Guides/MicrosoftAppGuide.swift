import Core
import OAuth

/// An app of the customer's own tenant that opens the mailboxes it was given, and no others.
struct MicrosoftAppGuide {
  /// The ways to register an app; they end in the same place.
  enum Way: String, CaseIterable, Sendable {
    case portal, powershell, graph
  }

  let names: GuideNames
  let way: Way

  /// Office 365 Exchange Online, in every tenant.
  private static let exchangeApp = "00000002-0000-0ff1-ce00-000000000000"
  private var permissions: [String] { ["IMAP.AccessAsApp"] + (names.sends ? ["SMTP.SendAsApp"] : []) }

  var guide: Guide {
    let registered = names.clientID != nil
    return Guide(
      title: "An app in the customer's Microsoft 365 that opens the mailboxes of this project and no others. An "
        + "administrator does this once, in about ten minutes.",
      steps: [certificate] + (registered ? [] : registration) + exchange + [store], undo: undo,
      next: "postduif credential test \(names.credential)")
  }

  private var certificate: Guide.Step {
    Guide.Step(
      title: "Make a key and a certificate for the app.",
      notes: [
        "The key stays on this machine. A client secret does too, but ends sooner and can be read over a shoulder."
      ],
      commands: [
        "openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=postduif-\(names.fileName) "
          + "-keyout \(names.fileName).key -out \(names.fileName).cer",
        "chmod 600 \(names.fileName).key",
      ])
  }

  private var registration: [Guide.Step] {
    switch way {
    case .portal: portal
    case .powershell: powershell
    case .graph: graph
    }
  }

  // MARK: registering

  private var portal: [Guide.Step] {
    [
      Guide.Step(
        title: "In the Microsoft Entra admin centre: App registrations, New registration.",
        notes: [
          "Name: \(names.app). Accounts in this organizational directory only. No redirect address. Note the "
            + "application (client) ID and the directory (tenant) ID."
        ]),
      Guide.Step(
        title: "Certificates & secrets, Certificates, Upload certificate: \(names.fileName).cer."),
      Guide.Step(
        title: "API permissions, Add a permission, APIs my organization uses, Office 365 Exchange Online, "
          + "Application permissions: \(permissions.joined(separator: " and ")).",
        notes: [
          "Nothing else: remove User.Read of Microsoft Graph. Then \"Grant admin consent\". It lets the app sign in to "
            + "IMAP; which mailboxes it may open is said in Exchange, below."
        ]),
      Guide.Step(
        title: "Enterprise applications, \(names.app): note its Object ID.",
        notes: ["It is not the Object ID that the registration shows; Exchange takes only this one."]),
    ]
  }

  private var powershell: [Guide.Step] {
    let roles = permissions.map(PowerShellText.quoted).joined(separator: ", ")
    return [
      Guide.Step(
        title: "Register the app, with Microsoft Graph PowerShell.",
        commands: [
          "Connect-MgGraph \(graphEnvironment)-TenantId \(PowerShellText.quoted(names.tenantText)) "
            + "-Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'",
          "$exo = Get-MgServicePrincipal -Filter \"appId eq '\(Self.exchangeApp)'\"",
          "$roles = $exo.AppRoles | Where-Object Value -in \(roles)",
          "$need = @{ ResourceAppId = $exo.AppId; "
            + "ResourceAccess = @($roles | ForEach-Object { @{ Id = $_.Id; Type = 'Role' } }) }",
          "$cert = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 "
            + "(Resolve-Path '\(names.fileName).cer')",
          "$app = New-MgApplication -DisplayName \(PowerShellText.quoted(names.app)) -SignInAudience AzureADMyOrg "
            + "-RequiredResourceAccess $need -KeyCredentials @{ Type = 'AsymmetricX509Cert'; Usage = 'Verify'; "
            + "Key = $cert.RawData }",
          "$sp = New-MgServicePrincipal -AppId $app.AppId",
        ]),
      Guide.Step(
        title: "Grant the permission for the whole tenant (admin consent).",
        commands: [
          "$roles | ForEach-Object { New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id "
            + "-PrincipalId $sp.Id -ResourceId $exo.Id -AppRoleId $_.Id }",
          "\"client: $($app.AppId)  object: $($sp.Id)  tenant: $((Get-MgContext).TenantId)\"",
        ]),
    ]
  }

  private var graphEnvironment: String {
    switch names.cloud.id {
    case "us-gov-high": "-Environment USGov "
    case "us-dod": "-Environment USGovDoD "
    case "china": "-Environment China "
    default: ""
    }
  }

  private var graph: [Guide.Step] {
    let host = names.cloud.graph
    return [
      Guide.Step(
        title:
          "Find Exchange Online and the id of each permission (\(permissions.joined(separator: ", "))) in appRoles.",
        notes: [
          "All with a token that has Application.ReadWrite.All and AppRoleAssignment.ReadWrite.All, for instance in "
            + "Graph Explorer."
        ],
        commands: [
          "GET \(host)/v1.0/servicePrincipals?$filter=appId eq '\(Self.exchangeApp)'&$select=id,appId,appRoles"
        ]),
      Guide.Step(
        title: "Register the app with its certificate (key: the file's base64, without its first and last line).",
        commands: [
          "POST \(host)/v1.0/applications",
          JSONValue.object([
            .init("displayName", .string(names.app)), .init("signInAudience", "AzureADMyOrg"),
            .init(
              "requiredResourceAccess",
              .array([
                [
                  "resourceAppId": .string(Self.exchangeApp),
                  "resourceAccess": .array(permissions.map { ["id": .string("ID OF \($0)"), "type": "Role"] }),
                ]
              ])),
            .init(
              "keyCredentials",
              .array([["type": "AsymmetricX509Cert", "usage": "Verify", "key": .string("BASE64 OF THE CERTIFICATE")]])),
          ]).text(),
        ]),
      Guide.Step(
        title: "Make its enterprise application; the id in the answer is the object ID that Exchange wants.",
        commands: ["POST \(host)/v1.0/servicePrincipals", "{\"appId\":\"\(names.clientText)\"}"]),
      Guide.Step(
        title: "Grant the permission for the whole tenant (admin consent), once for each permission.",
        commands: [
          "POST \(host)/v1.0/servicePrincipals/OBJECT_ID/appRoleAssignments",
          "{\"principalId\":\"OBJECT_ID\",\"resourceId\":\"ID OF EXCHANGE ONLINE\",\"appRoleId\":\"ID OF THE PERMISSION\"}",
        ]),
    ]
  }

  // MARK: Exchange

  private var connect: String {
    names.cloud.id == Clouds.defaultID
      ? "Connect-ExchangeOnline" : "Connect-ExchangeOnline -ExchangeEnvironmentName \(names.cloud.exchangeEnvironment)"
  }

  private var exchange: [Guide.Step] {
    let all = names.mailboxes.isEmpty ? ["MAILBOX"] : names.mailboxes
    return [
      Guide.Step(
        title: "Tell Exchange of the app, with Exchange Online PowerShell.",
        commands: [
          connect,
          "New-ServicePrincipal -AppId \(PowerShellText.quoted(names.clientText)) -ObjectId 'OBJECT_ID' "
            + "-DisplayName \(PowerShellText.quoted(names.app))",
        ]),
      Guide.Step(
        title: "Give it the mailboxes of this project, and no others.",
        notes: ["It may take Exchange up to an hour to act on it."],
        commands: all.map {
          "Add-MailboxPermission -Identity \(PowerShellText.quoted($0)) -User 'OBJECT_ID' -AccessRights FullAccess"
        }),
    ]
  }

  private var store: Guide.Step {
    Guide.Step(
      title: "Store the credential. It keeps what is in the files; they can then go to a safe place.",
      commands: [
        "postduif credential set \(names.credential) --kind microsoft-app --tenant \(names.tenantText) "
          + "--client-id \(names.clientText) --certificate \(names.fileName).cer --key \(names.fileName).key"
          + (names.cloud.id == Clouds.defaultID ? "" : " --cloud \(names.cloud.id)")
      ])
  }

  private var undo: [String] {
    let all = names.mailboxes.isEmpty ? ["MAILBOX"] : names.mailboxes
    return all.map {
      "Remove-MailboxPermission -Identity \(PowerShellText.quoted($0)) -User 'OBJECT_ID' -AccessRights FullAccess"
    } + [
      "Remove-ServicePrincipal -Identity 'OBJECT_ID'",
      "Remove-MgApplication -ApplicationId (Get-MgApplication -Filter \"appId eq '\(names.clientText)'\").Id",
      "postduif credential remove \(names.credential)",
    ]
  }
}
