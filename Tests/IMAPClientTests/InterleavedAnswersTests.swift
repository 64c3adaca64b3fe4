import IMAP
import Testing

@testable import IMAPClient

/// Dovecot answers a second FETCH while the line is too full for the first one's answers: each message belongs to the
/// command that asked for its UID.
@Suite struct InterleavedAnswersTests {
  private func item(_ uid: UInt32) -> FetchItem {
    var item = FetchItem(sequence: SequenceNumber(uid))
    item.uid = UID(uid)
    return item
  }

  private func pipeline() -> CommandPipeline<String> {
    var pipeline = CommandPipeline<String>(place: "test")
    _ = pipeline.on(.status(Status(.ok)))
    pipeline.sent(pipeline.nextNumber(), name: "UID FETCH", uids: NumberSet(1...100), receiver: "first")
    pipeline.sent(pipeline.nextNumber(), name: "UID FETCH", uids: NumberSet(101...200), receiver: "second")
    pipeline.sent(pipeline.nextNumber(), name: "UID SEARCH", receiver: "search")
    return pipeline
  }

  private func receiver(_ action: CommandPipeline<String>.Action) -> String? {
    if case .deliver(let receiver) = action { receiver } else { nil }
  }

  @Test(arguments: [(1, "first"), (100, "first"), (101, "second"), (999, "first")] as [(UInt32, String)])
  func wholeAnswersGoToWhoAsked(uid: UInt32, expected: String) {
    var pipeline = pipeline()
    #expect(receiver(pipeline.on(.fetch(item(uid)))) == expected)
  }

  @Test func aBodyStaysWithItsOwnerUntilItsAttributesCame() {
    var pipeline = pipeline()
    #expect(receiver(pipeline.onBody(item(150))) == "second")
    #expect(receiver(pipeline.onBody(nil)) == "second")
    // The closing attributes need not repeat the UID.
    #expect(receiver(pipeline.on(.fetch(FetchItem(sequence: SequenceNumber(150))))) == "second")
    #expect(receiver(pipeline.onBody(item(2))) == "first")
  }

  @Test func searchResultsGoToTheSearch() {
    var pipeline = pipeline()
    #expect(receiver(pipeline.on(.search([3], modSequence: nil))) == "search")
  }
}
