import Migration

/// What can happen while a run is watched: one stream of these, so that nothing has to be waited for twice.
enum RunEvent: Sendable {
  case tick
  case key(UInt8)
  /// SIGINT, SIGTERM, or SIGHUP of a terminal that went away.
  case signal(Int32)
  /// The time given for finishing what is in flight is over.
  case graceOver
  case ended(Result<RunSummary, any Error>)
}
