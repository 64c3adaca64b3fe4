extension RTFReader {
  mutating func read(_ word: RTFWord?, _ number: Int32?) {
    let isFirst = group.isFresh
    let isStarred = isFirst && group.isStarred
    group.isFresh = false
    guard let word else {
      if isStarred { leaveOut() }
      return
    }
    if isFirst, isStarred ? !word.isReadWhenStarred : word.isLeftOut { return leaveOut() }
    if isFirst, sink.leavesOut(word) { return leaveOut() }
    if let character = word.character {
      if toSkip > 0 { toSkip -= 1 } else { give(character) }
      return
    }
    toSkip = 0
    if readSetting(word, number) { return }
    if word != .f { endCharacters() }
    sink.word(word, number, isStarred: isStarred)
  }

  /// false for a word that is the sink's.
  private mutating func readSetting(_ word: RTFWord, _ number: Int32?) -> Bool {
    switch word {
    case .rtf: isRTF = true
    // Says nothing that `\ansicpg`, or the message, does not say better.
    case .ansi: break
    case .mac: setPage(10_000)
    case .pc: setPage(437)
    case .pca: setPage(850)
    case .ansicpg: setPage(number ?? 0)
    case .deff: standardFont = number ?? 0
    case .fonttbl: group.content = .fonts
    case .colortbl: group.content = .colors
    case .red, .green, .blue: sink.tables.color(word, number ?? 0)
    case .f:
      useFont(number ?? 0)
      return group.content != .text
    case .fcharset, .cpg: changeFont(word, number)
    case .uc: group.fallback = max(0, number ?? 1)
    case .u: readUnicode(number ?? 0)
    case .upr: group.awaitsTwin = true
    case .ud, .bin: break
    case .plain:
      useFont(standardFont)
      sink.word(.plain, nil, isStarred: false)
      sink.word(.f, standardFont, isStarred: false)
    default: return false
    }
    return true
  }

  private mutating func setPage(_ page: Int32) {
    guard page > 0 else { return }
    standardPage = page
    chooseDecoder()
  }

  private mutating func useFont(_ number: Int32) {
    if group.content == .fonts { sink.tables.addFont(number) }
    guard group.font != number || group.content == .fonts else { return }
    group.font = number
    chooseDecoder()
  }

  private mutating func changeFont(_ word: RTFWord, _ number: Int32?) {
    guard group.content == .fonts, let font = group.font else { return }
    if word == .fcharset {
      sink.tables.fonts[font]?.charset = number
    } else {
      sink.tables.fonts[font]?.codePage = number
    }
    chooseDecoder()
  }
}
