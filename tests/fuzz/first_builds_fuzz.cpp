// Raw code and what it was compiled to, both of strangers: no block reaches beyond the text, and base's text keeps its
// places or becomes head's.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbt/first_builds.hpp"
#include "dbt/raw_template.hpp"

using namespace tollgate::dbt;

namespace {

/// Up to the next byte 0, which is taken as well.
std::string taken(std::string_view& input) {
  const std::size_t end = std::min(input.find('\0'), input.size());
  std::string part(input.substr(0, end));
  input.remove_prefix(std::min(end + 1, input.size()));
  return part;
}

Project side(const std::string& schema, std::string raw, std::string compiled) {
  Project project;
  Node node;
  node.unique_id = "model.shop.a";
  node.type = ResourceType::model;
  node.relation_name = schema + ".a";
  node.config.materialized = "incremental";
  node.raw_code = std::move(raw);
  node.compiled_code = std::move(compiled);
  node.compiled = true;
  project.nodes[node.unique_id] = node;
  return project;
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);  // NOLINT(*-reinterpret-cast)
  std::string raw = taken(input);
  const std::string built = taken(input);
  const RawTemplate code(raw);
  const std::vector<TemplateToken> tokens = tokens_of(built);
  for (const IncrementalBlock& block : code.blocks()) {
    for (const TokenRange part : {block.incremental, block.first}) {
      const auto found = code.find(block, part, tokens, 0);
      require(!found || (found->from <= found->to && found->to <= tokens.size()));
    }
  }
  std::string edited = taken(input);
  Project base = side("prod", raw, built);
  const Project head = side("pr", edited.empty() ? raw : edited, taken(input));
  const bool same_code = base.nodes.begin()->second.raw_code == head.nodes.begin()->second.raw_code;
  const FirstBuilds found = compare_as_one_build(base, head);
  const std::string& now = base.nodes.begin()->second.compiled_code;
  require(found.as_one.empty() ? now == built : same_code || now.size() == built.size());
  return 0;
}
