#include <algorithm>
#include <string>
#include <vector>

#include "core/settle.hpp"
#include "tests/catch.hpp"

using namespace tollgate;

namespace {

Finding make(std::string gate, Severity severity, std::string subject, Cause cause = {}) {
  Finding f;
  f.gate = std::move(gate);
  f.rule = f.gate + "-rule";
  f.severity = severity;
  f.subject.id = std::move(subject);
  f.cause = std::move(cause);
  f.message = f.gate + " on " + f.subject.id;
  return f;
}

SelectedModel changed(std::string id, std::vector<std::string> ancestors = {}) {
  SelectedModel model;
  model.unique_id = std::move(id);
  model.changed = true;
  model.changed_ancestors = std::move(ancestors);
  return model;
}

SelectedModel below(std::string id, std::vector<std::string> ancestors) {
  SelectedModel model = changed(std::move(id), std::move(ancestors));
  model.changed = false;
  return model;
}

const Cause join{"m.orders", "join payments"};

}  // namespace

TEST_CASE("findings of one cause become one, the error first") {
  const auto folded = fold(
      {make("row-count-diff", Severity::warning, "m.orders", join), make("explain", Severity::error, "m.orders", join)},
      {});
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].gate == "explain");
  REQUIRE(folded[0].folded.size() == 1);
  CHECK(folded[0].folded[0].message == "row-count-diff on m.orders");
}

TEST_CASE("of equal severity row-count-diff speaks before lineage-diff and explain") {
  const auto folded =
      fold({make("explain", Severity::error, "m.orders", join), make("lineage-diff", Severity::error, "m.orders", join),
            make("row-count-diff", Severity::error, "m.orders", join)},
           {});
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].gate == "row-count-diff");
  CHECK(folded[0].folded[0].gate == "lineage-diff");
  CHECK(folded[0].folded[1].gate == "explain");
}

TEST_CASE("why PostgreSQL refuses the SQL speaks before what cannot be told because of it") {
  Finding unknown = make("references", Severity::error, "m.orders", join);
  unknown.rule = "unknown-column";
  const auto folded = fold({make("pii-scan", Severity::error, "m.orders", join), unknown}, {});
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].gate == "references");
  CHECK(folded[0].folded[0].gate == "pii-scan");
}

TEST_CASE("a column without lineage goes with who tells which name is gone, be it folded itself") {
  const Cause column{"m.trips", "column net"};
  const auto gone = [&](const std::string& reader) {
    Finding finding = make("references", Severity::error, reader, column);
    finding.rule = "gone-on-head";
    return finding;
  };
  const auto unresolved = [](const std::string& model) {
    Finding finding = make("lineage-diff", Severity::error, model, {model, "name net"});
    finding.rule = "unresolved-column";
    return finding;
  };
  const auto folded = fold(
      {gone("m.daily"), gone("m.riders"), unresolved("m.daily"), unresolved("m.riders"), unresolved("m.other")}, {});
  REQUIRE(folded.size() == 2);
  CHECK(folded[0].folded.size() == 3);
  CHECK(folded[1].subject.id == "m.other");
}

TEST_CASE("another cause and no cause are left alone") {
  const auto folded = fold({make("explain", Severity::error, "m.orders", join),
                            make("explain", Severity::error, "m.orders", {"m.orders", "where"}),
                            make("test", Severity::error, "m.orders"), make("test", Severity::error, "m.orders")},
                           {});
  CHECK(folded.size() == 4);
}

TEST_CASE("a row finding below a changed model is folded into the finding that explains it") {
  const std::vector<SelectedModel> models{changed("m.orders"), below("m.revenue", {"m.orders"})};
  const auto folded = fold({make("row-count-diff", Severity::error, "m.revenue"),
                            make("row-count-diff", Severity::warning, "m.orders", {"m.orders", "rows"})},
                           models);
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].subject.id == "m.orders");
  CHECK(folded[0].severity == Severity::error);  // never milder than what it explains
  REQUIRE(folded[0].folded.size() == 1);
  CHECK(folded[0].folded[0].subject.id == "m.revenue");
}

TEST_CASE("a row finding below stands by itself when the ancestor has none") {
  const std::vector<SelectedModel> models{changed("m.orders"), below("m.revenue", {"m.orders"})};
  CHECK(fold({make("row-count-diff", Severity::error, "m.revenue")}, models).size() == 1);
  CHECK(fold({make("row-count-diff", Severity::error, "m.revenue"), make("parse", Severity::error, "m.orders")}, models)
            .size() == 2);
}

TEST_CASE("other gates' findings below a changed model are never folded into it") {
  const std::vector<SelectedModel> models{changed("m.orders"), below("m.revenue", {"m.orders"})};
  CHECK(fold({make("test", Severity::error, "m.revenue"), make("row-count-diff", Severity::error, "m.orders")}, models)
            .size() == 2);
}

TEST_CASE("a changed model's own row finding is not its ancestor's doing") {
  const std::vector<SelectedModel> models{changed("m.orders"), changed("m.revenue", {"m.orders"})};
  CHECK(
      fold({make("row-count-diff", Severity::error, "m.revenue"), make("row-count-diff", Severity::error, "m.orders")},
           models)
          .size() == 2);
}

TEST_CASE("the nearest changed ancestor with a finding explains, not the farthest") {
  const std::vector<SelectedModel> models{changed("m.a"), changed("m.b", {"m.a"}), below("m.c", {"m.b", "m.a"})};
  const auto folded =
      fold({make("row-count-diff", Severity::error, "m.a"), make("row-count-diff", Severity::error, "m.b"),
            make("row-count-diff", Severity::error, "m.c")},
           models);
  REQUIRE(folded.size() == 2);
  const auto host = std::ranges::find_if(folded, [](const Finding& f) { return !f.folded.empty(); });
  REQUIRE(host != folded.end());
  CHECK(host->subject.id == "m.b");
}

TEST_CASE("that the build failed is folded into the finding that tells why") {
  Finding build = make("test", Severity::error, "m.orders");
  build.rule = "model-error";
  Finding name = make("references", Severity::error, "m.orders", {"m.orders", "name net"});
  name.rule = "unknown-column";
  const auto folded = fold({build, name}, {});
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].rule == "unknown-column");
  REQUIRE(folded[0].folded.size() == 1);
  CHECK(folded[0].folded[0].rule == "model-error");
  Finding unparsed = make("parse", Severity::error, "m.orders");
  CHECK(fold({build, unparsed}, {}).size() == 1);
}

TEST_CASE("a failed build stands by itself where nothing says that PostgreSQL refuses the SQL") {
  Finding build = make("test", Severity::error, "m.orders");
  build.rule = "model-error";
  Finding other = make("references", Severity::error, "m.orders", {"m.orders", "column net"});
  other.rule = "deprecated-column";
  CHECK(fold({build, other}, {}).size() == 2);
  Finding elsewhere = make("references", Severity::error, "m.items", {"m.items", "name net"});
  elsewhere.rule = "unknown-column";
  CHECK(fold({build, elsewhere}, {}).size() == 2);
  Finding lenient = elsewhere;
  lenient.subject.id = "m.orders";
  lenient.severity = Severity::warning;
  CHECK(fold({build, lenient}, {}).size() == 2);
}

namespace {

Finding waived(Finding finding) {
  finding.waived = WaivedBy{"ana", "known", "2027-01-01", {}, false, SetAside::waiver};
  return finding;
}

}  // namespace

TEST_CASE("a waived finding takes no other of its cause with it: the next one leads") {
  const auto folded = fold(
      {waived(make("row-count-diff", Severity::error, "m.orders", join)),
       make("lineage-diff", Severity::warning, "m.orders", join), make("explain", Severity::error, "m.orders", join)},
      {});
  REQUIRE(folded.size() == 2);
  CHECK(folded[0].gate == "explain");
  CHECK_FALSE(folded[0].waived.has_value());
  REQUIRE(folded[0].folded.size() == 1);
  CHECK(folded[0].folded[0].gate == "lineage-diff");
  CHECK(folded[1].gate == "row-count-diff");
  CHECK(folded[1].waived.has_value());
  CHECK(folded[1].folded.empty());
}

TEST_CASE("a waived error does not make a warning of its cause heavier") {
  const auto folded = fold({waived(make("row-count-diff", Severity::error, "m.orders", join)),
                            make("explain", Severity::warning, "m.orders", join)},
                           {});
  REQUIRE(folded.size() == 2);
  CHECK(folded[0].severity == Severity::warning);
}

TEST_CASE("findings of one cause that are all waived become one, each with its own waiver") {
  const auto folded = fold({waived(make("row-count-diff", Severity::error, "m.orders", join)),
                            waived(make("explain", Severity::error, "m.orders", join))},
                           {});
  REQUIRE(folded.size() == 1);
  REQUIRE(folded[0].folded.size() == 1);
  CHECK(folded[0].folded[0].waived.has_value());
}

TEST_CASE("a row finding below is not waived with its ancestor's, nor a failed build with its reason") {
  const std::vector<SelectedModel> models{changed("m.orders"), below("m.revenue", {"m.orders"})};
  CHECK(fold({make("row-count-diff", Severity::error, "m.revenue"),
              waived(make("row-count-diff", Severity::error, "m.orders"))},
             models)
            .size() == 2);
  Finding build = make("test", Severity::error, "m.orders");
  build.rule = "model-error";
  CHECK(fold({build, waived(make("parse", Severity::error, "m.orders"))}, {}).size() == 2);
}

TEST_CASE("that the server refuses to plan a model goes with who tells where and what, and a failed build with both") {
  Finding named = make("references", Severity::error, "m.orders");
  named.rule = "unknown-column";
  Finding refused = make("explain", Severity::error, "m.orders");
  refused.rule = "refused";
  Finding build = make("test", Severity::error, "m.orders");
  build.rule = "model-error";
  const auto all = fold({refused, build, named}, {});
  REQUIRE(all.size() == 1);
  CHECK(all[0].gate == "references");
  CHECK(all[0].folded.size() == 2);
  const auto two = fold({build, refused}, {});
  REQUIRE(two.size() == 1);
  CHECK(two[0].gate == "explain");
  Finding elsewhere = named;
  elsewhere.subject.id = "m.payments";
  CHECK(fold({refused, elsewhere}, {}).size() == 2);
}

namespace {

Finding grown(std::string subject, double percent, Severity severity = Severity::error) {
  Finding finding = make("row-count-diff", severity, std::move(subject));
  finding.evidence.push_back({"change_pct", percent});
  return finding;
}

/// Which of them are waived once the consequences of what is waived are covered.
std::vector<bool> covered(std::vector<Finding> findings, std::vector<SelectedModel> models = {}) {
  cover_consequences(findings, models);
  std::vector<bool> waived_ones;
  for (const Finding& finding : findings) waived_ones.push_back(finding.waived.has_value());
  return waived_ones;
}

}  // namespace

TEST_CASE("one waiver of the finding that speaks covers what other gates say of the same rows") {
  std::vector<Finding> findings{make("explain", Severity::error, "m.orders", join),
                                waived(make("row-count-diff", Severity::error, "m.orders", join)),
                                make("lineage-diff", Severity::warning, "m.orders", join)};
  cover_consequences(findings, {});
  const auto folded = fold(findings, {});
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].gate == "row-count-diff");
  CHECK(folded[0].folded.size() == 2);
  CHECK(folded[0].folded[0].waived->owner == "ana");
}

TEST_CASE("a waiver of what is folded covers neither the finding that speaks nor another cause") {
  CHECK(covered({waived(make("explain", Severity::error, "m.orders", join)),
                 make("row-count-diff", Severity::error, "m.orders", join)}) == std::vector{true, false});
  CHECK(covered({waived(make("row-count-diff", Severity::error, "m.orders", join)),
                 make("explain", Severity::error, "m.orders", {"m.orders", "where"}),
                 make("explain", Severity::error, "m.orders")}) == std::vector{true, false, false});
}

TEST_CASE("a waiver of counts covers no personal data, no metric and no other rule of counts") {
  Finding lost = make("row-count-diff", Severity::warning, "m.orders", join);
  lost.rule = "partition-lost";
  CHECK(covered({waived(make("row-count-diff", Severity::error, "m.orders", join)), lost,
                 make("pii-scan", Severity::error, "m.orders", join),
                 make("references", Severity::error, "m.orders", join),
                 make("metric-definition-review", Severity::error, "m.orders", join)}) ==
        std::vector{true, false, false, false, false});
}

TEST_CASE("what the baseline knows covers nothing else") {
  Finding known = waived(make("row-count-diff", Severity::error, "m.orders", join));
  known.waived->by = SetAside::baseline;
  CHECK(covered({known, make("explain", Severity::error, "m.orders", join)}) == std::vector{true, false});
}

TEST_CASE("a waived growth covers that of unchanged models below, as far as it explains it") {
  const std::vector<SelectedModel> models{changed("m.a"), changed("m.b"), below("m.c", {"m.a"}),
                                          below("m.d", {"m.b", "m.a"}), changed("m.e", {"m.a"})};
  const Finding above = waived(grown("m.a", 100));
  CHECK(covered({above, grown("m.c", 100)}, models) == std::vector{true, true});
  CHECK(covered({above, grown("m.c", 101)}, models) == std::vector{true, false});
  CHECK(covered({above, grown("m.e", 100)}, models) == std::vector{true, false});  // changed itself
  CHECK(covered({above, grown("m.d", 50)}, models) == std::vector{true, true});
  CHECK(covered({above, grown("m.b", 5), grown("m.d", 50)}, models) == std::vector{true, false, false});
  Finding empty = grown("m.c", -100);
  empty.rule = "zero-rows";
  CHECK(covered({above, empty}, models) == std::vector{true, false});
}

TEST_CASE("a dearer plan is told with the rows that the edit changed, not beside them") {
  Finding dearer = make("explain", Severity::warning, "m.orders", {"m.orders", "plan"});
  dearer.rule = "cost-regression";
  const Finding grew = make("row-count-diff", Severity::error, "m.orders", {"m.orders", "rows"});
  CHECK(fold({dearer, grew}, {}).size() == 1);
  CHECK(covered({dearer, waived(grew)}) == std::vector{true, true});
  CHECK(fold({dearer, make("row-count-diff", Severity::error, "m.other", {"m.other", "rows"})}, {}).size() == 2);
  dearer.cause.item = "plan of payments";  // a cause of its own
  CHECK(fold({dearer, grew}, {}).size() == 2);
}
