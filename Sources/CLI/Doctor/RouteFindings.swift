import Core

/// The way to one server, step by step, judged from how an attempt to use it ended.
struct RouteFindings {
  enum Step: Int, CaseIterable {
    case dns, connection, encryption, greeting, signIn, folders

    var words: String {
      switch self {
      case .dns: "name found"
      case .connection: "port open"
      case .encryption: "encrypted, certificate good"
      case .greeting: "IMAP greets"
      case .signIn: "signed in"
      case .folders: "folders listed"
      }
    }

    var code: Fault.Code {
      switch self {
      case .dns: "ROUTE-DNS"
      case .connection: "ROUTE-PORT"
      case .encryption: "ROUTE-TLS"
      case .greeting: "ROUTE-GREETING"
      case .signIn: "ROUTE-SIGN-IN"
      case .folders: "ROUTE-FOLDERS"
      }
    }
  }

  /// `source oud`.
  var side: String
  var endpoint: String
  var host: String
  var port: Int
  var isEncrypted: Bool

  enum Outcome {
    case reached(product: String, folders: Int)
    case failed(Fault, at: Step)
  }

  /// - Parameter otherPort: another port of the host that answers, when its own does not.
  func findings(_ outcome: Outcome, otherPort: Int? = nil) -> [Finding] {
    switch outcome {
    case .reached(let product, let folders):
      var out = passed(before: nil)
      out[out.count - 1].message = "\(Words.count(folders, "folder")) listed"
      if !product.isEmpty, out.count > 1 { out[out.count - 2].message = "signed in to \(product)" }
      return out
    case .failed(let fault, let step):
      return passed(before: step) + [problem(fault, otherPort: otherPort)]
    }
  }

  private func passed(before failed: Step?) -> [Finding] {
    Step.allCases.filter { step in
      step.rawValue < (failed?.rawValue ?? .max) && (step != .encryption || isEncrypted)
    }.map { Finding(.ok, $0.code, place: "\(side) \(endpoint)", $0.words) }
  }

  private func problem(_ fault: Fault, otherPort: Int?) -> Finding {
    let place = "\(host):\(port)"
    if let otherPort, fault.code == "NET-TIMEOUT" || fault.code == "NET-REFUSED" {
      let tls = otherPort == 993 ? "implicit" : "starttls"
      return Finding(
        .problem, fault.code == "NET-TIMEOUT" ? "NET-BLOCKED" : "NET-REFUSED", place: place,
        "\(place) does not answer; port \(otherPort) does."
          + (fault.code == "NET-TIMEOUT" ? " A firewall between you and the host drops \(port)." : ""),
        next: "Allow \(port), or use the other: postduif \(side) set \(endpoint) --port \(otherPort) --tls \(tls)")
    }
    var finding = Finding(fault)
    if finding.place.isEmpty { finding.place = place }
    if finding.next.isEmpty { finding.next = "See: postduif explain \(fault.code)" }
    return finding
  }

  /// How far an attempt came, from the fault that ended it.
  static func step(of fault: Fault) -> Step {
    let code = fault.code.rawValue
    switch code {
    case "NET-DNS": return .dns
    case "NET-REFUSED", "NET-TIMEOUT", "NET-PROXY": return .connection
    case "IMAP-GREETING", "NET-LOST", "IMAP-PROTOCOL", "IMAP-LIMIT": return .greeting
    case "IMAP-AUTH", "IMAP-AUTH-METHOD", "IMAP-AUTH-CONNECTED", "IMAP-DISABLED", "CREDENTIAL-MISSING": return .signIn
    default: return code.hasPrefix("TLS-") ? .encryption : .signIn
    }
  }
}
