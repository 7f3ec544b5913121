// What a diagnosis says: sentences from counts and names. No data reaches this place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gates/fan_out/inquiry.hpp"

namespace tollgate::gates::fan_out {

/// Rows of a left side, those without a match, rows of the inner join.
struct JoinCounts {
  double left = 0, unmatched = 0, matched = 0;
  /// Rows after the join per row before it.
  double multiplier(bool keeps_unmatched) const;
  /// Rows per row that has a match: above 1, the join multiplies.
  double per_match() const;
  double lost_share() const { return left > 0 ? unmatched / left : 0; }
};

/// Rows before and after a join.
struct RowPair {
  double before = 0, after = 0;
  double multiplier() const { return before > 0 ? after / before : 0; }
  double lost_share() const { return before > 0 && after < before ? 1 - after / before : 0; }
};

/// `join at models/marts/orders.sql:12`.
std::string place_text(const Location& place);

Diagnosis multiplied(const JoinInquiry& inquiry, std::int64_t repeated, const std::optional<JoinCounts>& counts,
                     const Location& place);
Diagnosis multiplied_by_all(const JoinInquiry& inquiry, std::int64_t rows, const Location& place);
/// By rows before and after: conditions beside its key, or none of equality. `repeated`: keys of it that are not
/// unique.
Diagnosis given_more(const JoinInquiry& inquiry, std::optional<std::int64_t> repeated, const RowPair& rows,
                     const Location& place);
/// `; the join of refunds multiplies rows as well (each becomes 1.50)`, from what it would be told as.
std::string multiplies_too(const JoinInquiry& inquiry, const Diagnosis& found);
Diagnosis unmatched(const JoinInquiry& inquiry, const JoinCounts& counts, const std::optional<JoinCounts>& base,
                    const Location& place);
Diagnosis given_fewer(const JoinInquiry& inquiry, const RowPair& rows, const std::optional<RowPair>& base,
                      const Location& place);
Diagnosis filtered(const FilterInquiry& inquiry, std::size_t filter, double before, double kept, const Location& place);
/// What one step of several keeps: `filter `status = 'paid'` keeps 90 of 100`, `inner join of b keeps 80 of 90`.
std::string filter_step(const FilterInquiry& inquiry, std::size_t filter, double before, double kept);
std::string join_step(const JoinInquiry& inquiry, const JoinCounts& counts);
std::string join_step(const JoinInquiry& inquiry, const RowPair& rows);
/// `; of its steps the filter … keeps …, the inner join …`; empty where there is only one.
std::string steps_clause(const std::vector<std::string>& steps);
/// Where no step is found to be the cause. `untold`: what could not be asked, and why.
Diagnosis not_found(const Inquiry& inquiry, bool lost, const std::vector<std::string>& untold);

}  // namespace tollgate::gates::fan_out
