// Runs a function on a thread with a stack of a given size: libpg_query writes its tree by recursion and has no stack
// check of its own outside a server (stack_base_ptr is never set), so the depth of the text decides what it needs.
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

/// Runs work(0) … work(count - 1) on at most `jobs` threads with such stacks, each started once; in no certain order.
/// One call for a whole project: libpg_query takes a pthread key per thread and never gives it back, so that about a
/// thousand threads in one process are too many. Throws what the first failed piece of work threw.
void for_each_on_deep_stacks(std::size_t count, int jobs, std::size_t stack_bytes,
                             const std::function<void(std::size_t)>& work);

}  // namespace tollgate::sql
