#include "gates/fan_out/questions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tollgate::gates::fan_out {

namespace {

std::string where_of(std::vector<std::string> conditions) {
  return conditions.empty() ? "" : fmt::format(" where {}", fmt::join(conditions, " and "));
}

std::string where_matching(const Rows& rows, const std::vector<std::string>& keys) {
  std::vector<std::string> conditions = rows.filters;
  for (const std::string& key : keys) conditions.push_back(fmt::format("{} is not null", key));
  return where_of(std::move(conditions));
}

std::string repeated(const Rows& right, const std::vector<std::string>& keys) {
  return fmt::format("select 1 from {}{} group by {} having count(*) > 1", right.relation, where_matching(right, keys),
                     fmt::join(keys, ", "));
}

/// Keys under names of our own, and how many rows have each.
std::string per_key(const Rows& rows, const std::vector<std::string>& keys, const std::string& where) {
  std::string columns;
  for (std::size_t i = 0; i < keys.size(); ++i) columns += fmt::format("{} as k{}, ", keys[i], i);
  std::string ordinals;
  for (std::size_t i = 0; i < keys.size(); ++i) ordinals += fmt::format("{}{}", i == 0 ? "" : ", ", i + 1);
  return fmt::format("select {}count(*) as n from {}{} group by {}", columns, rows.relation, where, ordinals);
}

}  // namespace

std::string any_repeated_key(const Rows& right, const std::vector<std::string>& keys) {
  return fmt::format("select exists ({})", repeated(right, keys));
}

std::string repeated_keys(const Rows& right, const std::vector<std::string>& keys) {
  return fmt::format("select count(*) from ({}) as repeated", repeated(right, keys));
}

std::string join_counts(const Rows& left, const std::vector<std::string>& left_keys, const Rows& right,
                        const std::vector<std::string>& right_keys) {
  std::string on;
  for (std::size_t i = 0; i < left_keys.size(); ++i) on += fmt::format("{}l.k{} = r.k{}", i == 0 ? "" : " and ", i, i);
  return fmt::format(
      "with l as ({}), r as ({}) select coalesce(sum(l.n), 0), coalesce(sum(l.n) filter (where r.n is null), 0), "
      "coalesce(sum(l.n * r.n), 0) from l left join r on {}",
      per_key(left, left_keys, where_of(left.filters)), per_key(right, right_keys, where_matching(right, right_keys)),
      on);
}

std::string kept_counts(const std::string& relation, const std::vector<std::string>& conditions) {
  std::string sql = "select count(*)";
  std::string all;
  for (const std::string& condition : conditions) {
    all += (all.empty() ? "" : " and ") + condition;
    sql += fmt::format(", count(*) filter (where {})", all);
  }
  return fmt::format("{} from {}", sql, relation);
}

std::string count_rows(const Rows& rows) {
  return fmt::format("select count(*) from {}{}", rows.relation, where_of(rows.filters));
}

}  // namespace tollgate::gates::fan_out
