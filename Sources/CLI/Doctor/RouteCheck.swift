import Connectors
import Core
import IMAPClient
import Migration
import NIOPosix
import Projects

/// One real visit to a server: connect, sign in, list folders, leave.
struct RouteCheck {
  let project: Project
  let session: Session

  func run(_ entry: MailboxEntry, _ side: Side, _ endpoint: Projects.Endpoint) async -> [Finding] {
    let judge = RouteFindings(
      side: side.rawValue, endpoint: endpoint.name, host: endpoint.host, port: endpoint.port,
      isEncrypted: endpoint.tls != .none)
    do {
      var board = Switchboard(project: project, session: session)
      let loop = MultiThreadedEventLoopGroup.singleton.next()
      let outcome: RouteFindings.Outcome
      async let term = certificate(endpoint)
      switch side {
      case .source: outcome = try await visit(board.source(entry, on: loop).mail)
      case .target: outcome = try await visit(board.target(entry, on: loop).mail)
      }
      let findings = judge.findings(outcome)
      return findings + [await term].compactMap { $0.flatMap { judged($0, endpoint) } }
    } catch let fault as Fault where fault.code.rawValue.hasPrefix("CREDENTIAL") {
      return [Finding(fault)]
    } catch let fault as Fault {
      let other = await otherPort(fault, endpoint)
      var findings = judge.findings(.failed(fault, at: RouteFindings.step(of: fault)), otherPort: other)
      // A certificate out of its time stopped the visit: how far out is what helps.
      if fault.code == "TLS-EXPIRED", let finding = await certificate(endpoint).flatMap({ judged($0, endpoint) }) {
        findings[findings.count - 1] = finding
      }
      return findings
    } catch {
      return ProjectChecks.problems(error)
    }
  }

  private func judged(_ term: CertificateTerm, _ endpoint: Projects.Endpoint) -> Finding? {
    let isPassedOver =
      switch endpoint.trust {
      case .pinned, .unverified: true
      case .system, .authority: false
      }
    return CertificateFindings.judge(
      term, at: "\(endpoint.host):\(endpoint.port)", isPassedOver: isPassedOver, now: session.context.now())
  }

  /// Looks at the certificate over a connection of its own on which nobody signs in, so that it is seen even where it
  /// cannot be trusted. Nil without TLS, and where the server does not answer: the visit says so.
  private func certificate(_ known: Projects.Endpoint) async -> CertificateTerm? {
    guard known.tls != .none else { return nil }
    var endpoint = Switchboard.endpoint(known)
    endpoint.trust = .unverified
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    guard let line = try? await IMAPConnection.connect(to: endpoint, login: nil, on: loop) else { return nil }
    let term = await line.certificateTerm
    await line.close()
    return term
  }

  private func visit(_ source: any MailSource) async throws -> RouteFindings.Outcome {
    let visit = try await source.connect()
    let folders = await Result { try await visit.folders().count }
    await visit.close()
    return .reached(product: visit.traits.product, folders: try folders.get())
  }

  private func visit(_ target: any MailTarget) async throws -> RouteFindings.Outcome {
    let visit = try await target.connect()
    let folders = await Result { try await visit.folders().count }
    await visit.close()
    return .reached(product: visit.traits.product, folders: try folders.get())
  }

  /// Another IMAP port of the host that answers, when its own does not. A proxy decides for itself, so it is not asked.
  private func otherPort(_ fault: Fault, _ endpoint: Projects.Endpoint) async -> Int? {
    guard endpoint.proxy == nil, ["NET-TIMEOUT", "NET-REFUSED"].contains(fault.code.rawValue) else { return nil }
    let group = MultiThreadedEventLoopGroup.singleton
    for port in [993, 143] where port != endpoint.port {
      if await PortProbe.answers(host: endpoint.host, port: port, on: group) { return port }
    }
    return nil
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}
