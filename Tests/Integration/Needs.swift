import TestKit
import Testing

/// What a test needs of the machine. A test without it is skipped, said aloud and counted.
enum Need {
  case dovecot, cyrus, openssl, program(String)

  var isThere: Bool {
    switch self {
    case .dovecot: DovecotServer.program != nil && TestAuthority.isAvailable
    case .cyrus: CyrusServer.root != nil
    case .openssl: TestAuthority.isAvailable
    case .program(let name): PackageFolder.program(name) != nil
    }
  }

  var complaint: String {
    switch self {
    case .dovecot: "dovecot not installed (script/bootstrap --tests)"
    case .cyrus: "cyrus not unpacked (script/bootstrap --tests)"
    case .openssl: "openssl not installed (script/bootstrap --tests)"
    case .program(let name): "\(name) not built (swift build)"
    }
  }
}

extension Trait where Self == ConditionTrait {
  static func needs(_ needs: Need...) -> Self {
    let missing = needs.filter { !$0.isThere }
    return .enabled("\(missing.map(\.complaint).joined(separator: ", "))") {
      missing.allSatisfy { Skips.unless(false, $0.complaint) }
    }
  }
}
