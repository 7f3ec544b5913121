#include "dbt/macro_closure.hpp"

#include "tests/catch.hpp"
#include "tests/dbt/small_project.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

struct Sides {
  Project base, head;
  Node before, after;

  void macro(const std::string& name, const std::string& base_text, const std::string& head_text,
             const std::vector<std::string>& calls = {}) {
    if (!base_text.empty()) add_macro(base, name, base_text, calls);
    if (!head_text.empty()) add_macro(head, name, head_text, calls);
  }
  void calls(const std::vector<std::string>& macros) { before.depends_on_macros = after.depends_on_macros = macros; }
  std::string changed() const {
    std::string text;
    const MacroClosure closure(base, head);
    for (const ReachedMacro& macro : closure.changed(before, after))
      text += (text.empty() ? "" : "; ") + to_text(macro);
    return text;
  }
};

}  // namespace

TEST_CASE("a chain names every macro on the shortest way") {
  Sides sides;
  sides.macro("a.one", "x", "x", {"macro.a.two", "macro.a.three"});
  sides.macro("a.two", "x", "x", {"macro.a.three"});
  sides.macro("a.three", "x", "x", {"macro.a.four"});
  sides.macro("a.four", "x", "y");
  sides.calls({"macro.a.one"});
  CHECK(sides.changed() == "macro.a.four via macro.a.one -> macro.a.three");
}

TEST_CASE("added, removed and edited macros count, nearest first") {
  Sides sides;
  sides.macro("a.one", "x", "z", {"macro.a.new", "macro.a.gone"});
  sides.macro("a.new", "", "x");
  sides.macro("a.gone", "x", "");
  sides.macro("a.same", "x", "x");
  sides.calls({"macro.a.one", "macro.a.same"});
  CHECK(sides.changed() == "macro.a.one; macro.a.gone via macro.a.one; macro.a.new via macro.a.one");
}

TEST_CASE("a macro that only the base reaches counts") {
  Sides sides;
  sides.macro("a.one", "x", "y");
  sides.before.depends_on_macros = {"macro.a.one"};
  CHECK(sides.changed() == "macro.a.one");
}

TEST_CASE("cycles, unknown macros and macros that nothing reaches are no matter") {
  Sides sides;
  sides.macro("a.one", "x", "x", {"macro.a.two", "macro.a.one", "macro.a.unknown"});
  sides.macro("a.two", "x", "x", {"macro.a.one"});
  sides.macro("a.far", "x", "y");
  sides.calls({"macro.a.one", "macro.a.missing"});
  CHECK(sides.changed().empty());
  sides.macro("a.two", "x", "y", {"macro.a.one"});
  CHECK(sides.changed() == "macro.a.two via macro.a.one");
}

TEST_CASE("macros of dbt and of its adapter are dbt's own") {
  Macro macro;
  const auto own = [&](const std::string& package, const std::string& adapter) {
    Metadata metadata;
    metadata.adapter_type = adapter;
    macro.package = package;
    return is_dbts_own(macro, metadata);
  };
  CHECK(own("dbt", "postgres"));
  CHECK(own("dbt_postgres", "postgres"));
  CHECK(own("dbt_postgres", "redshift"));
  CHECK(own("dbt_duckdb", "duckdb"));
  CHECK_FALSE(own("dbt_utils", "postgres"));
  CHECK_FALSE(own("dbt_", ""));
  CHECK_FALSE(own("shop", "postgres"));
}

TEST_CASE("a package upgrade is told by its first macros and their number") {
  Project base = small_project("prod");
  Project head = small_project("prod");
  for (int i = 0; i < 9; ++i) {
    const std::string name = "pkg.m" + std::to_string(i);
    add_macro(base, name, "x");
    add_macro(head, name, "y");
    model(base, "customers").depends_on_macros.push_back("macro." + name);
  }
  model(head, "customers").depends_on_macros = model(base, "customers").depends_on_macros;
  CHECK(reasons_of(find_changes(base, head), "customers") ==
        "macro macro.pkg.m0; macro macro.pkg.m1; macro macro.pkg.m2; macro macro.pkg.m3; "
        "macro macro.pkg.m4 (and 4 more macros)");
}
