import Outlook
import Testing

@Suite struct ItemKindTests {
  @Test(arguments: [
    ("IPM.Note", ItemKind.mail), ("IPM.Note.SMIME.MultipartSigned", .mail), ("IPM.Post", .mail), ("", .mail),
    ("IPM.Appointment", .appointment), ("ipm.appointment.Werkplan", .appointment), ("IPM.AppointmentX", .mail),
    ("IPM.Contact", .contact), ("IPM.DistList", .distributionList), ("IPM.Task", .task),
    ("IPM.TaskRequest.Accept", .taskRequest),
    ("IPM.Activity", .journalEntry), ("IPM.StickyNote", .note), ("IPM.Schedule.Meeting.Request", .meeting),
    ("IPM.Schedule.Meeting.Resp.Pos", .meeting), ("REPORT.IPM.Note.NDR", .report),
    ("IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}", .appointment), ("...", .mail),
  ])
  func classes(_ messageClass: String, _ kind: ItemKind) {
    #expect(ItemKind(messageClass: messageClass) == kind)
  }
}
