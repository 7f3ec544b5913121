#include "dbt/source_difference.hpp"

#include <fmt/format.h>

#include <set>

#include "dbt/variables.hpp"

namespace tollgate::dbt {
namespace {

std::string place(const Source& source) { return source.database + "." + source.schema; }

// How the places of all sources map onto each other, for artifacts that hold rendered names only (before dbt 1.9).
class Places {
 public:
  Places(const Project& base, const Project& head) {
    for (const auto& [id, source] : base.sources) {
      const auto other = head.sources.find(id);
      if (other == head.sources.end()) continue;
      x_of_base[place(source)].insert(place(other->second));
      x_of_head[place(other->second)].insert(place(source));
    }
  }

  bool is_renaming(const Source& base, const Source& head) const {
    return x_of_base.at(place(base)).size() == 1 && x_of_head.at(place(head)).size() == 1;
  }

 private:
  std::map<std::string, std::set<std::string>> x_of_base, x_of_head;
};

void add(std::vector<std::string>& changes, std::string_view field, const std::string& base, const std::string& head) {
  if (base != head) changes.push_back(fmt::format("{}: {} -> {}", field, base, head));
}

struct Rendered {
  const std::string& written;
  const std::string& text;
};

bool has_unrendered(const Source& source) {
  return !source.unrendered_schema.empty() || !source.unrendered_database.empty();
}

/// As written; as rendered where it is written alike and asks for a variable that the change may have edited.
void add_place(std::vector<std::string>& changes, std::string_view field, const Rendered& base, const Rendered& head,
               bool variables_edited) {
  const bool by_variable = variables_edited && base.written == head.written && reads_variables(head.written);
  add(changes, field, by_variable ? base.text : base.written, by_variable ? head.text : head.written);
}

std::vector<std::string> compare(const Source& base, const Source& head, const Places& places, bool variables_edited) {
  std::vector<std::string> changes;
  if (has_unrendered(base) && has_unrendered(head)) {
    add_place(changes, "database", {base.unrendered_database, base.database}, {head.unrendered_database, head.database},
              variables_edited);
    add_place(changes, "schema", {base.unrendered_schema, base.schema}, {head.unrendered_schema, head.schema},
              variables_edited);
  } else if (!places.is_renaming(base, head)) {
    add(changes, "database", base.database, head.database);
    add(changes, "schema", base.schema, head.schema);
  }
  add(changes, "identifier", base.identifier, head.identifier);
  if (base.quoting != head.quoting) changes.emplace_back("quoting");
  if (base.external != head.external) changes.emplace_back("external");
  return changes;
}

}  // namespace

std::map<std::string, std::vector<std::string>, std::less<>> source_differences(const Project& base,
                                                                                const Project& head) {
  const Places places(base, head);
  std::map<std::string, std::vector<std::string>, std::less<>> differences;
  for (const auto& [id, source] : base.sources) {
    const auto other = head.sources.find(id);
    if (other == head.sources.end()) continue;
    auto changes = compare(source, other->second, places, head.variables_edited);
    if (!changes.empty()) differences.emplace(id, std::move(changes));
  }
  return differences;
}

std::vector<std::string> source_descriptions_changed(const Source& base, const Source& head) {
  std::vector<std::string> fields;
  if (base.freshness != head.freshness) fields.emplace_back("freshness");
  if (base.loaded_at_field != head.loaded_at_field) fields.emplace_back("loaded_at_field");
  return fields;
}

}  // namespace tollgate::dbt
