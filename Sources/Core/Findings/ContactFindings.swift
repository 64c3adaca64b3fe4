extension FindingCatalogue {
  /// Contacts, contact groups and tasks of Outlook.
  static let contacts: [FindingText] = [
    FindingText(
      "CONTACT-ADDRESS", "a contact has an address that only its Exchange knows", exit: .done,
      "The contact was picked from the address book of an Exchange organization. Outlook kept the X.500 name from there and"
        + " nothing that mail from elsewhere could be sent to. The card keeps the name as X-EXCHANGE-ADDRESS.",
      do: ["Look the person up in that address book and add the address to the contact by hand."]),
    FindingText(
      "CONTACT-MEMBER", "a member of a contact group cannot be told", exit: .done,
      "A contact group points to contacts instead of holding them. This entry points outside of the file, or to a contact"
        + " without an address of the internet, and what Outlook had put by for it does not help.",
      do: ["Look at the group in Outlook, and add who is missing to the new group by hand."]),
    FindingText(
      "CONTACT-PHOTO", "the picture of a contact is too large for a card", exit: .done,
      "The picture is larger than address books take, so it is left out of the card.",
      do: ["Make it smaller in Outlook, or take it out of the sidecar or the attachments."]),
    FindingText(
      "TASK-RECURRENCE", "how a task recurs is not understood", exit: .done,
      "Outlook keeps the rule by which a task comes again in a form of its own. This one is damaged, or holds what calendars"
        + " have no words for; the task is written once, on the day that it begins.",
      do: ["Open the task in Outlook, and set its recurrence by hand in the new place."]),
  ]
}
