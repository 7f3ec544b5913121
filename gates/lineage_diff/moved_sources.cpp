#include "gates/lineage_diff/moved_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/listing.hpp"
#include "dbt/variables.hpp"
#include "dbt/yaml_entries.hpp"
#include "gates/lineage_diff/config_place.hpp"
#include "gates/lineage_diff/rules.hpp"
#include "gates/outcomes.hpp"

namespace tollgate::gates::columns {

namespace {

constexpr std::string_view source_moved = "source-moved";

/// What one field of a source says in its YAML, and where.
struct Line {
  int number = 0;
  std::string text;
};

/// The line of the field in the lines of an entry, before the list of its tables.
std::optional<Line> field_in(std::string_view yaml, dbt::LineRange within, std::string_view field) {
  int number = 1;
  for (; !yaml.empty() && number <= within.last; ++number) {
    const std::size_t end = std::min(yaml.find('\n'), yaml.size());
    const std::string_view line = yaml.substr(0, end);
    yaml.remove_prefix(std::min(end + 1, yaml.size()));
    if (number < within.first) continue;
    std::string_view words = line.substr(std::min(line.find_first_not_of(" -"), line.size()));
    if (words.starts_with("tables:") || words.starts_with("columns:")) return std::nullopt;
    if (words.starts_with(field) && words.substr(field.size()).starts_with(':')) return Line{number, std::string(line)};
  }
  return std::nullopt;
}

/// Where a source and its table stand in its YAML file.
struct Entry {
  std::string text;
  std::optional<dbt::LineRange> source, table;
};

Entry entry_of(const dbt::Source& source, const Context& context) {
  Entry entry;
  const std::string& root = context.head->metadata.project_name;
  if (!root.empty() && !source.package.empty() && source.package != root) return entry;
  entry.text = text_of_file(context, source.original_file_path).value_or(std::string());
  if (entry.text.empty()) return entry;
  entry.source = dbt::find_entry(entry.text, dbt::all_lines(entry.text), "sources", source.source_name);
  if (entry.source) entry.table = dbt::find_entry(entry.text, *entry.source, "tables", source.name);
  return entry;
}

struct Move {
  std::string field, base, head;
  int line = 0;  ///< 0: not found
};

bool is_jinja(const std::optional<Line>& line) { return line && line->text.find('{') != std::string::npos; }

/// dbt keeps how schema and database were written since 1.9; before that and for identifiers, the YAML of the head
/// has to say that no environment chooses.
class Moves {
 public:
  Moves(const dbt::Source& base, const dbt::Source& head, const Context& context) : x_entry(entry_of(head, context)) {
    const bool as_written = has_unrendered(base) && has_unrendered(head);
    if (as_written) {
      compare("database", base.unrendered_database, head.unrendered_database);
      compare("schema", base.unrendered_schema, head.unrendered_schema);
      if (context.head->variables_edited) compare_by_variable(base, head);
    } else {
      compare_rendered("database", base.database, head.database);
      compare_rendered("schema", base.schema, head.schema);
    }
    if (base.identifier != head.identifier && x_entry.table) {
      const auto line = field_in(x_entry.text, *x_entry.table, "identifier");
      if (!is_jinja(line)) {
        x_moves.push_back({"identifier", base.identifier, head.identifier, line ? line->number : x_entry.table->first});
      }
    }
  }
  std::vector<Move> all() && { return std::move(x_moves); }

 private:
  static bool has_unrendered(const dbt::Source& source) {
    return !source.unrendered_schema.empty() || !source.unrendered_database.empty();
  }

  std::optional<Line> line_of(std::string_view field) const {
    return x_entry.source ? field_in(x_entry.text, *x_entry.source, field) : std::nullopt;
  }

  void compare(std::string field, const std::string& base, const std::string& head) {
    if (base == head) return;
    const auto line = line_of(field);
    const int place = line ? line->number : (x_entry.source ? x_entry.source->first : 0);
    x_moves.push_back({std::move(field), base, head, place});
  }

  /// What is written alike and asks for a variable that the change edits.
  void compare_by_variable(const dbt::Source& base, const dbt::Source& head) {
    const auto asks = [](const std::string& one, const std::string& other) {
      return one == other && dbt::reads_variables(one);
    };
    if (asks(base.unrendered_database, head.unrendered_database)) compare("database", base.database, head.database);
    if (asks(base.unrendered_schema, head.unrendered_schema)) compare("schema", base.schema, head.schema);
  }

  void compare_rendered(std::string field, const std::string& base, const std::string& head) {
    if (!is_jinja(line_of(field))) compare(std::move(field), base, head);
  }

  Entry x_entry;
  std::vector<Move> x_moves;
};

std::vector<Move> moves_of(const dbt::Source& base, const dbt::Source& head, const Context& context) {
  return Moves(base, head, context).all();
}

/// One edit of a source's YAML.
struct Edit {
  Move move;
  const dbt::Source* base = nullptr;  ///< the first table
  const dbt::Source* head = nullptr;
  std::vector<std::string> tables;
  std::set<const Target*> readers;
};

/// `schema.table`, with the database where that is another.
std::string relation(const dbt::Source& source, const dbt::Source& other) {
  const std::string database = source.database == other.database ? std::string() : source.database + ".";
  return database + source.schema + "." + source.identifier;
}

std::string names_of(const std::set<std::string>& names) {
  return listed(std::vector<std::string>(names.begin(), names.end()));
}

std::string message_of(const Edit& edit) {
  const auto told = [](const std::string& value) { return value.empty() ? std::string("unset") : "`" + value + "`"; };
  std::set<std::string> readers;
  for (const Target* reader : edit.readers) readers.insert(reader->model->name);
  const bool one = edit.tables.size() == 1;
  const std::string what = one ? fmt::format("{} is {} now, on base {}", edit.tables.front(),
                                             relation(*edit.head, *edit.base), relation(*edit.base, *edit.head))
                               : fmt::format("{} tables ({}) are others", edit.tables.size(), listed(edit.tables));
  return fmt::format("source {}: {} is {}, on base {}: {}, read by {}; no SQL of a model shows it",
                     edit.head->source_name, edit.move.field, told(edit.move.head), told(edit.move.base), what,
                     names_of(readers));
}

const Target* first_of(const std::set<const Target*>& readers) {
  return *std::ranges::min_element(
      readers, [](const Target* a, const Target* b) { return a->model->unique_id < b->model->unique_id; });
}

Finding finding_of(const Gate& gate, const Edit& edit, const Context& context) {
  Finding finding = finding_about(gate, rule_called(source_moved), *first_of(edit.readers), message_of(edit));
  finding.subject.relation = fmt::format("source {} {}", edit.head->source_name, edit.move.field);
  if (edit.tables.size() == 1) {
    finding.subject.relation = fmt::format("source {}.{} {}", edit.head->source_name, edit.head->name, edit.move.field);
  }
  if (edit.move.line > 0) {
    finding.location = {context.project_prefix + edit.head->original_file_path, edit.move.line, 0};
  }
  finding.evidence.push_back({"tables", static_cast<std::int64_t>(edit.tables.size())});
  finding.evidence.push_back({"models", static_cast<std::int64_t>(edit.readers.size())});
  return finding;
}

/// Source ids with the changed targets that read them on head.
std::map<std::string_view, std::set<const Target*>> readers_of_sources(const Context& context) {
  std::map<std::string_view, std::set<const Target*>> readers;
  for (const Target& target : context.targets) {
    if (target.change == nullptr || target.base == nullptr || target.head == nullptr) continue;
    for (const std::string& parent : target.head->depends_on) {
      if (context.head->sources.contains(parent) && context.base->sources.contains(parent)) {
        readers[parent].insert(&target);
      }
    }
  }
  return readers;
}

/// Whether dbt/ counts the source as changed: not where a schema is renamed as a whole.
bool is_counted(const std::string& id, const std::set<const Target*>& readers) {
  return std::ranges::any_of(readers, [&](const Target* target) {
    return std::ranges::any_of(target->change->reasons, [&](const dbt::Reason& reason) {
      return reason.kind == dbt::ReasonKind::source && reason.detail.starts_with(id + " ");
    });
  });
}

}  // namespace

std::vector<Finding> moved_sources(const Gate& gate, const Context& context) {
  std::map<std::tuple<std::string, std::string, std::string, std::string, int>, Edit> edits;
  for (const auto& [id, readers] : readers_of_sources(context)) {
    const dbt::Source& base = context.base->sources.find(id)->second;
    const dbt::Source& head = context.head->sources.find(id)->second;
    if (!is_counted(std::string(id), readers)) continue;
    const std::vector<Move> moves = moves_of(base, head, context);
    for (const Move& move : moves) {
      const std::string owner = move.field == "identifier" ? head.unique_id : head.package + "." + head.source_name;
      Edit& edit = edits[{owner, move.field, move.base, move.head, move.line}];
      if (edit.head == nullptr) {
        edit.move = move;
        edit.base = &base;
        edit.head = &head;
      }
      edit.tables.push_back(head.name);
      edit.readers.insert(readers.begin(), readers.end());
    }
  }
  std::vector<Finding> findings;
  for (const auto& [key, edit] : edits) findings.push_back(finding_of(gate, edit, context));
  return findings;
}

}  // namespace tollgate::gates::columns
