import Core
import OAuth

/// Signing in in a person's name, and Google's service account.
enum PersonGuides {
  static func microsoftUser(_ names: GuideNames) -> Guide {
    Guide(
      title: "An app through which people of the customer's Microsoft 365 let Postduif open their own mailbox. For one "
        + "or two mailboxes; for a whole company an app of its own is less work: postduif credential guide microsoft-app",
      steps: [
        Guide.Step(
          title: "In the Microsoft Entra admin centre: App registrations, New registration.",
          notes: [
            "Name: \(names.app). Accounts in this organizational directory only. Redirect address: platform \"Mobile "
              + "and desktop applications\", http://localhost."
          ]),
        Guide.Step(
          title: "Authentication, Allow public client flows: Yes.", notes: ["The device code needs it."]),
        Guide.Step(
          title: "API permissions, Add a permission, Microsoft Graph, Delegated permissions: IMAP.AccessAsUser.All, "
            + "offline_access\(names.sends ? ", SMTP.Send" : "").",
          notes: ["Grant admin consent where people may not consent for themselves."]),
        Guide.Step(
          title: "Sign in: Postduif shows an address and a code, to be typed on any device.",
          notes: [
            "Where conditional access forbids device codes, add --browser and do it on a machine with a browser."
          ],
          commands: [
            "postduif credential set \(names.credential) --kind microsoft-user --tenant \(names.tenantText) "
              + "--client-id \(names.clientText)"
              + (names.cloud.id == Clouds.defaultID ? "" : " --cloud \(names.cloud.id)")
          ]),
      ],
      undo: ["postduif credential remove \(names.credential)"], next: "postduif credential test \(names.credential)")
  }

  static func googleUser(_ names: GuideNames) -> Guide {
    Guide(
      title:
        "A client through which a person lets Postduif open their own Gmail mailbox. For a whole Workspace a service "
        + "account is less work: postduif credential guide google-service-account",
      steps: [
        Guide.Step(
          title: "In the Google Cloud console: make a project, then APIs & Services, OAuth consent screen.",
          notes: [
            "User type Internal where the mailbox belongs to a Workspace. With External and the state Testing, Google "
              + "ends the sign-in after seven days.",
            "Scope: https://mail.google.com/",
          ]),
        Guide.Step(
          title: "Credentials, Create credentials, OAuth client ID.",
          notes: [
            "Desktop app for a machine with a browser. (\"TVs and Limited Input devices\" would show a code, but Google "
              + "does not let such clients read mail.)"
          ]),
        Guide.Step(
          title: "Sign in; Postduif asks for the client secret and opens the way for the browser.",
          commands: ["postduif credential set \(names.credential) --kind google-user --client-id \(names.clientText)"]),
      ],
      undo: ["postduif credential remove \(names.credential)"], next: "postduif credential test \(names.credential)")
  }

  static func googleServiceAccount(_ names: GuideNames) -> Guide {
    Guide(
      title: "A service account that opens the mailboxes of a Google Workspace in their owners' names.",
      steps: [
        Guide.Step(
          title:
            "In the Google Cloud console: make a project, enable the Gmail API, then IAM & Admin, Service accounts, "
            + "Create service account.",
          notes: ["It needs no role. Under Keys, add a key of type JSON; the browser saves it as a file."],
          commands: ["chmod 600 KEY.json"]),
        Guide.Step(
          title:
            "In the Google Admin console, as super administrator: Security, Access and data control, API controls, "
            + "Manage domain-wide delegation, Add new.",
          notes: [
            "Client ID: the number that stands as client_id in the file. Scope: https://mail.google.com/ and nothing "
              + "else. It can take a day to work, mostly minutes.",
            "It opens every mailbox of the Workspace, so keep the file safe and take the delegation back afterwards.",
          ]),
        Guide.Step(
          title: "IMAP must be on: Apps, Google Workspace, Gmail, End User Access, POP and IMAP access."),
        Guide.Step(
          title: "Store the credential; the file can then go.",
          commands: ["postduif credential set \(names.credential) --kind google-service-account --key-file KEY.json"]),
      ],
      undo: ["postduif credential remove \(names.credential)"],
      next: "postduif credential test \(names.credential) --mailbox "
        + (names.mailboxes.first ?? "name@customer.example"))
  }
}
