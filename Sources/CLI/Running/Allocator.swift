import CGlibc

/// How the C library keeps memory that was given back.
enum Allocator {
  /// Left alone, glibc makes a heap for each thread and keeps in each what it once needed: a move of 200,000 files held
  /// 15 MB that nobody used. Two heaps are enough for two threads that work at a time.
  static func prepare() {
    _ = mallopt(M_ARENA_MAX, 2)
    _ = mallopt(M_TRIM_THRESHOLD, 1 << 20)
    // Named, since glibc no longer finds this one by itself once the other is set: a batch's buffers should not go back
    // and forth between the system and us.
    _ = mallopt(M_MMAP_THRESHOLD, 4 << 20)
  }
}
