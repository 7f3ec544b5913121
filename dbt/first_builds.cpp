#include "dbt/first_builds.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "dbt/environment_names.hpp"
#include "dbt/macro_closure.hpp"
#include "dbt/raw_template.hpp"
#include "sql/opaque_text.hpp"

namespace tollgate::dbt {

namespace {

using Tokens = std::vector<TemplateToken>;

bool is_incremental_model(const Node& node) {
  return node.type == ResourceType::model && node.language == "sql" && node.compiled &&
         node.config.materialized == "incremental";
}

/// `{{ this }}` is written as the relation_name is.
bool reads_itself(const Node& node) {
  const std::string& name = node.relation_name;
  if (name.empty()) return false;
  const std::string& sql = node.compiled_code;
  for (std::size_t at = sql.find(name); at != std::string::npos; at = sql.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (end == sql.size() || !sql::continues_name(sql[end])) return true;
  }
  return false;
}

bool is_same_macro(const Project& base, const Project& head, std::string_view id) {
  const auto before = base.macros.find(id);
  const auto after = head.macros.find(id);
  if (before == base.macros.end() || after == head.macros.end())
    return before == base.macros.end() && after == head.macros.end();
  return before->second.sql_digest == after->second.sql_digest;
}

/// Whether an is_incremental() that no block of its own code shows may explain what differs: one within a macro or an
/// expression, where all macros say what they said.
bool may_ask_elsewhere(const Project& base, const Project& head, const Node& before, const Node& after) {
  const std::set<std::string_view> macros = reached_macros(head, after);
  if (macros != reached_macros(base, before)) return false;
  const bool asks =
      macros.contains("macro.dbt.is_incremental") || after.raw_code.find("is_incremental") != std::string::npos;
  return asks && std::ranges::all_of(macros, [&](std::string_view id) { return is_same_macro(base, head, id); });
}

std::string blanked(std::string sql, const Tokens& tokens, const std::vector<TokenRange>& parts) {
  for (const TokenRange& part : parts) {
    if (part.empty()) continue;
    const std::size_t to = tokens[part.to - 1].to;
    for (std::size_t at = tokens[part.from].from; at < to; ++at) {
      if (sql[at] != '\n') sql[at] = ' ';
    }
  }
  return sql;
}

bool is_subsequence(const Tokens& fewer, const Tokens& more) {
  std::size_t met = 0;
  for (const TemplateToken& token : more) {
    if (met < fewer.size() && fewer[met].text == token.text) ++met;
  }
  return met == fewer.size();
}

bool same_tokens(const Tokens& one, const Tokens& other) {
  return std::ranges::equal(one, other, {}, &TemplateToken::text, &TemplateToken::text);
}

/// A node with its names written by unique_id, so that both environments write the same.
struct Build {
  std::string sql;
  Tokens tokens;

  Build(const Node& node, const sql::RelationNames& names)
      : sql(with_stable_names(node.compiled_code, names)), tokens(tokens_of(sql)) {}
};

/// Without the parts of all blocks that `part` names; nothing where one of them is not found.
std::optional<std::string> without(const RawTemplate& code, TokenRange IncrementalBlock::*part, const Build& build) {
  std::vector<TokenRange> parts;
  std::size_t from = 0;
  for (const IncrementalBlock& block : code.blocks()) {
    const auto found = code.find(block, block.*part, build.tokens, from);
    if (!found) return std::nullopt;
    parts.push_back(*found);
    from = found->to;
  }
  return blanked(build.sql, build.tokens, parts);
}

/// Whether equal code explains all that differs: by its blocks, or, of macros, as something that is there as well.
bool explained_by_build(const RawTemplate& code, const Build& incremental, const Build& first, bool asked_elsewhere) {
  if (!code.blocks().empty()) {
    const auto one = without(code, &IncrementalBlock::incremental, incremental);
    const auto other = without(code, &IncrementalBlock::first, first);
    if (one && other && same_tokens(tokens_of(*one), tokens_of(*other))) return true;
  }
  return asked_elsewhere && is_subsequence(first.tokens, incremental.tokens);
}

/// Base's text without what stands behind those blocks that head's code has as well.
std::optional<std::string> without_kept_blocks(const Node& base, const Node& head) {
  const RawTemplate before(base.raw_code);
  const RawTemplate after(head.raw_code);
  std::multiset<std::string_view> kept;
  for (const IncrementalBlock& block : after.blocks()) kept.insert(block.code);
  const Tokens tokens = tokens_of(base.compiled_code);
  std::vector<TokenRange> parts;
  std::size_t from = 0;
  for (const IncrementalBlock& block : before.blocks()) {
    const auto found = before.find(block, block.incremental, tokens, from);
    if (!found || found->empty()) continue;
    from = found->to;
    const auto same = kept.find(block.code);
    if (same == kept.end() || !block.first.empty()) continue;
    kept.erase(same);
    parts.push_back(*found);
  }
  if (parts.empty()) return std::nullopt;
  return blanked(base.compiled_code, tokens, parts);
}

class Aligning {
 public:
  Aligning(Project& base, const Project& head) : x_base(base), x_head(head) {}

  FirstBuilds run() {
    FirstBuilds found;
    for (auto& [id, node] : x_base.nodes) {
      const Node* const head = x_head.find_node(id);
      if (head == nullptr || !is_incremental_model(node) || !is_incremental_model(*head)) continue;
      if (reads_itself(node) == reads_itself(*head)) continue;
      if (align(node, *head)) found.as_one.push_back(id);
      const Node& first_build = reads_itself(node) ? *head : node;
      const bool asks = first_build.raw_code.find("is_incremental") != std::string::npos;
      if (asks && reads_itself(node) != reads_itself(*head)) found.apart.push_back(id);
    }
    return found;
  }

 private:
  bool align(Node& base, const Node& head) {
    auto text = base.raw_code == head.raw_code ? of_equal_code(base, head) : std::nullopt;
    if (!text && reads_itself(base)) text = without_kept_blocks(base, head);
    if (text) base.compiled_code = std::move(*text);
    return text.has_value();
  }

  std::optional<std::string> of_equal_code(const Node& base, const Node& head) {
    if (!x_names) x_names = environment_names(x_base, x_head);
    const Build before(base, x_names->base);
    const Build after(head, x_names->head);
    const bool base_is_incremental = reads_itself(base);
    const bool explained =
        explained_by_build(RawTemplate(head.raw_code), base_is_incremental ? before : after,
                           base_is_incremental ? after : before, may_ask_elsewhere(x_base, x_head, base, head));
    if (!explained) return std::nullopt;
    return with_names_of(x_base, head.compiled_code, x_names->head, [](const std::string&) { return true; });
  }

  Project& x_base;
  const Project& x_head;
  std::optional<EnvironmentNames> x_names;
};

}  // namespace

FirstBuilds compare_as_one_build(Project& base, const Project& head) { return Aligning(base, head).run(); }

}  // namespace tollgate::dbt
