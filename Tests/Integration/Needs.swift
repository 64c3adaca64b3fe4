import TestKit
import Testing

/// What a test needs of the machine. A test without it is skipped, said aloud and counted.
enum Need {
  case dovecot, cyrus, openssl, program(String), tool(String), memoryDisk, imageDisk

  var isThere: Bool {
    get async {
      switch self {
      case .dovecot: DovecotServer.program != nil && TestAuthority.isAvailable
      case .cyrus: CyrusServer.root != nil
      case .openssl: TestAuthority.isAvailable
      case .program(let name): PackageFolder.program(name) != nil
      case .tool(let name): Files.program(name) != nil
      case .memoryDisk: await TestDisk.canMount(.memory(kilobytes: 64))
      case .imageDisk: await TestDisk.canMount(.image(megabytes: 4))
      }
    }
  }

  var complaint: String {
    switch self {
    case .dovecot: "dovecot not installed (script/bootstrap --tests)"
    case .cyrus: "cyrus not unpacked (script/bootstrap --tests)"
    case .openssl: "openssl not installed (script/bootstrap --tests)"
    case .program(let name): "\(name) not built (swift build)"
    case .tool(let name): "\(name) not installed"
    case .memoryDisk: "a file system in memory may not be mounted here"
    case .imageDisk: "a file system in a file may not be mounted here"
    }
  }
}

extension Trait where Self == ConditionTrait {
  static func needs(_ needs: Need...) -> Self {
    .enabled(Comment(rawValue: needs.map(\.complaint).joined(separator: ", "))) {
      var isWhole = true
      for need in needs where await !need.isThere { isWhole = Skips.unless(false, need.complaint) && isWhole }
      return isWhole
    }
  }
}
