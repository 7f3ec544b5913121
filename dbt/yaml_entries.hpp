// Where an entry of a dbt YAML file stands: dbt tells the file of a metric, never the line. Looks at lines and their
// indentation as dbt's files are written; what is written otherwise is not found, never misplaced.
#pragma once

#include <optional>
#include <string_view>

namespace tollgate::dbt {

/// 1-based, both included.
struct LineRange {
  int first = 1;
  int last = 0;
  friend bool operator==(const LineRange&, const LineRange&) = default;
};

/// All lines of the text.
LineRange all_lines(std::string_view yaml);

/// The lines of the item that is called `name`, in the list below the key `section`, which stands at the outermost
/// indentation of `within` (for an entry: that of its own keys). Nothing when there is none.
std::optional<LineRange> find_entry(std::string_view yaml, LineRange within, std::string_view section,
                                    std::string_view name);

/// The lines of that key and of what stands below it, at the outermost indentation of `within`.
std::optional<LineRange> find_key(std::string_view yaml, LineRange within, std::string_view key);

}  // namespace tollgate::dbt
