// The six reports that every reporter is tested with. Their renderings are kept in fixtures/reports/<name>/.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/report.hpp"

namespace tollgate::reporters::samples {

/// Everything passed; one model was skipped.
Report clean();
/// Errors, warnings, an info, folded findings, two models of one name, a finding about the change.
Report mixed();
/// A finding, and more that could not be judged.
Report errored();
/// Findings that waivers cover, one of them folded, and findings about the waivers.
Report waived();
/// A pull request with what people owe, windows, the LLM budget and labels.
Report people();
/// Names, paths and texts that try to break out of every format.
Report hostile();

struct Sample {
  std::string_view name;
  Report (*make)();
};
inline constexpr std::array<Sample, 6> all{{{"clean", clean},
                                            {"mixed", mixed},
                                            {"errored", errored},
                                            {"waived", waived},
                                            {"people", people},
                                            {"hostile", hostile}}};

RowCount row_count(std::string subject, std::optional<std::int64_t> base, std::optional<std::int64_t> head);

/// Text that holds what breaks formats: %, CR, LF, commas, colons, `]]>`, tags, ANSI, invalid UTF-8, bidi, commands.
std::string hostile_text();

}  // namespace tollgate::reporters::samples
