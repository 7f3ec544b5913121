// The letters of a column name: cut at punctuation, changes of case and digits, in lower case, without accents.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tollgate::pii_scan {

struct FoldedName {
  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>> pieces;  ///< begin and end in `text`; never empty
};

/// Accents of Latin letters fall off, `ß` becomes `ss`; letters of other scripts stay as they are. Bytes that are not
/// UTF-8 separate.
FoldedName fold_name(std::string_view name);

}  // namespace tollgate::pii_scan
