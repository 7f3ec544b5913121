// How the process gets memory. One decision, made by main before anything else; owns nothing.
#pragma once

namespace tollgate {

/// Lets the heap grow in large steps and keep what it has. glibc enlarges the heaps of all threads but the first page
/// by page, each time with a system call that makes the other threads wait: a tenth of the time where many of them read
/// SQL. The steps are addresses; memory is taken when it is used.
void grow_heap_in_large_steps();

}  // namespace tollgate
