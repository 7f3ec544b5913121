// A hotel's sources, and one model over them that an edit changes: what is told of its rows.
#pragma once

#include <string>
#include <vector>

#include "lineage/difference.hpp"
#include "tests/lineage/scene.hpp"

namespace tollgate::test_lineage {

/// Sources raw.guest, raw.stay, raw.bill and raw.room; no model.
Side hotel();

/// Of a model of that SQL on base and on head.
lineage::Differences compare_hotels(const std::string& base, const std::string& head);

/// What is about rows: `kind: before -> after`, for a join that joins otherwise with what is joined, and the effect.
std::vector<std::string> rows(const std::string& base, const std::string& head);

/// The text with other words at the first place of the old ones, which must be there.
std::string with(std::string text, const std::string& old_words, const std::string& new_words);

}  // namespace tollgate::test_lineage
