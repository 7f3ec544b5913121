// Reads `merge_window`: a window, a list of them, or a mapping of when merges are open and on which days they are
// closed. Whether one is open now is judged elsewhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy.hpp"
#include "policy/problems.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::policy {

/// Fills in what is written and leaves the other as it is.
void read_merge_window(const Node& node, const std::string& what, std::optional<Placed<std::string>>& window,
                       std::optional<Placed<std::vector<ClosedPeriod>>>& closed, Problems& problems);

/// `2026-12-24`, or `2026-12-24..2027-01-01`; both days included.
std::string days_text(const ClosedPeriod& period);

}  // namespace tollgate::policy
