#include "gates/fan_out/in_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace tollgate::gates::fan_out {

namespace {

using sql::FromStep;
using sql::Join;
using sql::SelectText;
using sql::TextSpan;

std::string where_all(const std::vector<std::string>& conditions) {
  return conditions.empty() ? "" : fmt::format(" where ({})", fmt::join(conditions, ") and ("));
}

std::string on_one_line(std::string_view text) {
  constexpr std::size_t longest = 80;
  std::string line;
  for (const char c : text) {
    const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!blank || (!line.empty() && line.back() != ' ')) line += blank ? ' ' : c;
  }
  if (line.size() <= longest) return line;
  std::size_t cut = longest - 3;
  while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) --cut;
  return line.substr(0, cut) + "...";
}

/// One join in its SELECT.
class JoinWriter {
 public:
  JoinWriter(const SelectText& select, const Join& join)
      : x_select(select), x_join(join), x_at(static_cast<std::size_t>(join.in_text.step)) {}

  bool is_found() const {
    const int entry = x_join.in_text.entry;
    if (x_at == 0 || x_at >= x_select.steps.size()) return false;
    if (!x_join.in_text.turned) return x_select.steps[x_at].entry == entry;
    return x_at == 1 && entry >= 0 && x_select.steps[0].entry == entry;
  }

  std::optional<JoinSql> write() {
    JoinSql sql;
    const bool turned = x_join.in_text.turned;
    const auto own = conditions(x_join.in_text.own_filters, false);
    const auto own_late = conditions(x_join.in_text.own_filters, true);
    auto left = conditions(x_join.in_text.left_filters, true);
    auto late = conditions(x_join.in_text.late_filters, true);
    if (!own || !own_late || !left || !late) return std::nullopt;
    const std::string before(turned ? x_select.text_of(x_select.steps[1].item) : x_select.first_steps(x_at));
    const std::string item(x_select.text_of(x_select.steps[turned ? 0 : x_at].item));
    const std::string rows_before = before + where_all(*left);
    sql.before = x_select.enclosed("select count(*) from " + rows_before);
    late->insert(late->end(), left->begin(), left->end());
    late->insert(late->end(), own_late->begin(), own_late->end());
    sql.after =
        x_select.enclosed(fmt::format("select count(*) from {}{}", x_select.first_steps(x_at + 1), where_all(*late)));
    sql.first = x_at == 1;
    sql.place = x_select.steps[turned ? 0 : x_at].item.from;
    const bool every = x_join.type == sql::JoinType::cross && x_join.keys.empty() && x_join.others.empty();
    if (every && !x_join.in_text.lateral && !has_late_conditions())
      sql.item = x_select.enclosed(fmt::format("select 1 from {}{}", item, where_all(*own)));
    if (x_join.in_text.lateral || x_join.keys.empty() || !read_keys()) return sql;
    sql.right = x_select.enclosed(fmt::format("select {} from {}{}", columns(x_right), item, where_all(*own)));
    sql.left = x_select.enclosed(fmt::format("select {} from {}", columns(x_left), rows_before));
    sql.keys = x_right.size();
    sql.key_places = x_key_places;
    for (const std::string& key : x_right) sql.key_texts.push_back(on_one_line(key));
    sql.only_keys = x_join.others.empty() && x_join.type != sql::JoinType::full && !has_late_conditions();
    return sql;
  }

 private:
  /// The texts of the parts in which these bytes are; `late`: of WHERE alone.
  std::optional<std::vector<std::string>> conditions(const std::vector<int>& offsets, bool late) const {
    std::vector<std::string> texts;
    for (const int offset : offsets) {
      const TextSpan* const span = x_select.condition_at(offset);
      if (span == nullptr) return std::nullopt;
      if (!late || x_select.is_in_where(span)) texts.emplace_back(x_select.text_of(*span));
    }
    return texts;
  }

  bool read_keys() {
    for (const sql::JoinKey& key : x_join.keys) {
      if (key.location < 0) {
        if (key.shared.empty()) return false;
        x_right.push_back(key.shared);
        x_left.push_back(key.shared);
        continue;
      }
      const TextSpan* const span = x_select.condition_at(key.location);
      const auto sides = span == nullptr ? std::nullopt : x_select.sides_of(*span);
      if (!sides) return false;
      x_key_places.push_back(*span);
      x_right.emplace_back(key.right_first ? sides->first : sides->second);
      x_left.emplace_back(key.right_first ? sides->second : sides->first);
    }
    return true;
  }

  /// Parts of WHERE about the joined rows that are no keys.
  bool has_late_conditions() const {
    return std::ranges::any_of(x_join.in_text.late_filters, [&](int offset) {
      return std::ranges::none_of(x_join.keys, [&](const sql::JoinKey& key) { return key.location == offset; });
    });
  }

  static std::string columns(const std::vector<std::string>& keys) {
    std::vector<std::string> named;
    for (std::size_t i = 0; i < keys.size(); ++i) named.push_back(fmt::format("({}) as k{}", keys[i], i));
    return fmt::format("{}", fmt::join(named, ", "));
  }

  const SelectText& x_select;
  const Join& x_join;
  std::size_t x_at;
  std::vector<std::string> x_right, x_left;
  std::vector<TextSpan> x_key_places;
};

bool append(const SelectText& select, const std::vector<const sql::RowFilter*>& filters,
            std::vector<std::string>& into) {
  return std::ranges::all_of(filters, [&](const sql::RowFilter* filter) {
    const TextSpan* const span = select.condition_at(filter->location);
    if (span != nullptr) into.emplace_back(select.text_of(*span));
    return span != nullptr && select.is_in_where(span);
  });
}

}  // namespace

std::optional<JoinSql> join_sql(const sql::StatementText& text, const sql::Join& join) {
  if (join.in_text.query == nullptr || join.in_text.step < 0) return std::nullopt;
  const auto select = text.select(*join.in_text.query);
  if (!select) return std::nullopt;
  JoinWriter writer(*select, join);
  return writer.is_found() ? writer.write() : std::nullopt;
}

std::optional<std::string> filters_sql(const sql::StatementText& text, const sql::Query& query,
                                       const std::vector<const sql::RowFilter*>& earlier,
                                       const std::vector<const sql::RowFilter*>& asked) {
  const auto select = text.select(query);
  std::vector<std::string> before;
  std::vector<std::string> conditions;
  if (!select || !append(*select, earlier, before) || !append(*select, asked, conditions)) return std::nullopt;
  std::string counts = "select count(*)";
  std::string all;
  for (const std::string& condition : conditions) {
    all += fmt::format("{}({})", all.empty() ? "" : " and ", condition);
    counts += fmt::format(", count(*) filter (where {})", all);
  }
  return select->enclosed(
      fmt::format("{} from {}{}", counts, select->first_steps(select->steps.size()), where_all(before)));
}

std::vector<std::string> key_columns(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("k{}", i));
  return names;
}

}  // namespace tollgate::gates::fan_out
