#include "bench/lineage_texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>

namespace tollgate::bench {

namespace {

/// `a0, a1, …` as `format` writes each.
std::string listed(int count, const std::string& separator, const std::function<std::string(int)>& each) {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i == 0 ? "" : separator) + each(i);
  return text;
}

/// Table t with columns c0 … and k.
sql::Schema table_of(int columns) {
  sql::Schema schema;
  sql::KnownRelation table;
  table.name = "t";
  table.columns.push_back({"k", "integer"});
  for (int i = 0; i < columns; ++i) table.columns.push_back({fmt::format("c{}", i), "integer"});
  const std::vector<std::string> name{"t"};
  schema.add(name, std::move(table));
  return schema;
}

std::string columns(int count) {
  return listed(count, ", ", [](int i) { return fmt::format("c{}", i); });
}

Statement chain(int width, int ctes, bool star) {
  const std::string selected = star ? "*" : columns(width);
  std::string text = "with w0 as (select * from t)";
  for (int i = 1; i < ctes; ++i) text += fmt::format(", w{} as (select {} from w{})", i, selected, i - 1);
  return {"", fmt::format("{} select {} from w{}", text, selected, ctes - 1), table_of(width)};
}

Statement explicit_chain(int width) { return chain(width, 10, false); }
Statement star_chain(int width) { return chain(width, 10, true); }
Statement long_chain(int ctes) { return chain(100, ctes, false); }

/// Each level joins the one before with itself: 2^levels paths.
Statement diamond(int levels) {
  std::string text = "with w0 as (select k, c0 from t)";
  for (int i = 1; i <= levels; ++i) {
    text += fmt::format(", w{0} as (select a.k, a.c0 + b.c0 as c0 from w{1} a join w{1} b on a.k = b.k)", i, i - 1);
  }
  return {"", fmt::format("{} select * from w{}", text, levels), table_of(1)};
}

/// Every output reads every column, written out.
Statement all_to_all(int width) {
  const std::string sum = listed(width, "+", [](int i) { return fmt::format("c{}", i); });
  return {"", "select " + listed(width, ", ", [&](int i) { return fmt::format("{} as o{}", sum, i); }) + " from t",
          table_of(width)};
}

/// Every output reads every column, through one sum: few bytes, as many edges.
Statement fan(int width) {
  const std::string sum = listed(width, "+", [](int i) { return fmt::format("c{}", i); });
  return {"",
          fmt::format("with s as (select {} as s from t) select {} from s", sum,
                      listed(width, ", ", [](int i) { return fmt::format("s as o{}", i); })),
          table_of(width)};
}

Statement union_all(int branches) {
  return {"", listed(branches, " union all ", [](int i) { return fmt::format("select k, c0 + {} as c from t", i); }),
          table_of(1)};
}

Statement derived_tables(int levels) {
  std::string text = "select * from t";
  for (int i = 0; i < levels; ++i) text = fmt::format("select * from ({}) d{} where k > {}", text, i, i);
  return {"", text, table_of(20)};
}

Statement long_case(int branches) {
  return {"",
          fmt::format("select case {} else c1 end as c from t",
                      listed(branches, " ", [](int i) { return fmt::format("when k = {0} then c0 + {0}", i); })),
          table_of(2)};
}

Statement long_sum(int terms) {
  return {"", fmt::format("select {} as s from t", listed(terms, "+", [](int) { return std::string("c0"); })),
          table_of(1)};
}

Statement many_joins(int joins) {
  std::string text = "select a0.k";
  for (int i = 1; i < joins; ++i) text += fmt::format(", a{}.c0 as o{}", i, i);
  text += " from t a0";
  for (int i = 1; i < joins; ++i) text += fmt::format(" left join t a{} on a{}.k = a{}.k", i, i, i - 1);
  return {"", text, table_of(10)};
}

Statement subqueries(int count) {
  return {"",
          fmt::format(
              "select {} from t o",
              listed(count, ", ",
                     [](int i) { return fmt::format("(select max(c0) from t where t.k = o.k + {0}) as m{0}", i); })),
          table_of(1)};
}

}  // namespace

std::vector<Shape> shapes() {
  return {{"columns through 10 CTEs, named", 200, explicit_chain},
          {"columns through 10 CTEs, stars", 200, star_chain},
          {"CTEs of 100 columns", 50, long_chain},
          {"self-join diamond, levels", 20, diamond},
          {"all to all, written out", 200, all_to_all},
          {"all to all, through one sum", 200, fan},
          {"branches of UNION ALL", 1000, union_all},
          {"nested derived tables", 60, derived_tables},
          {"branches of CASE", 1000, long_case},
          {"terms of a sum", 4000, long_sum},
          {"joins", 100, many_joins},
          {"scalar sub-queries", 500, subqueries}};
}

}  // namespace tollgate::bench
