// Single values of a policy: each reader gives the value, or nothing and a problem that says what was expected.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/option.hpp"
#include "policy/problems.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::policy {

/// `NAME: expected WHAT, found …`
void expected(const Node& node, std::string_view name, std::string_view what, Problems& problems,
              std::string hint = {});

/// Where no environment variable may stand: a text that holds `${` is refused.
std::optional<std::string> read_text(const Node& node, std::string_view name, Problems& problems);
/// A list of texts, or one text. Never empty.
std::optional<std::vector<std::string>> read_texts(const Node& node, std::string_view name, Problems& problems);
std::optional<bool> read_bool(const Node& node, std::string_view name, Problems& problems);
std::optional<std::int64_t> read_integer(const Node& node, std::string_view name,
                                         const OptionRange<std::int64_t>& range, std::string_view unit,
                                         Problems& problems);
/// With unit `%` the number may be followed by `%`.
std::optional<double> read_number(const Node& node, std::string_view name, const OptionRange<double>& range,
                                  std::string_view unit, Problems& problems);
/// `500ms`, `60s`, `5m`, `24h`, `7d`.
std::optional<std::chrono::milliseconds> read_duration(const Node& node, std::string_view name,
                                                       std::chrono::milliseconds lowest,
                                                       std::chrono::milliseconds highest, Problems& problems);
/// `2%` or `0.02`: both are 0.02.
std::optional<double> read_fraction(const Node& node, std::string_view name, Problems& problems);
/// One of `choices`.
std::optional<std::string> read_choice(const Node& node, std::string_view name,
                                       const std::vector<std::string_view>& choices, Problems& problems);

/// The same of a plain text; nothing when it is none.
std::optional<std::chrono::milliseconds> duration_from(std::string_view text);
/// The shortest way to write a duration that read_duration reads.
std::string duration_text(std::chrono::milliseconds duration);
/// `a|b|c` as a list.
std::vector<std::string_view> split_choices(std::string_view joined);

}  // namespace tollgate::policy
