import Connectors
import Core
import IMAPClient
import Migration
import Testing

struct ConnectionBudgetTests {
  @Test func placesAreGivenBack() async throws {
    let budget = ConnectionBudget(limit: 2)
    let first = try await budget.lease()
    let second = try await budget.lease()
    #expect(budget.free == 0)
    first.release()
    first.release()
    #expect(budget.free == 1)
    _ = second
  }

  @Test func aForgottenLeaseIsGivenBack() async throws {
    let budget = ConnectionBudget(limit: 1)
    _ = try await budget.lease()
    #expect(budget.free == 1)
  }

  @Test func whoWaitsLongestGoesFirst() async throws {
    let budget = ConnectionBudget(limit: 1)
    let held = try await budget.lease()
    let order = Order()
    var tasks: [Task<Void, any Error>] = []
    for number in 1...5 {
      tasks.append(
        Task {
          let lease = try await budget.lease()
          await order.add(number)
          lease.release()
        })
      while budget.waiting < number { await Task.yield() }
    }
    held.release()
    for task in tasks { try await task.value }
    #expect(await order.numbers == [1, 2, 3, 4, 5])
    #expect(budget.free == 1)
  }

  @Test func aCancelledWaiterLeavesTheQueue() async throws {
    let budget = ConnectionBudget(limit: 1)
    let held = try await budget.lease()
    let task = Task { try await budget.lease() }
    while budget.waiting == 0 { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    held.release()
    #expect(budget.free == 1)
  }

  @Test func connectionsHoldTheirPlaceUntilTheyClose() async throws {
    let mail = try await TestMailbox()
    let budget = ConnectionBudget(limit: 1)
    let source = try await IMAPMailSource(mail.account("annie", budget: budget)).connect()
    #expect(budget.free == 0)
    await source.close()
    #expect(budget.free == 1)
    var wrong = mail.account("annie", budget: budget)
    wrong.login = Login(user: "annie", password: Secret("verkeerd-wachtwoord"))
    wrong.login.allowsSecretsInPlainText = true
    await #expect(throws: Fault.self) { _ = try await IMAPMailSource(wrong).connect() }
    #expect(budget.free == 1)
    await mail.stop()
  }

  private actor Order {
    var numbers: [Int] = []
    func add(_ number: Int) { numbers.append(number) }
  }
}
