import ArgumentParser
import OAuth

/// What can be stored under a name.
enum CredentialKind: String, CaseIterable, Sendable, ExpressibleByArgument {
  case password
  case microsoftApp = "microsoft-app"
  case microsoftUser = "microsoft-user"
  case googleUser = "google-user"
  case googleServiceAccount = "google-service-account"

  /// Nil for a password, which is all there is to it.
  var registration: Registration.Kind? { Registration.Kind(rawValue: rawValue) }
}
