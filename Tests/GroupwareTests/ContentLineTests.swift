import Groupware
import Testing

@Suite struct ContentLineTests {
  @Test func parts() {
    let line = ContentLine("TEL", [.init("TYPE", ["work", "voice"])], "+31201234567", group: "item1")
    #expect(line.parameters.first?.values == ["work", "voice"])
    #expect(line.group == "item1")
  }
}
