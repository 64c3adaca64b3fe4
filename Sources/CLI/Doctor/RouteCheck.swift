import Connectors
import Core
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
      let account = try await board.account(entry, side, on: MultiThreadedEventLoopGroup.singleton.next()).account
      return judge.findings(try await visit(account, side))
    } catch let fault as Fault where fault.code.rawValue.hasPrefix("CREDENTIAL") {
      return [Finding(fault)]
    } catch let fault as Fault {
      let other = await otherPort(fault, endpoint)
      return judge.findings(.failed(fault, at: RouteFindings.step(of: fault)), otherPort: other)
    } catch {
      return ProjectChecks.problems(error)
    }
  }

  private func visit(_ account: IMAPAccount, _ side: Side) async throws -> RouteFindings.Outcome {
    switch side {
    case .source:
      let visit = try await IMAPMailSource(account).connect()
      let folders = await Result { try await visit.folders().count }
      await visit.close()
      return .reached(product: visit.traits.product, folders: try folders.get())
    case .target:
      let visit = try await IMAPMailTarget(account).connect()
      let folders = await Result { try await visit.folders().count }
      await visit.close()
      return .reached(product: visit.traits.product, folders: try folders.get())
    }
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
