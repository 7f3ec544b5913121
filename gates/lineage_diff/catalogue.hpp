// What head's catalogue holds of a built model against what its SQL gives, in words; decides nothing about severity.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/gate.hpp"
#include "lineage/unexplained.hpp"

namespace tollgate::gates::columns {

/// `its table lacks a and b; only its table has c; d is text in its table and numeric by its SQL`.
std::string catalogue_text(const std::vector<const lineage::Disagreement*>& disagreements);

/// What is told once: models whose catalogue is as on base, or was written before they were built.
std::vector<Note> catalogue_notes(const lineage::CatalogueNews& news);

}  // namespace tollgate::gates::columns
