// The ordered joins of a statement: what drives, keys, what is proved unique, and what can be asked again.
#include "sql/joins.hpp"

#include "tests/sql/change_pairs.hpp"

namespace tollgate::sql {
namespace {

using Catch::Matchers::EndsWith;

std::string text_of(const JoinKey& key) {
  return key.right_name + (key.right_attribute < 0 ? "(computed)" : "") + " = " + key.left + "#" +
         std::to_string(key.left_input);
}

std::string text_of(const JoinList& list) {
  std::string text = list.inputs.empty() ? "nothing" : list.inputs.front().name;
  for (const std::string& filter : list.inputs.empty() ? std::vector<std::string>{} : list.inputs.front().filters) {
    text += " [" + filter + "]";
  }
  constexpr std::string_view types[] = {"cross", "inner", "left", "right", "full"};
  for (const Join& join : list.joins) {
    const JoinInput& input = list.inputs[static_cast<std::size_t>(join.input)];
    text += "; " + std::string(types[static_cast<std::size_t>(join.type)]) + " " + input.name;
    if (input.relation == nullptr) text += "(no relation)";
    for (const std::string& filter : input.filters) text += " [" + filter + "]";
    if (!input.filters_told) text += " [?]";
    for (const JoinKey& key : join.keys) text += " on " + text_of(key);
    for (const std::string& other : join.others) text += " and " + other;
    if (join.unique) text += " unique: " + join.evidence;
  }
  for (const RowFilter& filter : list.filters) {
    text += "; where " + filter.excerpt + (filter.sql.empty() ? "" : " -> " + filter.sql);
  }
  constexpr std::string_view collapses[] = {"", "; grouped", "; distinct", "; limited"};
  return text + std::string(collapses[static_cast<std::size_t>(list.collapse)]);
}

/// bill.id is unique, as is guest.id.
std::string joins(std::string_view sql) {
  Schema schema;
  const Schema plain = hotel();
  for (KnownRelation relation : plain.relations()) {
    if (relation.name != "stay") relation.unique_keys = {{0}};
    const std::vector<std::string> name{relation.name};
    schema.add(name, std::move(relation));
  }
  std::string text;
  run_on_deep_stack(stack_to_walk(sql.size()), [&] {
    const auto analysis = analyse(sql, schema);
    REQUIRE(std::holds_alternative<Analysis>(analysis));
    for (const JoinList& list : joins_of(std::get<Analysis>(analysis))) {
      text += (text.empty() ? "" : " || ") + text_of(list);
    }
  });
  return text;
}

TEST_CASE("CTEs that only select are what they read, with their filters", "[joins]") {
  CHECK(joins("with stays as (select * from stay where price > 3), bills as (select stay, kind as k from bill where "
              "kind = 'it''s'), guests as (select id, name from guest)\n"
              "select s.id, b.k from stays s left join bills b on b.stay = s.id left join guests g on g.id = s.guest "
              "where s.paid > 0") ==
        "stay; left bill [(\"kind\" = 'it''s')] on stay = \"id\"#0; left guest on id = \"guest\"#0 unique: unique on "
        "id; where price > 3 -> (\"price\" > 3); where s.paid > 0 -> (\"paid\" > 0)");
}

TEST_CASE("the final select over joined CTEs is seen through", "[joins]") {
  CHECK(joins("with joined as (select s.*, b.sum from stay s join bill b using (id)), final as (select * from joined) "
              "select f.*, g.name from final f left join guest g on g.id = f.guest") ==
        "stay; inner bill on id = \"id\"#0 unique: unique on id; left guest on id = \"guest\"#0 unique: unique on id");
}

TEST_CASE("what the text proves unique", "[joins]") {
  const auto left = [](const std::string& right) {
    return joins("select s.id from stay s left join " + right).substr(6);
  };
  CHECK_THAT(left("(select stay, sum(sum) from bill group by stay) b on b.stay = s.id"),
             EndsWith("unique: its group by"));
  CHECK_THAT(left("(select stay, kind, count(*) from bill group by 1, 2) b on b.stay = s.id"),
             !ContainsSubstring("unique"));
  CHECK_THAT(left("(select stay, kind, count(*) from bill group by 1, 2) b on b.stay = s.id and b.kind = 'x'"),
             EndsWith("unique: its group by"));
  CHECK_THAT(left("(select distinct on (stay) stay, sum from bill order by stay, id) b on b.stay = s.id"),
             EndsWith("unique: its distinct on"));
  CHECK_THAT(left("(select distinct stay from bill) b on b.stay = s.id"), EndsWith("unique: its distinct"));
  CHECK_THAT(left("(select distinct stay, kind from bill) b on b.stay = s.id"), !ContainsSubstring("unique"));
  CHECK_THAT(left("(select max(sum) from bill) b on true"), EndsWith("unique: an aggregate without group by"));
  CHECK_THAT(left("(select * from bill limit 1) b on true"), EndsWith("unique: limit 1"));
  CHECK_THAT(
      left("(select * from (select *, row_number() over (partition by stay order by id) rn from bill) x where rn "
           "= 1) b on b.stay = s.id"),
      EndsWith("unique: row_number() = 1"));
  CHECK_THAT(left("(select *, row_number() over (partition by stay order by id) rn from bill) b on b.stay = s.id and "
                  "b.rn = 1"),
             EndsWith("unique: row_number() = 1"));
  CHECK_THAT(left("(select *, row_number() over (partition by kind order by id) rn from bill) b on b.stay = s.id and "
                  "b.rn = 1"),
             !ContainsSubstring("unique"));
  for (const char* first : {"rn < 2", "rn <= 1", "rn = 3"}) {
    CHECK_THAT(
        left("(select * from (select *, row_number() over (partition by stay order by id) rn from bill) x where " +
             std::string(first) + ") b on b.stay = s.id"),
        EndsWith("unique: its row_number()"));
  }
  CHECK_THAT(left("(select * from (select *, row_number() over (partition by stay order by id) rn from bill) x where "
                  "rn < 3) b on b.stay = s.id"),
             !ContainsSubstring("unique"));
  CHECK_THAT(left("(select stay + 1 as next, sum(sum) from bill group by stay + 1) b on b.next = s.id"),
             EndsWith("unique: its group by"));
  CHECK_THAT(left("(select stay + 1 as next, sum(sum) from bill group by stay + 2, stay + 1) b on b.next = s.id"),
             !ContainsSubstring("unique"));
  CHECK_THAT(left("(select b.id, g.name from bill b left join guest g on g.id = b.stay) x on x.id = s.id"),
             EndsWith("unique: unique on id"));
  CHECK_THAT(left("(select g.id, b.kind from guest g left join bill b on b.stay = g.id) x on x.id = s.id"),
             !ContainsSubstring("unique"));
  CHECK_THAT(left("(select id from bill union select id from guest) u on u.id = s.id"),
             EndsWith("unique: a set operation without all"));
  CHECK_THAT(left("(select id from bill union all select id from guest) u on u.id = s.id"),
             !ContainsSubstring("unique"));
}

TEST_CASE("conditions that are no key are said, and nothing is told of what is not understood", "[joins]") {
  CHECK(joins("select 1 from stay s join bill b on b.id = s.id or b.stay = s.id") ==
        "stay; inner bill and b.id = s.id or b.stay = s.id");
  CHECK(joins("select 1 from stay s, bill b where b.stay = s.id and b.sum > s.price") ==
        "stay; inner bill on stay = \"id\"#0 and b.sum > s.price");
  CHECK(joins("select 1 from stay s, bill b") == "stay; cross bill");
  CHECK(joins("select 1 from stay s left join bill b on lower(b.kind) = lower(s.room)") ==
        "stay; left bill on lower(b.kind)(computed) = lower(\"room\")#0");
  CHECK(joins("select 1 from stay s left join (select * from bill where sum > (select max(price) from stay)) b on "
              "b.stay = s.id") == "stay; left bill [?] on stay = \"id\"#0");
  CHECK(joins("select 1 from bill b right join stay s on b.stay = s.id") == "stay; left bill on stay = \"id\"#0");
}

TEST_CASE("outputs that name another twice at every level are given up, not followed for ever", "[joins]") {
  std::string sql = "with c0 as (select id as x, guest from stay)";
  for (int i = 1; i <= 60; ++i) {
    sql += ", c" + std::to_string(i) + " as (select coalesce(x, x) as x, guest from c" + std::to_string(i - 1) + ")";
  }
  const std::string found = joins(sql + " select 1 from c60 left join bill b on b.stay = c60.x where c60.guest = 3");
  CHECK_THAT(found, ContainsSubstring("where c60.guest = 3 -> (\"guest\" = 3)"));
  CHECK_THAT(found, ContainsSubstring("; left bill and b.stay = c60.x"));
}

TEST_CASE("branches of a union are lists of their own, and collapsed rows are said so", "[joins]") {
  CHECK(joins("select s.id from stay s join bill b on b.stay = s.id union all select id from guest") ==
        "stay; inner bill on stay = \"id\"#0 || guest");
  CHECK(joins("select room, count(*) from stay s join bill b on b.stay = s.id group by 1") ==
        "stay; inner bill on stay = \"id\"#0; grouped");
  CHECK(joins("select distinct room from stay") == "stay; distinct");
}

}  // namespace
}  // namespace tollgate::sql
