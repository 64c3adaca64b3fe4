import HeaderAnalysis
import MIME
import Testing

@Suite struct VendorReportTests {
  @Test func aReportSaysEachOfItsKeysWhereItsFieldStands() throws {
    let text = "Subject: x\r\nX-Forefront-Antispam-Report:\r\n\tCIP:192.0.2.7;SFV:SPM;\r\n\tSCL:5;ZZZ:1;\r\n\r\n"
    let statements = VendorReports.statements(of: Message(Array(text.utf8)).root.fields)
    #expect(statements.map(\.value) == ["192.0.2.7", "SPM", "5", "1"])
    #expect(statements.map(\.weight) == [.note, .bad, .bad, .note])
    #expect(statements.allSatisfy { $0.offset == 12 && $0.field == "X-Forefront-Antispam-Report" })
    #expect(statements.last?.meaning == "not known to this version")
  }

  @Test func whatAnEarlierOrganizationSaidJudgesNothing() throws {
    let text = "X-Forefront-Antispam-Report-Untrusted: SFV:NSPM;SCL:1;\r\n\r\n"
    let statements = VendorReports.statements(of: Message(Array(text.utf8)).root.fields)
    #expect(statements.map(\.weight) == [.note, .note])
    #expect(statements.allSatisfy { $0.subject.hasSuffix(", from before") })
  }
}
