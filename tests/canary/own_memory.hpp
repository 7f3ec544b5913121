// Looks through the memory of this process, as a core dump would show it.
#pragma once

#include <cstddef>
#include <string_view>

namespace tollgate::test {

/// How often a text stands in writable memory. The text is given backwards, so that asking does not put it there.
std::size_t count_in_own_memory(std::string_view backwards);

}  // namespace tollgate::test
