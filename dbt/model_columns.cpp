#include "dbt/model_columns.hpp"

#include <string_view>
#include <utility>
#include <variant>

#include "core/lower.hpp"
#include "dbt/squeezed.hpp"
#include "sql/analyse.hpp"
#include "sql/deep_stack.hpp"
#include "sql/open_stars.hpp"

namespace tollgate::dbt {

namespace {

/// The code of one kind that both sides have; none where a side has none.
std::pair<std::string_view, std::string_view> code_of_both(const Node& one, const Node& other) {
  if (one.compiled && other.compiled) return {one.compiled_code, other.compiled_code};
  return {one.raw_code, other.raw_code};
}

}  // namespace

std::optional<ModelColumns::Outputs> ModelColumns::outputs_of(const Node& node) {
  std::optional<Outputs> outputs;
  if (!node.compiled || node.language != "sql") return outputs;
  sql::run_on_deep_stack(sql::stack_to_walk(node.compiled_code.size()), [&] {
    const sql::Schema nothing;
    const auto answer = sql::analyse(node.compiled_code, nothing);
    const auto* const analysis = std::get_if<sql::Analysis>(&answer);
    if (analysis == nullptr || analysis->query() == nullptr) return;
    Outputs read;
    read.whole = !sql::has_open_star(*analysis->query());
    for (const sql::Output& output : analysis->query()->outputs) read.names.insert(lowered(output.name));
    outputs = std::move(read);
  });
  return outputs;
}

const std::optional<ModelColumns::Outputs>& ModelColumns::Side::known() const {
  if (!std::exchange(read, true)) outputs = outputs_of(*node);
  return outputs;
}

bool ModelColumns::only_one(const std::string& column, const Side& with, const Side& without) {
  if (with.node == nullptr || without.node == nullptr || column.empty()) return false;
  const auto [code, other_code] = code_of_both(*with.node, *without.node);
  const bool named = mentions(code, column) && !other_code.empty() && !mentions(other_code, column);
  const auto& has = with.known();
  const auto& lacks = without.known();
  if (!has || !lacks) return named;
  const std::string name = lowered(column);
  if (lacks->names.contains(name)) return false;
  return lacks->whole ? !has->whole || has->names.contains(name) : named && has->names.contains(name);
}

bool ModelColumns::is_gone(const std::string& column) const { return only_one(column, x_base, x_head); }
bool ModelColumns::is_new(const std::string& column) const { return only_one(column, x_head, x_base); }

}  // namespace tollgate::dbt
