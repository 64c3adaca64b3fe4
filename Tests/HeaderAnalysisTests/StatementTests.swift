import HeaderAnalysis
import Testing

@Suite struct StatementTests {
  @Test func weightsAreOrderedFromForToAgainst() {
    #expect([Statement.Weight.bad, .note, .good, .warning].sorted() == [.good, .note, .warning, .bad])
  }
}
