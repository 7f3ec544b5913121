#include "gates/compiled_sql.hpp"

#include <algorithm>
#include <cctype>

#include "sql/opaque_text.hpp"

namespace tollgate::gates {

namespace {

bool is_continuation_byte(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

TextPosition position_at(std::string_view text, std::size_t offset) {
  TextPosition position;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++position.line;
      position.column = 1;
    } else if (!is_continuation_byte(c)) {
      ++position.column;
    }
  }
  return position;
}

bool is_blank(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return std::isspace(c) != 0; });
}

/// The only line of `text` that reads exactly so; 0 when there is none or there are several.
int only_line_that_reads(std::string_view text, std::string_view wanted) {
  int found = 0;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line == wanted) {
      if (found != 0) return 0;
      found = number;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

}  // namespace

std::optional<TextPosition> find_jinja(std::string_view sql) {
  for (std::size_t i = 0; i < sql.size();) {
    const std::size_t end = sql::end_of_opaque(sql, i);
    if (end != i) {
      i = end;
      continue;
    }
    const std::string_view pair = sql.substr(i, 2);
    if (pair == "{{" || pair == "{%" || pair == "{#") return position_at(sql, i);
    ++i;
  }
  return std::nullopt;
}

bool holds_statement(std::string_view sql) {
  for (std::size_t i = 0; i < sql.size();) {
    const std::size_t end = sql::end_of_comment(sql, i);
    if (end != i) {
      i = end;
      continue;
    }
    if (sql[i] != ';' && std::isspace(static_cast<unsigned char>(sql[i])) == 0) return true;
    ++i;
  }
  return false;
}

std::string_view line_of(std::string_view text, int number) {
  for (; number > 1 && !text.empty(); --number) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Location location_in_model(const Target& target, TextPosition where) {
  Location location = target.location;
  if (target.head == nullptr || target.head->type != dbt::ResourceType::model) return location;
  const std::string_view line = line_of(target.head->compiled_code, where.line);
  if (is_blank(line)) return location;
  const int raw_line = only_line_that_reads(target.head->raw_code, line);
  if (raw_line == 0) return location;
  location.line = raw_line + target.lines_before_code;
  location.column = where.column;
  return location;
}

Cause jinja_cause(const Target& target) { return {target.model->unique_id, "Jinja left in compiled SQL"}; }

Cause empty_sql_cause(const Target& target) { return {target.model->unique_id, "empty compiled SQL"}; }

Cause syntax_cause(const Target& target) {
  if (find_jinja(target.head->compiled_code)) return jinja_cause(target);
  return {target.model->unique_id, "syntax"};
}

std::string not_compiled_reason(const dbt::Project& project, const dbt::Node& node) {
  if (node.compiled) return {};
  const bool any = std::ranges::any_of(
      project.nodes, [](const auto& entry) { return entry.second.compiled && !entry.second.base_stands_in; });
  if (any) return "not compiled: run `dbt compile` (or `dbt build`) for it and pass that target folder to --head";
  return "not compiled: the head manifest holds no compiled SQL at all (`dbt parse` writes such a one): run "
         "`dbt compile` and pass its target folder to --head";
}

}  // namespace tollgate::gates
