// Pairs of queries over a small hotel, and what the change judge says of each. No column is a key.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "sql/change.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"
#include "tests/catch.hpp"

namespace tollgate::sql {

inline Schema hotel() {
  Schema schema;
  const auto add = [&](std::string name, std::vector<KnownColumn> columns) {
    KnownRelation relation;
    relation.name = name;
    relation.columns = std::move(columns);
    schema.add(std::vector<std::string>{std::move(name)}, std::move(relation));
  };
  add("stay", {{"id", "integer"},
               {"guest", "integer"},
               {"room", "text"},
               {"price", "numeric"},
               {"paid", "numeric"},
               {"day", "date"},
               {"left_at", "timestamp without time zone"},
               {"facts", "jsonb"},
               {"labels", "text[]"}});
  add("bill", {{"id", "integer"}, {"stay", "integer"}, {"sum", "numeric"}, {"kind", "text"}});
  add("guest", {{"id", "integer"}, {"name", "text"}, {"host", "integer"}, {"active", "boolean"}});
  return schema;
}

inline ChangeJudgement judge_with(const Schema* schema, std::string_view base, std::string_view head) {
  ChangeJudgement judgement;
  run_on_deep_stack(stack_to_walk(base.size() + head.size()), [&] {
    judgement = judge_change({base, schema}, {head, schema});
  });
  return judgement;
}

inline ChangeJudgement judge_hotel(std::string_view base, std::string_view head) {
  const Schema schema = hotel();
  return judge_with(&schema, base, head);
}

struct ChangePair {
  const char* base;
  const char* head;
};

/// Both ways round: equal stays equal, and rows stay rows.
inline void check_both_ways(ChangeClass expected, std::initializer_list<ChangePair> pairs) {
  for (const ChangePair& pair : pairs) {
    INFO("base: " << pair.base << "\nhead: " << pair.head);
    CHECK(to_string(judge_hotel(pair.base, pair.head).change_class) == to_string(expected));
    CHECK(to_string(judge_hotel(pair.head, pair.base).change_class) == to_string(expected));
  }
}

inline void check_one_way(ChangeClass expected, std::initializer_list<ChangePair> pairs) {
  for (const ChangePair& pair : pairs) {
    INFO("base: " << pair.base << "\nhead: " << pair.head);
    CHECK(to_string(judge_hotel(pair.base, pair.head).change_class) == to_string(expected));
  }
}

}  // namespace tollgate::sql
