// The name that a writer had in mind: among names in scope, by edit distance or by the words that names are made of.
// Better none than a wrong one.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::sql {

/// The candidate that is most like `name`, or "": equal but for underscores and case, a slip of few letters, or made of
/// the same words (`cust_id`: customer_id, `name`: customer_name, `stg_payments`: stg__stripe__payments), else
/// differing in one word of three or more (`net_total_usd`: net_amount_usd).
std::string similar_name(std::string_view name, std::span<const std::string> candidates);
/// For names that words say nothing about (functions, types): at most two slips, five characters or more, the same
/// beginning.
std::string misspelt_name(std::string_view name, std::span<const std::string_view> candidates);

/// Insertions, deletions, replacements and swaps of neighbours; more than `limit` is limit + 1.
int edit_distance(std::string_view a, std::string_view b, int limit);

}  // namespace tollgate::sql
