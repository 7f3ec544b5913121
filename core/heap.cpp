#include "core/heap.hpp"

#include <malloc.h>

namespace tollgate {

void grow_heap_in_large_steps() {
#ifdef __GLIBC__
  constexpr int step = 16 << 20;
  mallopt(M_TOP_PAD, step);
  // Setting one of them ends their adaptation to what is freed (mallopt(3)): these are the most that it may come to.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

void share_heaps() {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 4);
#endif
}

void give_back_freed_memory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace tollgate
