extension FindingCatalogue {
  /// The mail server of our own, which rehearsals and the demo run.
  static let server: [FindingText] = [
    FindingText(
      "SERVER-LISTEN", "the port cannot be had", exit: .notNow,
      "Another program listens there, or the port is reserved.",
      do: ["Take another port; 0 takes a free one."]),
    FindingText(
      "SERVER-PLAIN", "no listening without encryption", exit: .wrongSettings,
      "A server that others can reach must encrypt.", do: ["Give it a certificate, or listen on 127.0.0.1."]),
    FindingText(
      "STORE-IO", "the mail store cannot be read or written", exit: .cannotWriteState, "A file of the store failed.",
      do: ["Check the disk and the folder's owner."]),
    FindingText(
      "STORE-DAMAGED", "the mail store is damaged", exit: .cannotWriteState,
      "A file holds what it cannot hold, beyond a torn last write.", do: ["Restore it, or make it anew."]),
    FindingText(
      "STORE-BUSY", "the mail store is in use", exit: .notNow, "Another process has it open.",
      do: ["End that one first."]),
    FindingText(
      "STORE-NO-FOLDER", "the store has no such folder", exit: .inputNotFound, "The folder is not there.", do: []),
    FindingText(
      "STORE-FOLDER-EXISTS", "the folder is there already", exit: .misused, "A folder of that name exists.", do: []),
    FindingText(
      "STORE-NAME-REFUSED", "the store takes no such name", exit: .misused, "The folder's name cannot be used.", do: []),
    FindingText("STORE-QUOTA", "the mailbox is full", exit: .refused, "The mailbox has reached its limit.", do: []),
    FindingText(
      "STORE-LIMIT", "no room for one more", exit: .refused,
      "A folder has no room for another keyword, or a batch for another message.", do: []),
  ]
}
