// Layers: what they inherit, in which order, and which of them are refused.
#include "policy/presets.hpp"
#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;

namespace {

std::vector<std::string> names(const Policy& policy) {
  std::vector<std::string> all;
  for (const Layer& layer : policy.layers) all.push_back(layer.name);
  return all;
}

double growth(const Policy& policy, std::string_view name) {
  return layer(policy, name).gates.at("row-count-diff").options[max_growth_pct];
}

std::string two_layers() {
  return R"(version: 1
layers:
  a: {select: {path: models/a}, gates: {parse: }}
  b: {select: {path: models/b}, gates: {parse: }}
)";
}

}  // namespace

TEST_CASE("without layers and preset, the layers of the preset standard are in force, with a note") {
  const policy::Loaded loaded = load_text("version: 1\n");
  REQUIRE(loaded.policy.has_value());
  CHECK(loaded.policy->preset == "standard");
  CHECK(names(*loaded.policy) == std::vector<std::string>{"metrics", "marts", "intermediate", "staging"});
  REQUIRE(loaded.notes.size() == 1);
  CHECK_THAT(loaded.notes[0], ContainsSubstring("the layers of the preset standard are in force"));
  CHECK(load_text("version: 1\npreset: standard\n").notes.empty());
}

TEST_CASE("own layers without a preset stand alone") {
  const Policy policy = policy_of(two_layers());
  CHECK(policy.preset.empty());
  CHECK(names(policy) == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(policy.layers[0].from_preset);
  CHECK(policy.layers[0].review.approvals == 1);  // every layer has a human unless it says otherwise
  CHECK(policy.layers[0].review.by == std::vector<std::string>{"peer"});
}

TEST_CASE("defaults lie over the preset and under the file's layers") {
  const Policy policy = policy_of(R"(version: 1
preset: standard
defaults:
  gates: {row-count-diff: {max_growth_pct: 7}, compile: off}
  review: {approvals: 3}
layers:
  marts: {gates: {row-count-diff: {max_growth_pct: 3}}}
)");
  CHECK(names(policy) == std::vector<std::string>{"marts", "metrics", "intermediate", "staging"});
  CHECK(growth(policy, "staging") == 7);
  CHECK(growth(policy, "marts") == 3);
  CHECK(layer(policy, "marts").gates.at("row-count-diff").options[max_drop_pct] == 10);
  CHECK(layer(policy, "staging").gates.count("compile") == 0);
  CHECK(layer(policy, "marts").review.approvals == 3);
  CHECK(layer(policy, "marts").review.by == std::vector<std::string>{"senior-data-engineer"});
  CHECK_FALSE(layer(policy, "marts").from_preset);
  CHECK(layer(policy, "staging").from_preset);
}

TEST_CASE("an own layer of the preset's name builds on it, with its select unless it has one") {
  const Policy same = policy_of("version: 1\npreset: standard\nlayers: {marts: {rollback_sla: 2h}}\n");
  CHECK(layer(same, "marts").rollback_sla == std::chrono::hours(2));
  CHECK(layer(same, "marts").select == layer(policy::preset("standard", gates), "marts").select);
  CHECK(layer(same, "marts").merge_window == "Mon-Fri 09:00-17:00[UTC]");
  const Policy own = policy_of("version: 1\npreset: standard\nlayers: {marts: {select: {tag: mart}}}\n");
  CHECK(layer(own, "marts").select.tag == std::vector<std::string>{"mart"});
  CHECK(layer(own, "marts").select.path.empty());
  CHECK(layer(own, "marts").gates.size() == 13);
}

TEST_CASE("a new layer beside a preset gets the preset's defaults, or inherits one of its layers") {
  const Policy policy = policy_of(R"(version: 1
preset: strict
layers:
  finance: {select: {path: models/finance}}
  board: {inherits: metrics, select: {path: models/board}, gates: {row-count-diff: {max_drop_pct: 1}}}
)");
  CHECK(growth(policy, "finance") == 5);
  CHECK(layer(policy, "finance").rollback_sla == std::chrono::hours(12));
  CHECK(layer(policy, "board").review.approvals == 3);
  CHECK(layer(policy, "board").gates.at("row-count-diff").options[max_drop_pct] == 1);
  CHECK(names(policy) == std::vector<std::string>{"finance", "board", "metrics", "marts", "intermediate", "staging"});
}

TEST_CASE("inherits brings everything but the select, whatever the order in the file") {
  const Policy policy = policy_of(R"(version: 1
layers:
  c: {inherits: b, select: {path: models/c}, gates: {test: off}}
  b: {inherits: a, select: {path: models/b}, gates: {row-count-diff: {max_growth_pct: 2}}, rollback_sla: 2h}
  a: {select: {path: models/a}, gates: {test: , row-count-diff: {max_growth_pct: 1, max_drop_pct: 1}}, review: {approvals: 4}}
)");
  const Layer& c = layer(policy, "c");
  CHECK(c.select.path == std::vector<std::string>{"models/c"});
  CHECK(c.gates.size() == 1);
  CHECK(growth(policy, "c") == 2);
  CHECK(c.gates.at("row-count-diff").options[max_drop_pct] == 1);
  CHECK(c.review.approvals == 4);
  CHECK(c.rollback_sla == std::chrono::hours(2));
}

TEST_CASE("a gate that was off and comes back starts from the gate's defaults") {
  const Policy policy = policy_of(R"(version: 1
layers:
  a: {select: {path: a}, gates: {parse: , row-count-diff: {max_growth_pct: 1}}}
  b: {inherits: a, select: {path: b}, gates: {row-count-diff: off}}
  c: {inherits: b, select: {path: c}, gates: {row-count-diff: {max_drop_pct: 2}}}
)");
  CHECK(layer(policy, "c").gates.at("row-count-diff").options[max_growth_pct] == 25);
  CHECK(policy.sources.count("layers.c.gates.row-count-diff.max_growth_pct") == 0);
  CHECK(policy.sources.at("layers.c.gates.row-count-diff.max_drop_pct").place.line == 5);
}

TEST_CASE("circles of inherits are told once, with the chain") {
  const std::string told = problems_of(R"(version: 1
layers:
  a: {inherits: b, select: {path: a}, gates: {parse: }}
  b: {inherits: c, select: {path: b}}
  c: {inherits: a, select: {path: c}}
  d: {inherits: a, select: {path: d}}
)");
  CHECK(told ==
        "tollgate.yml:3:17: layers inherit in a circle: a -> b -> c -> a\n  hint: delete one of the `inherits`\n");
  CHECK_THAT(problems_of("version: 1\nlayers: {a: {inherits: a, select: {path: a}, gates: {parse: }}}"),
             ContainsSubstring("tollgate.yml:2:24: layers inherit in a circle: a -> a"));
}

TEST_CASE("inherits must name a layer") {
  CHECK(problems_of(two_layers() + "  staging: {inherits: aa, select: {path: x}}\n") ==
        "tollgate.yml:5:23: layers.staging.inherits: there is no layer \"aa\"\n  hint: did you mean \"a\"?\n");
  CHECK_THAT(problems_of("version: 1\npreset: strict\nlayers: {x: {inherits: matrics, select: {path: x}}}"),
             ContainsSubstring("did you mean \"metrics\"?"));
}

TEST_CASE("a layer needs a select of its own, a gate, and a good name") {
  CHECK_THAT(problems_of("version: 1\nlayers: {a: {gates: {parse: }}}"),
             ContainsSubstring("tollgate.yml:2:10: layers.a: no `select`"));
  CHECK_THAT(problems_of(two_layers() + "  c: {inherits: a}\n"),
             ContainsSubstring("tollgate.yml:5:3: layers.c: no `select`"));
  CHECK_THAT(problems_of("version: 1\nlayers: {a: {select: {path: m}}}"),
             ContainsSubstring("tollgate.yml:2:10: layers.a: no gate guards its models"));
  CHECK_THAT(
      problems_of("version: 1\ndefaults: {gates: {test: }}\nlayers: {a: {select: {path: m}, gates: {test: off}}}"),
      ContainsSubstring("layers.a: no gate guards its models"));
  CHECK_THAT(
      problems_of(
          "version: 1\ndefaults: {gates: {parse: off, compile: off, references: off, lineage-diff: off, test: off, "
          "pii-scan: off, row-count-diff: off, hallucination-budget: off, review: off, merge-window: off}}"),
      ContainsSubstring("tollgate.yml:2:19: defaults.gates turns off every gate of the preset's layer staging"));
  CHECK_THAT(problems_of("version: 1\nlayers: {}"),
             ContainsSubstring("tollgate.yml:2:9: layers: the mapping is empty"));
  CHECK_THAT(problems_of("version: 1\nlayers: "), ContainsSubstring("tollgate.yml:2:1: layers: expected a mapping"));
  CHECK_THAT(problems_of("version: 1\nlayers: {unknown: {select: {path: m}, gates: {parse: }}}"),
             ContainsSubstring("tollgate.yml:2:10: layers.unknown: this name is taken"));
  CHECK_THAT(problems_of("version: 1\nlayers: {a.b: {select: {path: m}, gates: {parse: }}}"),
             ContainsSubstring("layers.\"a.b\": a layer's name has letters, digits, - and _ only"));
}

TEST_CASE("a select names something, inside the project") {
  const auto told = [](const std::string& select) {
    return problems_of("version: 1\nlayers: {a: {gates: {parse: }, select: " + select + "}}");
  };
  CHECK_THAT(told("{}"), ContainsSubstring("layers.a.select: selects nothing"));
  CHECK_THAT(told("models"), ContainsSubstring("layers.a.select: expected a mapping"));
  CHECK_THAT(told("{pth: models}"), ContainsSubstring("unknown key \"pth\"\n  hint: did you mean \"path\"?"));
  CHECK_THAT(told("{path: []}"), ContainsSubstring("layers.a.select.path: the list is empty"));
  for (const std::string& path :
       std::vector<std::string>{"/models", "../models", "models/../x", "'models\\marts'", ".", ".."}) {
    INFO(path);
    CHECK_THAT(told("{path: " + path + "}"), ContainsSubstring("is no path inside the dbt project"));
  }
  const Policy policy = policy_of("version: 1\nlayers: {a: {gates: {parse: }, select: {path: [./models/a/, b]}}}");
  CHECK(layer(policy, "a").select.path == std::vector<std::string>{"models/a", "b"});
}

TEST_CASE("a layer that an earlier one shadows wholly is refused") {
  CHECK(problems_of(R"(version: 1
layers:
  all: {select: {path: models}, gates: {parse: }}
  marts: {select: {path: models/marts, tag: x}, gates: {parse: }}
)") == "tollgate.yml:4:19: layers.marts: it can never own a model: the layer all on line 3 comes first and selects all "
       "that "
       "this one does\n  hint: move marts before all, or narrow the select of all\n");
  CHECK_THAT(problems_of("version: 1\nlayers:\n  a: {select: {tag: x}, gates: {parse: }}\n  b: {select: {tag: x}, "
                         "gates: {parse: }}\n"),
             ContainsSubstring("layers.b: it can never own a model"));
  CHECK(problems_of("version: 1\nlayers:\n  a: {select: {path: models/marts}, gates: {parse: }}\n  b: {select: {path: "
                    "models}, gates: {parse: }}\n")
            .empty());
  CHECK(problems_of("version: 1\npreset: standard\nlayers: {all: {select: {path: '*'}}}\n")
            .empty());  // the preset's layers are not the user's
}

TEST_CASE("model overrides: a list with a select each, or a mapping by name") {
  const Policy list =
      policy_of(two_layers() + "models:\n  - {select: {tag: x}, gates: {parse: {severity: {syntax-error: info}}}}\n");
  REQUIRE(list.models.size() == 1);
  CHECK(list.models[0].select.tag == std::vector<std::string>{"x"});
  CHECK(list.models[0].gates.at("parse").severity.at("syntax-error") == Severity::info);
  const Policy named = policy_of(two_layers() + "models: {orders: {gates: {parse: }}, dim_*: {gates: {parse: }}}\n");
  REQUIRE(named.models.size() == 2);
  CHECK(named.models[1].select.name == std::vector<std::string>{"dim_*"});
  CHECK_THAT(problems_of(two_layers() + "models: {orders: {gates: {parse: off}}}\n"),
             ContainsSubstring("a model override can't turn a gate off"));
  CHECK_THAT(problems_of(two_layers() + "models: [{gates: {parse: }}]\n"),
             ContainsSubstring("tollgate.yml:5:10: models.0: no `select`"));
  CHECK_THAT(problems_of(two_layers() + "models: [{select: {name: x}}]\n"), ContainsSubstring("models.0: no `gates`"));
  CHECK_THAT(problems_of(two_layers() + "models: {orders: {gates: {test: }}}\n"),
             ContainsSubstring("tollgate.yml:5:27: models: no layer asks for the gate test, so this changes nothing"));
  CHECK_THAT(problems_of(two_layers() + "models: orders\n"),
             ContainsSubstring("models: expected a list, or a mapping by model name"));
}

TEST_CASE("review: approvals and roles") {
  const auto told = [](const std::string& review) {
    return problems_of("version: 1\ndefaults: {review: " + review + "}\n");
  };
  CHECK(told("{approvals: 2, by: [a, b]}").empty());
  CHECK_THAT(told("{approvals: -1}"),
             ContainsSubstring("defaults.review.approvals: expected a whole number from 0 to 20 (people)"));
  CHECK_THAT(told("{by: \"a b\"}"), ContainsSubstring("defaults.review.by: a role has letters, digits, - and _ only"));
  CHECK_THAT(told("{aprovals: 1}"), ContainsSubstring("did you mean \"approvals\"?"));
  const policy::Loaded none =
      load_text("version: 1\nlayers: {a: {select: {path: m}, gates: {parse: }, review: {approvals: 0}}}");
  REQUIRE(none.policy.has_value());
  CHECK(none.notes == std::vector<std::string>{"the layer a asks for no approval by a person"});
}

TEST_CASE("all errors come in one run, each with its place") {
  CHECK(problems_of(R"(version: 2
presett: strict
artifacts: {max_age_days: soon}
layers:
  staging:
    select: {path: models/staging}
    gates: {pars: , row-count-diff: {max_growth_pct: lots}}
    rollback_sla: soon
)") == R"(tollgate.yml:1:10: version: expected 1, found "2"
  hint: this tollgate reads policies of version 1
tollgate.yml:2:1: policy: unknown key "presett"
  hint: did you mean "preset"?
tollgate.yml:3:27: artifacts.max_age_days: expected a whole number from 1 to 3650 (days), found "soon"
tollgate.yml:7:13: layers.staging.gates: unknown key "pars"
  hint: did you mean "parse"?
tollgate.yml:7:54: layers.staging.gates.row-count-diff.max_growth_pct: expected a number from 0 to 1000 (%), found "lots"
tollgate.yml:8:19: layers.staging.rollback_sla: expected a duration from 1m to 365d, found "soon"
  hint: a whole number with a unit: ms, s, m, h or d
)");
}

TEST_CASE("a version is required, a preset must exist") {
  CHECK_THAT(problems_of("preset: strict\n"), ContainsSubstring("tollgate.yml:1:1: no `version`: expected version: 1"));
  CHECK_THAT(problems_of("version: 1\npreset: stict\n"),
             ContainsSubstring("tollgate.yml:2:9: preset: expected one of strict, standard, lenient, found \"stict\"\n "
                               " hint: did you mean \"strict\"?"));
}

TEST_CASE("the unknown layer is the strictest of all") {
  const Policy policy = policy_of(R"(version: 1
layers:
  a: {select: {path: a}, gates: {parse: , row-count-diff: {max_growth_pct: 3}}, merge_window: "Mon-Fri 09:00-17:00[UTC]"}
  b: {select: {path: b}, gates: {test: , row-count-diff: {max_growth_pct: 9}}, review: {approvals: 2, by: lead}, rollback_sla: 1h}
)");
  CHECK(policy.unknown.name == "unknown");
  CHECK(policy.unknown.gates.size() == 3);
  CHECK(policy.unknown.gates.at("row-count-diff").options[max_growth_pct] == 3);
  CHECK(policy.unknown.review.approvals == 2);
  CHECK(policy.unknown.merge_window == "Mon-Fri 09:00-17:00[UTC]");
  CHECK(policy.unknown.rollback_sla == std::chrono::hours(1));
  CHECK(policy.layer_of(model_at("elsewhere/x.sql")).name == "unknown");
}

TEST_CASE("layers and overrides that select nothing today are notes, except a preset's") {
  const std::vector<ModelKey> models{model_at("models/a/x.sql"), model_at("models/ab/y.sql")};
  const Policy policy = policy_of(R"(version: 1
preset: standard
layers:
  a: {select: {path: models/a*}}
  b: {select: {path: [models/ab, models/b]}}
  c: {select: {path: models/c}}
models:
  - {select: {name: gone}, gates: {parse: }}
)");
  CHECK(policy::empty_layers(policy, models) ==
        std::vector<std::string>{"the layer b owns no model today: all 1 that it selects belong to earlier layers",
                                 "the layer c selects no model today",
                                 "the model override on line 8 selects no model today"});
}
