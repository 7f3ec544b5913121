// Runs a function on a thread with a stack of a given size: libpg_query writes its tree by recursion and has no stack
// check of its own outside a server (stack_base_ptr is never set), so the depth of the text decides what it needs.
#pragma once

#include <cstddef>
#include <functional>

namespace tollgate::sql {

/// Runs `work` to its end; what it throws is thrown here. Throws Error (unjudged) when no such thread can be had.
void run_on_deep_stack(std::size_t stack_bytes, const std::function<void()>& work);

}  // namespace tollgate::sql
