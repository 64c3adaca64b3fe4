internal import Archives

/// Finds the row of a message by its key: open addressing over flat arrays, some thirty bytes a message.
struct KeyTable {
  private var slots: [UInt32]
  private var mask: Int
  private(set) var keys: [MessageKey] = []

  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
    mask = size - 1
    keys.reserveCapacity(capacity)
  }

  /// The place of `key` in order of insertion, and whether it was there before.
  mutating func insert(_ key: MessageKey) -> (place: Int, isNew: Bool) {
    if keys.count * 2 >= slots.count { grow() }
    let slot = slot(of: key)
    if slots[slot] != 0 { return (Int(slots[slot]) - 1, false) }
    keys.append(key)
    slots[slot] = UInt32(keys.count)
    return (keys.count - 1, true)
  }

  private func slot(of key: MessageKey) -> Int {
    // Keys need not be evenly spread; a file's position is one in some forms.
    var mixed = (key.low ^ (key.high &* 0x9E37_79B9_7F4A_7C15)) &* 0xBF58_476D_1CE4_E5B9
    mixed ^= mixed >> 29
    var slot = Int(truncatingIfNeeded: mixed) & mask
    while slots[slot] != 0, keys[Int(slots[slot]) - 1] != key { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    mask = slots.count - 1
    for (place, key) in keys.enumerated() { slots[slot(of: key)] = UInt32(place + 1) }
  }
}
