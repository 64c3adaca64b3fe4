import MAPI

/// Numbers of properties that mail alone needs. [MS-OXPROPS] §2
enum MailProperty {
  static let expiryTime: UInt16 = 0x0015
  static let replyTime: UInt16 = 0x0030
  static let originalDisplayTo: UInt16 = 0x0074
  static let originalSubject: UInt16 = 0x0049
  static let originalSubmitTime: UInt16 = 0x004E
  static let nonDeliveryReportDiagCode: UInt16 = 0x0C05
  static let nonDeliveryReportStatusCode: UInt16 = 0x0C20
  static let supplementaryInfo: UInt16 = 0x0C1B
  static let remoteMessageTransferAgent: UInt16 = 0x0C21
  static let reportingMessageTransferAgent: UInt16 = 0x6820
  static let primarySendAccount: UInt16 = 0x0E28
  static let listHelp: UInt16 = 0x1043
  static let listSubscribe: UInt16 = 0x1044
  static let listUnsubscribe: UInt16 = 0x1045
  static let originalMessageID: UInt16 = 0x1046
  static let textAttachmentCharset: UInt16 = 0x371B
  static let recipientEntryID: UInt16 = 0x0FFF
  static let searchKey: UInt16 = 0x300B
  static let proxyAddresses: UInt16 = 0x800F

  static let keywords = PropertyName(.publicStrings, "Keywords")
  /// PidLidFlagRequest
  static let flagRequest = PropertyName(.common, 0x8530)
}

/// PidTagAttachMethod. [MS-OXCMSG] §2.2.2.9
enum AttachMethod {
  static let none = 0
  static let byValue = 1
  static let byReference = 2...4
  static let embedded = 5
  static let ole = 6
  static let webReference = 7
}
