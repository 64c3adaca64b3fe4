import Glibc
import TestKit

/// What lies in the memory of a process that a test started.
enum ProcessMemory {
  /// Those of `texts` that stand in what the process may write to; nil when this machine lets nobody look.
  static func texts(_ texts: [String], in pid: Int32) -> Set<String>? {
    let memory = open("/proc/\(pid)/mem", O_RDONLY | O_CLOEXEC)
    guard memory >= 0 else { return nil }
    defer { close(memory) }
    var found: Set<String> = []
    var looked = 0
    for line in Files.text("/proc/\(pid)/maps").split(separator: "\n") {
      let words = line.split(separator: " ")
      let ends = words[0].split(separator: "-").compactMap { Int($0, radix: 16) }
      guard words[1].hasPrefix("rw"), ends.count == 2, ends[1] - ends[0] <= 256 << 20 else { continue }
      var bytes = [UInt8](repeating: 0, count: ends[1] - ends[0])
      let count = pread(memory, &bytes, bytes.count, ends[0])
      guard count > 0 else { continue }
      looked += count
      for text in texts where !found.contains(text) && holds(bytes[..<count], Array(text.utf8)) { found.insert(text) }
    }
    return looked == 0 ? nil : found
  }

  /// memchr(3) and memcmp(3): tens of megabytes byte by byte would take a debug build minutes.
  private static func holds(_ bytes: ArraySlice<UInt8>, _ text: [UInt8]) -> Bool {
    guard !text.isEmpty else { return false }
    return bytes.withUnsafeBytes { bytes in
      var at = 0
      while at + text.count <= bytes.count, let base = bytes.baseAddress,
        let hit = memchr(base + at, Int32(text[0]), bytes.count - at - text.count + 1)
      {
        if memcmp(hit, text, text.count) == 0 { return true }
        at = UnsafeRawPointer(hit) - base + 1
      }
      return false
    }
  }
}

/// What everybody on the machine, and what the same user, can see of a program and all it starts while it runs: command
/// lines and environments.
final class ProcessWatch: Sendable {
  private let seen: Task<Set<String>, Never>

  init(_ child: ChildProcess) {
    seen = Task {
      var seen: Set<String> = []
      while child.isRunning {
        for pid in Self.group(child.pid) {
          seen.insert(Files.text("/proc/\(pid)/cmdline"))
          seen.insert(Files.text("/proc/\(pid)/environ"))
        }
        // No event tells that a process began.
        try? await Task.sleep(for: .milliseconds(10))
      }
      return seen
    }
  }

  /// All that was seen, once the program has ended.
  var text: String { get async { await seen.value.sorted().joined(separator: "\n") } }

  /// Processes of the group that `leader` leads.
  private static func group(_ leader: Int32) -> [Int32] {
    guard let folder = opendir("/proc") else { return [leader] }
    defer { closedir(folder) }
    var pids: [Int32] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if let pid = Int32(name), getpgid(pid) == leader { pids.append(pid) }
    }
    return pids
  }
}
