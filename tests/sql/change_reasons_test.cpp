// What the judge says a change is about, by kind: who reads judgements never reads their words.
#include <string>
#include <utility>
#include <vector>

#include "tests/sql/change_pairs.hpp"

namespace tollgate::sql {
namespace {

using Told = std::vector<std::pair<std::string, ReasonKind>>;

Told told(std::string_view base, std::string_view head) {
  Told reasons;
  for (const ChangeReason& reason : judge_hotel(base, head).reasons) reasons.emplace_back(reason.text, reason.kind);
  return reasons;
}

TEST_CASE("a reason says whether it is about what is read", "[change]") {
  constexpr auto reads = ReasonKind::reads;
  const char* const stays = "select s.id from stay s";
  const char* const crossed = "select s.id from stay s, bill b";
  CHECK(told(stays, crossed) == Told{{"an input of FROM was added", reads}});
  CHECK(told(crossed, stays) == Told{{"an input of FROM was removed", reads}});
  CHECK(told(crossed, "select s.id from stay s, guest g") == Told{{"an input of FROM was changed", reads}});
  const char* const optional = "select s.id from stay s left join bill b on b.stay = s.id";
  CHECK(told(stays, optional) == Told{{"an outer join was added", reads}});
  CHECK(told(optional, stays) == Told{{"an outer join was removed", reads}});
  CHECK(told("values (1), (2)", "values (1), (3)") == Told{{"rows of VALUES changed", reads}});
  CHECK(told("values (1), (2)", "select id column1 from stay") ==
        Told{{"what is read changed", reads}, {"column column1 changed", ReasonKind::column}});
  CHECK(told("select id from stay union select id from bill", "select id from stay intersect select id from bill") ==
        Told{{"a set operation or a branch of it changed", reads}});
  const char* const both = "select id from stay union all select id from bill";
  const char* const three = "select id from stay union all select id from bill union all select id from guest";
  CHECK(told(both, three) == Told{{"a branch of a set operation was added", reads}});
  CHECK(told(three, both) == Told{{"a branch of a set operation changed or was removed", reads}});
  CHECK(
      told("with recursive r as (select id from guest union all select r.id + 1 from r where r.id < 9) select * from r",
           "with recursive r as (select id from guest union all select r.id + 2 from r where r.id < 9) select * from "
           "r") == Told{{"a recursive query changed", reads}});
}

TEST_CASE("a reason says whether outer joins are others, a column is, or another clause", "[change]") {
  CHECK(told("select s.id from stay s left join bill b on b.stay = s.id",
             "select s.id from stay s left join bill b on b.stay = s.guest") ==
        Told{{"an outer join was changed", ReasonKind::outer_join}});
  CHECK(told("select id, price from stay", "select id, price * 2 as price from stay") ==
        Told{{"column price changed", ReasonKind::column}});
  CHECK(told("select id, price from stay where id > 1", "select id from stay limit 2") ==
        Told{{"a filter or join condition was removed", ReasonKind::other},
             {"LIMIT or OFFSET changed", ReasonKind::other},
             {"column price removed", ReasonKind::column}});
  CHECK(told("select room from stay group by room having id > 1",
             "select s.room from stay s group by room having id > 1") ==
        Told{{"column \"stay.id\" must appear in the GROUP BY clause or be used in an aggregate function",
              ReasonKind::other}});
}

}  // namespace
}  // namespace tollgate::sql
