#include "cli/init/gate_words.hpp"

#include <algorithm>
#include <array>

namespace tollgate::cli::init {

namespace {

struct Words {
  std::string_view gate;
  std::string_view words;
};

constexpr std::array<Words, 13> all{{
    {"parse", "PostgreSQL can read it"},
    {"compile", "compiled, and every ref is there"},
    {"test", "dbt's tests ran, and passed"},
    {"references", "every name is there"},
    {"lineage-diff", "where columns come from"},
    {"metric-definition-review", "metrics that mean something else"},
    {"pii-scan", "personal data keeps its tag"},
    {"row-count-diff", "rows, base against head"},
    {"explain", "plans, base against head"},
    {"sample", "runs on a sample of its inputs"},
    {"hallucination-budget", "LLM use is told, and reviewed"},
    {"review", "the people named have approved"},
    {"merge-window", "merged at the right time"},
}};

}  // namespace

std::string_view words_for_gate(std::string_view id) {
  const auto at = std::ranges::find(all, id, &Words::gate);
  return at == all.end() ? std::string_view() : at->words;
}

}  // namespace tollgate::cli::init
