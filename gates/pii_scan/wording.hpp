// What pii-scan says about a column, for a person. Names, ways and counts only; cells of data never reach this place.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "gates/pii_scan/leaks.hpp"

namespace tollgate::pii_scan {

/// `shop_raw.customers.email -> stg_customers.email -> contacts.handle`; a long way is cut in the middle.
std::string way_to(const Leaks& leaks, lineage::ColumnId column);
/// The first sentence of a finding about the fault.
std::string fault_text(const Leaks& leaks, const Fault& fault);
/// The same about columns that nobody lists.
std::string unlisted_text(const Leaks& leaks, const UnlistedFault& fault);
/// Why nobody can tell what a column holds, with what to do; empty when there is nothing to add.
std::string why_unknown(const lineage::Relation& relation);
/// `goes on untagged into 3 columns of 2 models; dashboard x reads it`; empty when it goes nowhere. `columns` are of
/// the head, the first where it begins.
std::string reach_text(const Leaks& leaks, std::span<const lineage::ColumnId> columns);

}  // namespace tollgate::pii_scan
