// The SQL of made-up models, one function per shape that real projects are made of. For plan.cpp alone.
#pragma once

#include <span>

#include "bench/generate/plan.hpp"

namespace tollgate::bench {

/// A relation that a text reads.
struct Parent {
  std::size_t index = 0;
  const Relation* relation = nullptr;
};

/// Renames, casts and cleans the columns of one source.
Text staging_text(const Parent& source);
/// The first parent's rows with what the others say per account: totals, and the latest row.
Text joining_text(std::span<const Parent> parents, std::size_t most_columns, Chance& chance);
/// The columns that all relations have, one below the other.
Text uniting_text(std::span<const Parent> parents);
/// One row per account: the latest, with running figures beside it.
Text latest_text(const Parent& parent, std::size_t most_columns, Chance& chance);
/// A chain of CTEs, each of which adds what the one before gives.
Text chained_text(const Parent& parent, std::size_t most_columns, Chance& chance);
/// One row per account and so many columns: conditional sums, counts and dates.
Text wide_text(std::span<const Parent> parents, std::size_t columns, Chance& chance);
/// Figures per month and status.
Text metric_text(const Parent& parent, Chance& chance);

}  // namespace tollgate::bench
