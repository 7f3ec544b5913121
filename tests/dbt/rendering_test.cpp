#include "dbt/rendering.hpp"

#include "tests/catch.hpp"

using tollgate::dbt::can_be_rendered_from;
using tollgate::dbt::only_names_relations;

TEST_CASE("what stands outside of Jinja must be in the compiled text, in order") {
  const char* raw =
      "{{ config(materialized='table') }}\nselect a, b -- both\nfrom {{ ref('x') }} left join y using (a)";
  CHECK(can_be_rendered_from(raw, "\nselect a, b\nfrom \"d\".\"s\".\"x\"  left join y using (a)\n"));
  CHECK(can_be_rendered_from(raw, "select a, b from (select * from x limit 0) left join y using (a)"));
  CHECK_FALSE(can_be_rendered_from(raw, "select a, b from x inner join y using (a)"));
  CHECK_FALSE(can_be_rendered_from(raw, "select b, a from x left join y using (a)"));
  CHECK_FALSE(can_be_rendered_from(raw, "select a, b from x left join y using (a) where a > 1"));
}

TEST_CASE("what a condition, a loop or a macro of the file writes may be there or not") {
  const char* raw =
      "{% set days = 7 %}select a{% for c in cs %}, {{ c }}{% endfor %} from x\n"
      "{%- if is_incremental() %} where a > (select max(a) from {{ this }}) {%- else %} where true {% endif -%}\n "
      "order by a";
  CHECK(can_be_rendered_from(raw, "select a, b, c from x order by a"));
  CHECK(can_be_rendered_from(raw, "select a from x where a > (select max(a) from t) order by a"));
  CHECK_FALSE(can_be_rendered_from(raw, "select a from x order by b"));
}

TEST_CASE("Jinja within names, strings and its own strings is told from code") {
  CHECK(
      can_be_rendered_from("select '{{ var('d') }}' as d, {{ p }}_id from x", "select '2026-01-01' as d, o_id from x"));
  CHECK(can_be_rendered_from("select {{ f('}}') }} from x", "select 1 from x"));
  CHECK(can_be_rendered_from("select {# it's a note #} 1", "select  1"));
  CHECK(can_be_rendered_from("", ""));
  CHECK(can_be_rendered_from("select 1 {% if", "select 1"));
}

TEST_CASE("only ref, source, config and this name relations and nothing else") {
  CHECK(only_names_relations("{{ config(x=1) }} select * from {{ ref('a') }}, {{ source('b', 'c') }}"));
  CHECK_FALSE(only_names_relations("select * from {{ ref(var('a')) }}"));
  CHECK_FALSE(only_names_relations("select {{ columns(ref('a')) }}"));
  CHECK_FALSE(only_names_relations("{% if x %}select 1{% endif %}"));
}
