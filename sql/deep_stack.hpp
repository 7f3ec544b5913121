// Runs a function on a thread with a stack of a given size: libpg_query writes its tree by recursion and has no stack
// check of its own outside a server (stack_base_ptr is never set), so the depth of the text decides what it needs. The
// threads are those of core/kept_threads: few in a process, however often this is asked.
#pragma once

#include <cstddef>
#include <functional>

namespace tollgate::sql {

/// Runs `work` to its end; what it throws is thrown here. Throws Error (unjudged) when no such thread can be had.
void run_on_deep_stack(std::size_t stack_bytes, const std::function<void()>& work);

/// For work that does not follow a text's depth.
inline constexpr std::size_t small_stack = std::size_t{256} << 10U;

/// On how many threads work that only computes is worth spreading; 1 to 8.
int processors();

/// Runs work(0) … work(count - 1) on at most `jobs` threads with such stacks; in no certain order. Throws what the
/// first failed thread's work threw, when all have ended.
void for_each_on_deep_stacks(std::size_t count, int jobs, std::size_t stack_bytes,
                             const std::function<void(std::size_t)>& work);

}  // namespace tollgate::sql
