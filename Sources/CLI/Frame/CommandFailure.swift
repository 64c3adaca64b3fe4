import Core

/// Why a command ends without its answer.
struct CommandFailure: Error {
  var status: ExitStatus
  var finding: Finding

  init(_ status: ExitStatus, _ code: Fault.Code, _ message: String, place: String = "", next: String = "") {
    self.status = status
    finding = Finding(.problem, code, place: place, message, next: next)
  }

  init(_ fault: Fault) {
    status = FindingCatalogue.exit(for: fault)
    finding = Finding(fault)
  }
}
