/// One source connection and one target connection that carry items together.
struct Sessions: Sendable {
  var source: any SourceSession
  var target: any TargetSession

  /// Connects both ends side by side; when one fails the other is closed again.
  static func open(_ pair: MailboxPair) async throws -> Sessions {
    async let opening = pair.target.connect()
    let source: any SourceSession
    do {
      source = try await pair.source.connect()
    } catch {
      if let target = try? await opening { await target.close() }
      throw error
    }
    do {
      return Sessions(source: source, target: try await opening)
    } catch {
      await source.close()
      throw error
    }
  }

  func close() async {
    async let first: Void = source.close()
    async let second: Void = target.close()
    _ = await (first, second)
  }
}
