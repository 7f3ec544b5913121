#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "core/unique_id.hpp"
#include "gates/all.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/outcomes.hpp"
#include "gates/references/judge.hpp"
#include "gates/references/rules.hpp"
#include "lineage/difference.hpp"
#include "lineage/reach.hpp"
#include "sql/references/reads.hpp"

namespace tollgate::gates::references_rules {

namespace {

using sql::ColumnRead;

bool is_true(const dbt::Meta& meta, std::string_view key) {
  const auto value = meta.find(key);
  return value != meta.end() && !value->second.empty() && value->second != "false" && value->second != "null" &&
         value->second != "0" && value->second != "no";
}

std::string successor(const dbt::Meta& meta) {
  for (const std::string_view key : {"use_instead", "replaced_by", "replacement"}) {
    if (const auto value = meta.find(key); value != meta.end()) return value->second;
  }
  return {};
}

const std::vector<dbt::Column>* declared_columns(const dbt::Project& project, const std::string& unique_id) {
  if (const dbt::Node* node = project.find_node(unique_id)) return &node->columns;
  const auto source = project.sources.find(unique_id);
  return source == project.sources.end() ? nullptr : &source->second.columns;
}

/// A deprecated column, and the node or source whose YAML says so.
struct Deprecated {
  const dbt::Column* column = nullptr;
  std::string declared_by;
};

/// YAML names fold as SQL does: PostgreSQL's names are in lower case unless quoted.
const dbt::Column* deprecated_column(const dbt::Project& project, const std::string& unique_id, std::string_view name) {
  const auto* columns = declared_columns(project, unique_id);
  if (columns == nullptr) return nullptr;
  const auto same = [&](const dbt::Column& column) {
    return std::ranges::equal(
        column.name, name, {}, [](unsigned char c) { return std::tolower(c); },
        [](unsigned char c) { return std::tolower(c); });
  };
  const auto found = std::ranges::find_if(*columns, same);
  return found != columns->end() && is_true(found->meta, "deprecated") ? &*found : nullptr;
}

/// What is read, and whatever else of the project is the same relation: a seed may fill a source.
Deprecated deprecated_in(const Sides& sides, const ColumnRead& read) {
  std::vector<std::string> declarers{read.relation->identity};
  if (const lineage::Relation* relation = sides.head.find(read.relation->identity)) {
    const auto same = sides.same_relation.find(relation_name(*relation));
    if (same != sides.same_relation.end()) declarers.insert(declarers.end(), same->second.begin(), same->second.end());
  }
  for (std::string& id : declarers) {
    if (const auto* column = deprecated_column(*sides.context.head, id, read.column)) return {column, std::move(id)};
  }
  return {};
}

std::vector<ColumnRead> reads_of(const lineage::Graph& graph, const std::string& unique_id) {
  const lineage::Relation* relation = graph.find(unique_id);
  if (relation == nullptr || relation->analysis == nullptr || relation->analysis->query() == nullptr) return {};
  return sql::column_reads(*relation->analysis->query());
}

using ReadKey = std::pair<std::string, std::string>;  // unique_id, column

ReadKey key_of(const ColumnRead& read) { return {read.relation->identity, std::string(read.column)}; }

/// What lineage-diff says of the same select item or of the rows has the same cause.
Cause cause_of(const Sides& sides, const std::string& model, const ColumnRead& read) {
  Cause own = read.output.empty() ? lineage::rows_cause(model) : lineage::column_cause(model, read.output);
  if (sides.context.lineage_differences == nullptr) return own;
  for (const lineage::Difference& difference : sides.context.lineage_differences->differences) {
    if (difference.unique_id != model) continue;
    if (!read.output.empty() && difference.column == read.output) return difference.cause;
    if (read.output.empty() && difference.cause == own) return own;
  }
  return read.output.empty() ? lineage::name_cause(model, read.column) : own;
}

/// Whom the column that now holds a deprecated one reaches.
std::string reach_text(const Sides& sides, const Target& target, const ColumnRead& read) {
  const auto column = sides.head.find(target.model->unique_id, read.output);
  if (!column) return {};
  const std::string text = lineage::to_text(sides.head, lineage::reach_of_columns(sides.head, std::span(&*column, 1)));
  return text.empty() ? text : "; reaches " + text;
}

Finding column_finding(const Sides& sides, const Target& target, const ColumnRead& read, const Deprecated& deprecated) {
  const lineage::Relation* parent = sides.head.find(deprecated.declared_by);
  const std::string name = fmt::format("{}.{}", parent == nullptr ? read.relation->name : parent->name, read.column);
  std::string message = fmt::format("{} now reads {}, which is deprecated", target.model->name, name);
  if (!read.output.empty()) message += fmt::format(", for its column {}", read.output);
  if (const std::string instead = successor(deprecated.column->meta); !instead.empty())
    message += fmt::format("; use {} instead", instead);
  message += reach_text(sides, target, read);
  Finding finding = finding_about(references, rule_called("deprecated-column"), target, std::move(message));
  finding.subject.column = std::string(read.column);
  finding.subject.relation = name;
  finding.cause = cause_of(sides, target.model->unique_id, read);
  return finding;
}

/// What flows into an output or steers the rows, also through the star of a CTE (`with orders as (select * from …)`),
/// where nobody writes the name beside its relation. Outputs that come by a star themselves are left out: all of them
/// stand at one place.
std::vector<ColumnRead> uses_of(const lineage::Graph& graph, const std::string& unique_id) {
  std::vector<ColumnRead> uses;
  const lineage::Relation* relation = graph.find(unique_id);
  if (relation == nullptr) return uses;
  const auto columns = graph.columns_of(*relation);
  std::map<int, int> at_place;
  for (const lineage::Column& column : columns) ++at_place[column.location];
  const auto add = [&](const lineage::Edge& edge, std::string_view output, int location, bool by_star) {
    const lineage::Column& source = graph.columns()[edge.column];
    uses.push_back({graph.relations()[source.relation].known, source.name, output, location, by_star});
  };
  for (const lineage::Column& column : columns) {
    for (const lineage::Edge& edge : column.sources) {
      add(edge, column.name, column.location, at_place[column.location] > 1);
    }
  }
  for (const lineage::Edge& edge : relation->influences) add(edge, {}, -1, false);
  return uses;
}

/// As written, then what flows: the first has the better place.
std::vector<ColumnRead> reads_and_uses(const lineage::Graph& graph, const std::string& unique_id) {
  std::vector<ColumnRead> all = reads_of(graph, unique_id);
  std::erase_if(all, [](const ColumnRead& read) { return read.by_star; });
  for (const ColumnRead& use : uses_of(graph, unique_id)) all.push_back(use);
  return all;
}

void judge_columns(const Sides& sides, const Target& target, Found& found) {
  std::set<ReadKey> on_base;
  for (const ColumnRead& read : reads_and_uses(sides.base, target.model->unique_id)) on_base.insert(key_of(read));
  std::set<ReadKey> told;
  for (const ColumnRead& read : reads_and_uses(sides.head, target.model->unique_id)) {
    if (read.by_star || read.relation->identity.empty()) continue;
    const Deprecated deprecated = deprecated_in(sides, read);
    if (deprecated.column == nullptr || !told.insert(key_of(read)).second) continue;
    if (on_base.contains(key_of(read))) {
      found.standing.push_back(
          fmt::format("{}: deprecated column {}.{}", target.model->name, read.relation->name, read.column));
      continue;
    }
    Finding finding = column_finding(sides, target, read, deprecated);
    if (read.location >= 0) place_at(finding, target, text_of(sides.head, *target.head), read.location);
    found.findings.push_back(std::move(finding));
  }
}

/// "is deprecated", "is deprecated from 2024-05-01", "is version 1, the latest is 2"; empty: it is neither.
std::string deprecation_of(const dbt::Node& node) {
  if (is_true(node.config.meta, "deprecated")) return "is deprecated";
  if (!node.deprecation_date.empty() && node.deprecation_date != "null") {
    return "has the deprecation date " + node.deprecation_date.substr(0, node.deprecation_date.find('T'));
  }
  const bool older = !node.version.empty() && !node.latest_version.empty() && node.version != node.latest_version &&
                     (node.version.size() < node.latest_version.size() ||
                      (node.version.size() == node.latest_version.size() && node.version < node.latest_version));
  return older ? fmt::format("is version {}, the latest is {}", node.version, node.latest_version) : "";
}

/// The line of raw_code that names the model, 1-based; 0 when none does.
int line_naming(std::string_view raw, std::string_view name) {
  int line = 1;
  while (!raw.empty()) {
    const std::size_t end = std::min(raw.find('\n'), raw.size());
    const std::string_view text = raw.substr(0, end);
    if (text.find("ref(") != std::string_view::npos && text.find(name) != std::string_view::npos) return line;
    raw.remove_prefix(std::min(end + 1, raw.size()));
    ++line;
  }
  return 0;
}

void judge_models(const Sides& sides, const Target& target, Found& found) {
  for (const std::string& parent_id : target.head->depends_on) {
    const dbt::Node* parent = sides.context.head->find_node(parent_id);
    if (parent == nullptr) continue;
    const std::string why = deprecation_of(*parent);
    if (why.empty()) continue;
    const bool before = target.base != nullptr &&
                        std::ranges::find(target.base->depends_on, parent_id) != target.base->depends_on.end();
    if (before) {
      found.standing.push_back(fmt::format("{}: model {}", target.model->name, parent->name));
      continue;
    }
    std::string message = fmt::format("{} now reads {}, which {}", target.model->name, parent->name, why);
    if (const std::string instead = successor(parent->config.meta); !instead.empty()) {
      message += fmt::format("; use {} instead", instead);
    }
    Finding finding = finding_about(references, rule_called("deprecated-model"), target, std::move(message));
    finding.subject.relation = short_name(parent->unique_id);
    finding.cause = lineage::name_cause(target.model->unique_id, finding.subject.relation);
    if (const int line = line_naming(target.head->raw_code, parent->name);
        line != 0 && target.head->type == dbt::ResourceType::model) {
      finding.location.line = line + target.lines_before_code;
    }
    found.findings.push_back(std::move(finding));
  }
}

}  // namespace

void judge_deprecated(const Sides& sides, const Target& target, Found& found) {
  judge_columns(sides, target, found);
  judge_models(sides, target, found);
}

}  // namespace tollgate::gates::references_rules
