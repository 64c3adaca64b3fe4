import MAPI

/// A named property that contacts, tasks or notes have.
struct ItemProperty: Hashable {
  let name: PropertyName
  init(_ set: GUID, _ number: UInt32) { name = PropertyName(set, number) }
  init(_ set: GUID, _ text: String) { name = PropertyName(set, text) }
}

/// Named properties of contacts and groups. [MS-OXOCNTC] §2.2
extension ItemProperty {
  static let fileUnder = ItemProperty(.address, 0x8005)
  static let hasPicture = ItemProperty(.address, 0x8015)
  static let homeAddress = ItemProperty(.address, 0x801A)
  static let workAddress = ItemProperty(.address, 0x801B)
  static let otherAddress = ItemProperty(.address, 0x801C)
  static let postalAddressID = ItemProperty(.address, 0x8022)
  static let html = ItemProperty(.address, 0x802B)
  static let yomiFirstName = ItemProperty(.address, 0x802C)
  static let yomiLastName = ItemProperty(.address, 0x802D)
  static let yomiCompanyName = ItemProperty(.address, 0x802E)
  static let workAddressStreet = ItemProperty(.address, 0x8045)
  static let workAddressCity = ItemProperty(.address, 0x8046)
  static let workAddressState = ItemProperty(.address, 0x8047)
  static let workAddressPostalCode = ItemProperty(.address, 0x8048)
  static let workAddressCountry = ItemProperty(.address, 0x8049)
  static let workAddressPostOfficeBox = ItemProperty(.address, 0x804A)
  static let contactUserField1 = ItemProperty(.address, 0x804F)
  static let contactUserField2 = ItemProperty(.address, 0x8050)
  static let contactUserField3 = ItemProperty(.address, 0x8051)
  static let contactUserField4 = ItemProperty(.address, 0x8052)
  static let distributionListName = ItemProperty(.address, 0x8053)
  static let distributionListOneOffMembers = ItemProperty(.address, 0x8054)
  static let distributionListMembers = ItemProperty(.address, 0x8055)
  static let instantMessagingAddress = ItemProperty(.address, 0x8062)
  static let distributionListStream = ItemProperty(.address, 0x8064)
  static let freeBusyLocation = ItemProperty(.address, 0x80D8)
  static let birthdayLocal = ItemProperty(.address, 0x80DE)
  static let weddingAnniversaryLocal = ItemProperty(.address, 0x80DF)

  /// PidLidEmail1… to PidLidEmail3…, as 0 to 2.
  static func emailDisplayName(_ place: UInt32) -> ItemProperty { email(place, 0) }
  static func emailAddressType(_ place: UInt32) -> ItemProperty { email(place, 2) }
  static func emailAddress(_ place: UInt32) -> ItemProperty { email(place, 3) }
  static func emailOriginalDisplayName(_ place: UInt32) -> ItemProperty { email(place, 4) }
  static func emailOriginalEntryID(_ place: UInt32) -> ItemProperty { email(place, 5) }

  private static func email(_ place: UInt32, _ field: UInt32) -> ItemProperty {
    ItemProperty(.address, 0x8080 + 0x10 * place + field)
  }

  static let keywords = ItemProperty(.publicStrings, "Keywords")
  static let mileage = ItemProperty(.common, 0x8534)
  static let billing = ItemProperty(.common, 0x8535)
}
