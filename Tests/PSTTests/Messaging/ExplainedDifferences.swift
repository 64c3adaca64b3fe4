/// Where this reader and the reference readers differ, and who is right.
struct ExplainedDifference {
  let file: String
  /// What the difference's line begins with.
  let line: String
  let reason: String

  init(_ file: String, _ line: String, _ reason: String) { (self.file, self.line, self.reason) = (file, line, reason) }

  private static let embedded =
    "The reference reader's binding did not open the attached message (null beside method 5); it is a PtypObject that leads "
    + "to a subnode with properties, [MS-PST] §2.4.6.2.1. What is in it stands in SampleTests.readsAttachedMessages."
  private static let noHeader =
    "The reference readers cannot open the file: header and root of the block tree are damaged. The node tree is intact, "
    + "and the blocks are found by their trailers."

  static let all: [ExplainedDifference] = [
    ExplainedDifference("alpha_beta_gamma_delta.pst", "item 2097188 attachment 1 message: theirs false", embedded),
    ExplainedDifference("aspose_broken_header.pst", "store name: theirs -, ours Personal folders", noHeader),
    ExplainedDifference("aspose_broken_header.pst", "folders paths: theirs []", noHeader),
    ExplainedDifference("aspose_outlook.pst", "item 2097540 attachment 0 message: theirs false", embedded),
    ExplainedDifference("aspose_outlook.pst", "item 2097540 attachment 1 message: theirs false", embedded),
    ExplainedDifference("aspose_outlook.pst", "item 2097316 attachment 0 message: theirs false", embedded),
    ExplainedDifference("aspose_outlook.pst", "item 2097316 attachment 1 message: theirs false", embedded),
    ExplainedDifference("jlp_distlist.pst", "item 2097348 attachment 0 message: theirs false", embedded),
    ExplainedDifference("jlp_distlist.pst", "item 2097348 attachment 1 message: theirs false", embedded),
    ExplainedDifference("sdk_submessage.pst", "item 2097188 attachment 0 message: theirs false", embedded),
    ExplainedDifference("tika_testPST.pst", "item 2097380 attachment 0 message: theirs false", embedded),
  ]
}
