import MAPI

/// Named properties of tasks. [MS-OXOTASK] §2.2.2.2
extension ItemProperty {
  static let taskStatus = ItemProperty(.task, 0x8101)
  static let percentComplete = ItemProperty(.task, 0x8102)
  static let taskStartDate = ItemProperty(.task, 0x8104)
  static let taskDueDate = ItemProperty(.task, 0x8105)
  static let taskDateCompleted = ItemProperty(.task, 0x810F)
  static let taskActualEffort = ItemProperty(.task, 0x8110)
  static let taskEstimatedEffort = ItemProperty(.task, 0x8111)
  static let taskRecurrence = ItemProperty(.task, 0x8116)
  static let taskComplete = ItemProperty(.task, 0x811C)
  static let taskOwner = ItemProperty(.task, 0x811F)
  static let taskAssigner = ItemProperty(.task, 0x8121)
  static let taskFRecurring = ItemProperty(.task, 0x8126)
}

/// Of journal entries and notes. [MS-OXOJRNL] §2.2.1, [MS-OXONOTE] §2.2.1
extension ItemProperty {
  static let logType = ItemProperty(.log, 0x8700)
  static let logStart = ItemProperty(.log, 0x8706)
  static let logDuration = ItemProperty(.log, 0x8707)
  static let logEnd = ItemProperty(.log, 0x8708)
  static let logTypeDesc = ItemProperty(.log, 0x8712)
  static let noteColor = ItemProperty(.note, 0x8B00)
}

/// Of items of every kind. [MS-OXCMSG] §2.2.1, [MS-OXORMDR] §2.2.1
extension ItemProperty {
  static let reminderTime = ItemProperty(.common, 0x8502)
  static let reminderSet = ItemProperty(.common, 0x8503)
  static let commonStart = ItemProperty(.common, 0x8516)
  static let commonEnd = ItemProperty(.common, 0x8517)
  static let companies = ItemProperty(.common, 0x8539)
  static let contacts = ItemProperty(.common, 0x853A)
  static let reminderSignalTime = ItemProperty(.common, 0x8560)
}
