// Incremental models that one side alone compiled as a first build: what is_incremental() makes of equal code is no
// change, and what an edit makes of it is one.
#include "dbt/first_builds.hpp"

#include "dbt/stand_ins.hpp"
#include "tests/catch.hpp"
#include "tests/dbt/small_project.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

constexpr const char* events =
    "select id, -- {{ var('x') }}\n  amount\nfrom {{ ref('stg_orders') }}\n"
    "{% if is_incremental() %}\nwhere id > (select max(id) from {{ this }})\n{% endif -%}\n";

/// An incremental model `events` on both sides; what dbt compiles is written down by each test.
struct Sides {
  Project base = small_project("prod");
  Project head = small_project("pr_12");

  Sides(const std::string& raw, std::string on_base, std::string on_head) : Sides(raw, on_base, raw, on_head) {}
  Sides(const std::string& raw_base, std::string on_base, const std::string& raw_head, std::string on_head) {
    add(base, raw_base, std::move(on_base));
    add(head, raw_head, std::move(on_head));
  }

  static void add(Project& side, const std::string& raw, std::string compiled) {
    Node& node = add_model(side, "events", side.digest, raw);
    node.config.materialized = "incremental";
    node.depends_on = {"model.shop.stg_orders"};
    node.depends_on_macros = {"macro.dbt.is_incremental"};
    replace(compiled, "{this}", "\"db\".\"" + side.digest + "\".\"events\"");
    replace(compiled, "{stg}", "\"db\".\"" + side.digest + "\".\"stg_orders\"");
    node.compiled_code = compiled;
    add_macro(side, "dbt.is_incremental", "{{ x }}");
  }

  std::string reasons() {
    const Changes changes = find_changes_of_a_check(base, head);
    noted = has_note(changes, "1 incremental model is compiled as a first build on one side alone, as its table");
    noted_apart = has_note(changes, "what is told as gone or new there may only not be compiled");
    return reasons_of(changes, "events");
  }
  const std::string& before() { return model(base, "events").compiled_code; }

  bool noted = false, noted_apart = false;
};

const std::string both = "select id, -- 1\n  amount\nfrom {stg}\n";
const std::string filter = "\nwhere id > (select max(id) from {this})\n";

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

}  // namespace

TEST_CASE("first builds: equal code that differs by is_incremental() alone is unchanged, and noted") {
  const bool base_has_table = GENERATE(true, false);
  Sides sides(events, both + (base_has_table ? filter : ""), both + (base_has_table ? "" : filter));
  CHECK(sides.reasons() == "unchanged");
  CHECK(sides.noted);
  // Base says what head says, of its own relations.
  CHECK((sides.before().find("max(id)") == std::string::npos) == base_has_table);
  CHECK(sides.before().find("pr_12") == std::string::npos);
}

TEST_CASE("first builds: two compiled alike are compared as they are") {
  Sides sides(events, both + filter, both + filter);
  CHECK(sides.reasons() == "unchanged");
  CHECK_FALSE(sides.noted);
  Sides table(events, both + filter, both);
  for (Project* side : {&table.base, &table.head}) model(*side, "events").config.materialized = "table";
  CHECK(table.reasons().starts_with("compiled"));
  CHECK_FALSE(table.noted);
}

TEST_CASE("first builds: what differs besides is a change all the same") {
  // A variable, a date: nothing in the code tells of it.
  std::string other = both;
  replace(other, "amount", "amount * 2 as amount");
  Sides more(events, both + filter, other);
  CHECK(more.reasons().starts_with("compiled"));
  CHECK_THAT(more.before(), ContainsSubstring("amount\nfrom"));
  CHECK(more.before().find("max(id)") == std::string::npos);  // as far as it is explained
  replace(other, "amount * 2 as amount", "1 as amount");
  Sides literal(events, both + filter, other);
  CHECK(literal.reasons().starts_with("compiled"));
}

TEST_CASE("first builds: several blocks, both ways, and what only a first build has") {
  const std::string raw =
      "with last as ({% if is_incremental() %} select max(id) as id from {{ this }} {%- else -%} select 0 as id "
      "{% endif %})\nselect s.id from {{ ref('stg_orders') }} s, last\nwhere s.id > last.id\n"
      "{%- if not is_incremental() %} and s.id > 100 {% endif %}\n"
      "{%- if is_incremental() %} and s.amount > {{ var('least') }} and true {% endif %}\n";
  const std::string tail = ")\nselect s.id from {stg} s, last\nwhere s.id > last.id\n";
  const std::string built =
      "with last as ( select max(id) as id from {this} " + tail + " and s.amount > 7 + 1 and true\n";
  const std::string first = "with last as (select 0 as id " + tail + " and s.id > 100\n";
  Sides sides(raw, built, first);
  CHECK(sides.reasons() == "unchanged");
  CHECK(sides.noted);
  CHECK_THAT(sides.before(), ContainsSubstring("select 0 as id"));
  CHECK_THAT(sides.before(), ContainsSubstring("\"prod\".\"stg_orders\""));
  std::string wrong = first;
  replace(wrong, "> 100", "> 101");
  Sides differs(raw, built, wrong);
  CHECK(differs.reasons().starts_with("compiled"));
}

TEST_CASE("first builds: a macro that asks is_incremental() explains what is there as well, while it is the same") {
  const std::string raw = "select id from {{ ref('stg_orders') }} {{ newer_than_before() }}";
  const std::string all = "select id from {stg} ";
  Sides sides(raw, all + "where id > (select max(id) from {this})", all);
  const bool edited = GENERATE(false, true);
  for (Project* side : {&sides.base, &sides.head}) {
    model(*side, "events").depends_on_macros = {"macro.shop.newer_than_before"};
    add_macro(*side, "shop.newer_than_before", "asks", {"macro.dbt.is_incremental"});
  }
  if (edited) sides.head.macros.at("macro.shop.newer_than_before").sql_digest = "asks otherwise";
  CHECK((sides.reasons() == "unchanged") == !edited);
  CHECK(sides.noted == !edited);
}

TEST_CASE("first builds: of an edited model, base's text is blanked where head's code has the same block") {
  std::string raw = events;
  replace(raw, "amount", "amount * 2 as amount");
  std::string compiled = both;
  replace(compiled, "amount", "amount * 2 as amount");
  Sides sides(events, both + filter, raw, compiled);
  const std::size_t length = sides.before().size();
  CHECK(sides.reasons() == "body");
  CHECK(sides.noted);
  CHECK(sides.before().size() == length);
  std::string expected = both;
  replace(expected, "{stg}", "\"db\".\"prod\".\"stg_orders\"");
  CHECK(without_blanks(sides.before()) == without_blanks(expected));
}

TEST_CASE("first builds: a block that the edit takes out or rewrites is compared with nothing in its place") {
  std::string raw = events;
  const bool gone = GENERATE(true, false);
  replace(raw,
          gone ? "\n{% if is_incremental() %}\nwhere id > (select max(id) from {{ this }})\n{% endif -%}" : "id > (",
          gone ? "" : "id >= (");
  Sides sides(events, both + filter, raw, both);
  const std::string before = sides.before();
  CHECK_THAT(sides.reasons(), ContainsSubstring("body"));
  CHECK_FALSE(sides.noted);
  CHECK(sides.noted_apart == !gone);
  CHECK(sides.before() == before);
}

TEST_CASE("first builds: of two blocks, the one that the edit takes out stays in base's text") {
  const std::string raw =
      "select id from {{ ref('stg_orders') }} where true\n"
      "{% if is_incremental() %} and id > (select max(id) from {{ this }}) {% endif %}\n"
      "{% if is_incremental() %} and amount > (select min(amount) from {{ this }}) {% endif %}\n";
  std::string edited = raw;
  replace(edited, "\n{% if is_incremental() %} and id > (select max(id) from {{ this }}) {% endif %}", "");
  const std::string head = "select id from {stg} where true\n";
  Sides sides(raw, head + " and id > (select max(id) from {this}) and amount > (select min(amount) from {this}) ",
              edited, head);
  CHECK_THAT(sides.reasons(), ContainsSubstring("body"));
  CHECK(sides.noted_apart);
  CHECK_FALSE(sides.noted);
  CHECK_THAT(sides.before(), ContainsSubstring("max(id)"));
  CHECK(sides.before().find("min(amount)") == std::string::npos);
}

TEST_CASE("first builds: of another condition than is_incremental() alone nothing is assumed") {
  const std::string condition = GENERATE("is_incremental() and var('x')", "is_incremental() or true", "var('x')");
  std::string raw = events;
  replace(raw, "is_incremental()", condition);
  std::string edited = raw;
  replace(edited, "amount", "amount * 2 as amount");
  std::string compiled = both;
  replace(compiled, "amount", "amount * 2 as amount");
  Sides sides(raw, both + filter, edited, compiled);
  const std::string before = sides.before();
  sides.reasons();
  CHECK_FALSE(sides.noted);
  CHECK(sides.before() == before);
}

TEST_CASE("first builds: code that is not closed, or holds nothing, is no block") {
  for (const char* raw :
       {"{% if is_incremental() %} where x > {{ this }}", "{% endif %} {% else %} select 1", "{% if",
        "select 'it{{ x }}s {% if is_incremental() %}' {% endif %}", "{% if is_incremental() %}{% endif %}"}) {
    CAPTURE(raw);
    Sides sides(raw, both + filter, std::string(raw) + " ", both);
    sides.reasons();
    CHECK_FALSE(sides.noted);
  }
}
