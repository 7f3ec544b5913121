// How the process gets memory, and gives it back. Decided by main before anything else; owns nothing.
#pragma once

namespace tollgate {

/// Lets the heap grow in large steps and keep what it has. glibc enlarges the heaps of all threads but the first page
/// by page, each time with a system call that makes the other threads wait: a tenth of the time where many of them read
/// SQL. The steps are addresses; memory is taken when it is used.
void grow_heap_in_large_steps();

/// Lets threads share a few heaps. What one has freed no other takes: with a heap for each, a large project holds a
/// tenth more than it needs.
void share_heaps();

/// For the end of a step that has freed much, before another one that needs much: what was freed between things that
/// stay is memory of the system again until it is used.
void give_back_freed_memory();

}  // namespace tollgate
