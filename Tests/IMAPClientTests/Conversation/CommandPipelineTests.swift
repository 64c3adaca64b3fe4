import Core
import IMAP
import Testing

@testable import IMAPClient

struct CommandPipelineTests {
  typealias Pipeline = CommandPipeline<String>

  /// A pipeline behind its greeting.
  private func ready() -> Pipeline {
    var pipeline = Pipeline(place: "test")
    _ = pipeline.on(.status(Status(.ok)))
    return pipeline
  }

  private func say(_ action: Pipeline.Action) -> String {
    switch action {
    case .greet(let status): "greet \(status.condition.rawValue)"
    case .deliver(let receiver): "deliver \(receiver)"
    case .complete(let entry, let status): "complete \(entry.receiver) \(status.condition.rawValue)"
    case .challenge(let receiver, let text): "challenge \(receiver) \(String(decoding: text, as: UTF8.self))"
    case .proceed: "proceed"
    case .ignore: "ignore"
    case .lost(let fault): "lost \(fault.code)"
    }
  }

  @Test(arguments: [
    (Response.status(Status(.ok, text: Array("hi".utf8))), "greet OK"),
    (.status(Status(.preauth)), "greet PREAUTH"),
    (.status(Status(.bye, text: Array("go away".utf8))), "lost IMAP-GREETING"),
    (.status(Status(.bye, code: .word("UNAVAILABLE"))), "lost IMAP-THROTTLED"),
    (.status(Status(.bye, text: Array("Too many connections".utf8))), "lost IMAP-LIMIT"),
    (.status(Status(.no)), "lost IMAP-REFUSED"),
    (.exists(3), "lost IMAP-GREETING"),
    (.tagged(tag: "a", Status(.ok)), "lost IMAP-GREETING"),
    (.continuation(text: []), "lost IMAP-GREETING"),
  ]) func greetings(response: Response, expected: String) {
    var pipeline = Pipeline(place: "test")
    #expect(say(pipeline.on(response)) == expected)
  }

  @Test func answersGoToTheOldestAndTagsDecide() {
    var pipeline = ready()
    for name in ["A", "B", "C"] { pipeline.sent(pipeline.nextNumber(), name: name, receiver: name) }
    let rows: [(Response, String)] = [
      (.exists(1), "deliver A"), (.tagged(tag: "p1", Status(.ok)), "complete A OK"), (.exists(2), "deliver B"),
      (.tagged(tag: "p3", Status(.no)), "complete C NO"), (.exists(3), "deliver B"),
      (.tagged(tag: "p2", Status(.bad)), "complete B BAD"), (.exists(4), "ignore"),
      (.tagged(tag: "p2", Status(.ok)), "lost IMAP-PROTOCOL"),
    ]
    for (response, expected) in rows { #expect(say(pipeline.on(response)) == expected) }
    #expect(pipeline.isEmpty)
  }

  @Test(arguments: ["p9", "x1", "p", "p-1", "", "p01x", "P1", "p99999999999999"])
  func strangeTagsEndTheConnection(tag: String) {
    var pipeline = ready()
    pipeline.sent(pipeline.nextNumber(), name: "NOOP", receiver: "A")
    #expect(say(pipeline.on(.tagged(tag: tag, Status(.ok)))) == "lost IMAP-PROTOCOL")
  }

  @Test func continuationsBelongToWhoWaits() {
    var pipeline = ready()
    #expect(say(pipeline.on(.continuation(text: []))) == "ignore")
    let sign = pipeline.nextNumber()
    pipeline.sent(sign, name: "AUTHENTICATE", takesChallenges: true, receiver: "sign")
    #expect(say(pipeline.on(.continuation(text: Array("abc".utf8)))) == "challenge sign abc")
    let append = pipeline.nextNumber()
    pipeline.sent(append, name: "APPEND", receiver: "append")
    pipeline.awaitLiteral(of: append)
    #expect(say(pipeline.on(.continuation(text: []))) == "proceed")
    pipeline.awaitLiteral(of: append)
    #expect(say(pipeline.on(.tagged(tag: Pipeline.tag(append), Status(.no)))) == "complete append NO")
    #expect(pipeline.waitsForLiteral == nil)
  }

  @Test func lastWordsExplainALoss() {
    var pipeline = ready()
    for name in ["A", "B"] { pipeline.sent(pipeline.nextNumber(), name: name, receiver: name) }
    #expect(say(pipeline.on(.status(Status(.bye, text: Array("Too many connections".utf8))))) == "ignore")
    let end = pipeline.close(Fault(.lost, "gone", recovery: .reconnect))
    #expect(end.waiting == ["A", "B"])
    #expect(end.fault.code == .limit)
    #expect(end.fault.recovery == .retry(after: nil))
    #expect(pipeline.isEmpty)
  }

  @Test func aTimeoutIsNotExplainedAway() {
    var pipeline = ready()
    _ = pipeline.on(.status(Status(.bye)))
    #expect(pipeline.close(Fault(.timeout, "silent", recovery: .reconnect)).fault.code == .timeout)
  }

  @Test func aLongQueueStaysInOrder() {
    var pipeline = ready()
    for number in 1...5_000 { pipeline.sent(pipeline.nextNumber(), name: "NOOP", receiver: "\(number)") }
    for number in 1...5_000 {
      #expect(say(pipeline.on(.tagged(tag: "p\(number)", Status(.ok)))) == "complete \(number) OK")
    }
    #expect(pipeline.count == 0)
  }
}
