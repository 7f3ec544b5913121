#include "gates/fan_out/totals_told.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/listing.hpp"
#include "gates/fan_out/answers.hpp"
#include "gates/fan_out/on_base.hpp"
#include "gates/fan_out/totals.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::gates::fan_out {

namespace {

constexpr std::size_t most_models = 3;
constexpr std::size_t most_columns = 3;
constexpr double noticeable = 0.01;

/// Types that PostgreSQL can sum up to a number (numeric may carry a typmod).
bool is_number(std::string_view type) {
  constexpr std::array<std::string_view, 5> plain{"smallint", "integer", "bigint", "real", "double precision"};
  return type.starts_with("numeric") || std::ranges::find(plain, type) != plain.end();
}

struct Ratio {
  std::string column;
  double value = 1;
};

/// Totals of one model on both sides. Of fewer values than this no total is asked: it would be a value itself.
struct Asked {
  static constexpr int fewest_values = 20;
  std::vector<std::string> columns;
  std::optional<std::size_t> base, head;
};

std::string totals_sql(const std::string& relation, const std::vector<std::string>& columns) {
  std::vector<std::string> totals;
  for (const std::string& name : columns) {
    const std::string column = warehouse::quoted_identifier(name);
    totals.push_back(fmt::format("case when count({0}) >= {1} then coalesce(sum({0})::float8, 0) else 0 end", column,
                                 Asked::fewest_values));
  }
  return fmt::format("select {} from {}", fmt::join(totals, ", "), relation);
}

class Teller {
 public:
  Teller(const Context& context, std::chrono::seconds budget)
      : x_context(context), x_graph(*context.head_lineage), x_budget(budget), x_round(x_clock) {}

  void add(const std::string& unique_id) {
    std::vector<Totals> totals = totals_below(x_graph, unique_id);
    std::vector<Asked> asked;
    for (std::size_t i = 0; i < std::min(totals.size(), most_models); ++i) asked.push_back(ask(totals[i]));
    x_totals.push_back(std::move(totals));
    x_asked.push_back(std::move(asked));
  }

  std::vector<TotalsTold> tell() {
    x_round.ask(x_context.warehouse);
    std::vector<TotalsTold> told;
    for (std::size_t i = 0; i < x_totals.size(); ++i) told.push_back(tell(x_totals[i], x_asked[i]));
    return told;
  }

 private:
  const std::string& name_of(lineage::ColumnId id) const { return x_graph.columns()[id].name; }

  Asked ask(const Totals& totals) {
    Asked asked;
    const std::string& id = x_graph.relations()[totals.relation].unique_id;
    const auto base = relation_on(x_context.base, id);
    const auto head = relation_on(x_context.head, id);
    if (!base || !head || (*base == *head && x_context.one_database)) return asked;
    for (const lineage::ColumnId column : totals.sums) {
      const bool on_base = x_context.base_lineage != nullptr && x_context.base_lineage->find(id, name_of(column));
      if (on_base && is_number(x_graph.columns()[column].type) && asked.columns.size() < most_columns)
        asked.columns.push_back(name_of(column));
    }
    if (asked.columns.empty()) return asked;
    asked.base = x_round.add(warehouse::Side::base, x_budget, totals_sql(*base, asked.columns), "totals of " + *base);
    asked.head = x_round.add(warehouse::Side::head, x_budget, totals_sql(*head, asked.columns), "totals of " + *head);
    return asked;
  }

  /// Of the column whose total moved most.
  std::optional<Ratio> ratio_of(const Asked& asked) const {
    const auto base = x_round.numbers(asked.base);
    const auto head = x_round.numbers(asked.head);
    if (!base || !head || base->size() != asked.columns.size() || head->size() != base->size()) return std::nullopt;
    std::optional<Ratio> most;
    for (std::size_t i = 0; i < base->size(); ++i) {
      if ((*base)[i] == 0 || (*head)[i] / (*base)[i] <= 0) continue;
      const Ratio ratio{asked.columns[i], (*head)[i] / (*base)[i]};
      if (std::abs(ratio.value - 1) < noticeable) continue;
      if (!most || std::abs(std::log(ratio.value)) > std::abs(std::log(most->value))) most = ratio;
    }
    return most;
  }

  std::string columns_text(const Totals& totals) const {
    std::vector<std::string> names;
    for (const lineage::ColumnId column : totals.columns) names.push_back(name_of(column));
    return listed(names, most_columns);
  }

  TotalsTold tell(const std::vector<Totals>& totals, const std::vector<Asked>& asked) const {
    if (totals.empty()) return {};
    TotalsTold told;
    std::vector<std::string> models;
    told.evidence.push_back({"models_adding_up", static_cast<std::int64_t>(totals.size())});
    for (std::size_t i = 0; i < asked.size(); ++i) {
      std::string text = fmt::format("{} ({}", x_graph.relations()[totals[i].relation].name, columns_text(totals[i]));
      if (const auto ratio = ratio_of(asked[i])) {
        text += fmt::format("; the total of {} is x{:.2f} of base's", ratio->column, ratio->value);
        told.evidence.push_back({"total_ratio", ratio->value});
      }
      models.push_back(text + ")");
    }
    told.clause =
        fmt::format("row counts below stay equal, sums do not: these rows are added up by {}", fmt::join(models, ", "));
    if (totals.size() > models.size()) told.clause += fmt::format(" and {} more", totals.size() - models.size());
    return told;
  }

  const Context& x_context;
  const lineage::Graph& x_graph;
  const std::chrono::seconds x_budget;
  const Clock x_clock{};
  Round x_round;
  std::vector<std::vector<Totals>> x_totals;
  std::vector<std::vector<Asked>> x_asked;
};

}  // namespace

std::vector<TotalsTold> tell_totals(const Context& context, std::span<const std::string> unique_ids,
                                    std::chrono::seconds budget) {
  if (context.head_lineage == nullptr) return std::vector<TotalsTold>(unique_ids.size());
  Teller teller(context, budget);
  for (const std::string& id : unique_ids) teller.add(id);
  return teller.tell();
}

}  // namespace tollgate::gates::fan_out
