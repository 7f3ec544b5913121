#include "gates/lineage_diff/hooks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

namespace tollgate::gates::columns {

namespace {

using Words = std::vector<std::string>;

template <std::size_t count>
bool is_one_of(const std::string& word, const std::array<std::string_view, count>& words) {
  return std::ranges::find(words, word) != words.end();
}

constexpr std::array<std::string_view, 15> harmless_verbs{"grant",   "revoke", "analyze", "vacuum",   "comment",
                                                          "set",     "reset",  "show",    "commit",   "begin",
                                                          "cluster", "lock",   "notify",  "security", "reindex"};
constexpr std::array<std::string_view, 6> row_verbs{"insert", "update", "delete", "merge", "truncate", "copy"};
constexpr std::array<std::string_view, 4> relation_verbs{"create", "drop", "alter", "refresh"};
// What CREATE, DROP and ALTER may name without any row or column being another.
constexpr std::array<std::string_view, 7> harmless_objects{"index",      "role",   "policy",   "comment",
                                                           "statistics", "schema", "extension"};
constexpr std::array<std::string_view, 6> harmless_changes{"owner", "constraint", "primary", "unique", "enable", "set"};

// What makes an ALTER more than that: another type rounds or cuts values.
constexpr std::array<std::string_view, 3> telling_changes{"drop", "type", "rename"};
// Settings of a session by which the model's own SQL may mean something else.
constexpr std::array<std::string_view, 9> telling_settings{
    "search_path",        "time",        "timezone", "datestyle", "role", "intervalstyle", "session_replication_role",
    "extra_float_digits", "row_security"};

/// The end of what opens at `at` with `close`, behind it; the end of the text where it is not closed.
std::size_t behind(std::string_view sql, std::size_t at, std::string_view close) {
  const std::size_t found = sql.find(close, at);
  return found == std::string_view::npos ? sql.size() : found + close.size();
}

/// Whether a tag of Jinja does no more than steer what is written: `{% do run_query(…) %}` writes to the database.
bool only_steers(std::string_view tag) {
  constexpr std::array<std::string_view, 10> steering{"if",     "elif",   "else",    "endif", "for",
                                                      "endfor", "endset", "endcall", "raw",   "endraw"};
  const std::size_t first = tag.find_first_not_of("{%-+ \t\r\n");
  if (first == std::string_view::npos) return true;
  const std::string_view word = tag.substr(first, tag.find_first_of(" \t\r\n-+%(", first) - first);
  if (word == "set") return tag.find('(') == std::string_view::npos;
  return std::ranges::find(steering, word) != steering.end() && tag.find("run_query") == std::string_view::npos;
}

/// Behind a string, quoted name, comment or Jinja tag that begins at `at`; `at` where none does.
std::size_t skipped(std::string_view sql, std::size_t at) {
  const std::string_view rest = sql.substr(at);
  if (rest.starts_with("--")) return behind(sql, at, "\n");
  if (rest.starts_with("/*")) return behind(sql, at + 2, "*/");
  if (rest.starts_with("{#")) return behind(sql, at + 2, "#}");
  if (rest.starts_with("{%")) return behind(sql, at + 2, "%}");
  if (rest.starts_with('\'') || rest.starts_with('"')) return behind(sql, at + 1, rest.substr(0, 1));
  return at;
}

/// Lower-case words per statement; `{{` is a word of its own and what it encloses is none. So is a tag that may run
/// anything.
std::vector<Words> statements_of(std::string_view sql) {
  std::vector<Words> statements(1);
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  std::size_t at = 0;
  while (at < sql.size()) {
    if (const std::size_t next = skipped(sql, at); next != at) {
      if (sql.substr(at).starts_with("{%") && !only_steers(sql.substr(at, next - at))) {
        statements.insert(statements.end() - 1, Words{"{{"});
      }
      at = next;
    } else if (sql.substr(at).starts_with("{{")) {
      statements.back().emplace_back("{{");
      at = behind(sql, at, "}}");
    } else if (is_word(sql[at])) {
      std::string word;
      for (; at < sql.size() && is_word(sql[at]); ++at) {
        word += static_cast<char>(std::tolower(static_cast<unsigned char>(sql[at])));
      }
      statements.back().push_back(std::move(word));
    } else {
      if (sql[at] == ';') statements.emplace_back();
      ++at;
    }
  }
  std::erase_if(statements, [](const Words& words) { return words.empty(); });
  return statements;
}

bool has_pair(const Words& words, std::string_view first, std::string_view second) {
  const auto pair = [&](const std::string& one, const std::string& next) { return one == first && next == second; };
  return std::ranges::adjacent_find(words, pair) != words.end();
}

/// `set local search_path to raw`, `set session time zone 'UTC'`; `set work_mem = …` is none.
bool sets_what_sql_means(const Words& words) {
  if (words.front() != "set" || words.size() < 2) return false;
  const bool scoped = words.size() > 2 && (words[1] == "local" || words[1] == "session");
  return is_one_of(words[scoped ? 2 : 1], telling_settings);
}

HookKind kind_of_definition(const Words& words) {
  const auto names = [&](const auto& list) {
    return std::ranges::any_of(words, [&](const std::string& word) { return is_one_of(word, list); });
  };
  if (words.size() < 2) return HookKind::writes;
  const std::string& object = words[1] == "unique" && words.size() > 2 ? words[2] : words[1];
  const bool of_object = is_one_of(object, harmless_objects);
  if (of_object && words.front() != "drop") return HookKind::harmless;
  if (of_object && object != "schema" && object != "extension") return HookKind::harmless;
  if (words.front() != "alter") return HookKind::writes;
  const bool only_rights = object == "default" && words.size() > 2 && words[2] == "privileges";
  const bool other_rows =
      names(telling_changes) || has_pair(words, "set", "schema") || has_pair(words, "add", "column");
  return only_rights || (!other_rows && names(harmless_changes)) ? HookKind::harmless : HookKind::writes;
}

HookKind kind_of_statement(const Words& words) {
  const std::string& verb = words.front();
  if (sets_what_sql_means(words)) return HookKind::unknown;
  if (is_one_of(verb, harmless_verbs)) return HookKind::harmless;
  if (is_one_of(verb, row_verbs)) return HookKind::writes;
  if (is_one_of(verb, relation_verbs)) return kind_of_definition(words);
  const bool writing_with =
      verb == "with" && std::ranges::any_of(words, [](const std::string& word) { return is_one_of(word, row_verbs); });
  return writing_with ? HookKind::writes : HookKind::unknown;
}

std::string with_single_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<std::string> hooks_of(const Settings& settings, const std::string& key) {
  std::string other = key;
  std::ranges::replace(other, '-', '_');
  std::vector<std::string> hooks;
  for (const std::string& name : {key, other}) {
    for (const std::string& item : settings.items(name)) {
      std::string sql = with_single_blanks(hook_sql(item));
      if (!sql.empty()) hooks.push_back(std::move(sql));
    }
  }
  return hooks;
}

/// What `of` has and `other` has not, each as often as that.
std::vector<std::string> only_in(const std::vector<std::string>& of, std::vector<std::string> other) {
  std::vector<std::string> only;
  for (const std::string& hook : of) {
    const auto found = std::ranges::find(other, hook);
    if (found == other.end()) {
      only.push_back(hook);
    } else {
      other.erase(found);
    }
  }
  return only;
}

/// `before each run` of the node, `after each run of dbt`.
std::string when_it_runs(std::string_view key) {
  const bool before = key.starts_with("pre") || key.ends_with("start");
  return fmt::format("{} each run{}", before ? "before" : "after", key.starts_with("on-run") ? " of dbt" : "");
}

std::string what_hook_does(const std::string& base, const std::string& head, HookKind kind, const std::string& when) {
  if (kind == HookKind::unknown) {
    const auto own = statements_of(base.empty() || !head.empty() ? head : base);
    if (std::ranges::all_of(own, [](const Words& words) { return sets_what_sql_means(words); })) {
      return fmt::format("{} {} by which SQL may mean something else (search path, time zone, role)",
                         head.empty() ? "it no longer makes a setting" : "it makes a setting", when);
    }
    return fmt::format("what it runs {} cannot be told from its text", when);
  }
  if (head.empty()) return fmt::format("what it wrote {} is not written any more", when);
  const auto statements = statements_of(head);
  const auto verb =
      std::ranges::find_if(statements, [](const Words& words) { return kind_of_statement(words) == HookKind::writes; });
  if (verb == statements.end()) return fmt::format("what it wrote {} is not written any more", when);
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> deeds{
      {{"delete", "deletes rows"},
       {"insert", "adds rows"},
       {"update", "changes rows"},
       {"merge", "adds or changes rows"},
       {"truncate", "empties a table"},
       {"copy", "moves rows"},
       {"create", "makes a relation"},
       {"drop", "drops a relation"},
       {"alter", "changes a relation"},
       {"refresh", "refreshes a relation"}}};
  const auto* const deed =
      std::ranges::find(deeds, verb->front(), &std::pair<std::string_view, std::string_view>::first);
  return fmt::format("it {} {}{}, which no SQL of a model shows", deed == deeds.end() ? "writes rows" : deed->second,
                     when, base.empty() ? "" : " in another way");
}

void add(const std::string& key, const std::string& base, const std::string& head, std::vector<ConfigEffect>& effects) {
  const HookKind kind = std::max(kind_of_hook(base), kind_of_hook(head));
  if (kind == HookKind::harmless) return;
  effects.push_back({kind == HookKind::writes ? hook_writes : hook_changed, key, base, head,
                     what_hook_does(base, head, kind, when_it_runs(key))});
}

void compare(const std::string& key, const std::vector<std::string>& before, const std::vector<std::string>& after,
             std::vector<ConfigEffect>& effects) {
  const auto gone = only_in(before, after);
  const auto come = only_in(after, before);
  for (std::size_t i = 0; i < std::max(gone.size(), come.size()); ++i) {
    add(key, i < gone.size() ? gone[i] : std::string(), i < come.size() ? come[i] : std::string(), effects);
  }
}

/// dbt writes each as a node with its text as in dbt_project.yml; a package's are its own business.
std::vector<std::string> run_hooks_of(const dbt::Project& project, const std::string& key) {
  std::vector<std::string> hooks;
  for (const auto& [id, node] : project.nodes) {
    const std::string& own = project.metadata.project_name;
    if (node.type != dbt::ResourceType::operation || (!own.empty() && node.package != own)) continue;
    if (std::ranges::find(node.config.tags, key) == node.config.tags.end()) continue;
    if (std::string sql = with_single_blanks(node.raw_code); !sql.empty()) hooks.push_back(std::move(sql));
  }
  return hooks;
}

}  // namespace

HookKind kind_of_hook(std::string_view sql) {
  HookKind worst = HookKind::harmless;
  for (const Words& words : statements_of(sql)) worst = std::max(worst, kind_of_statement(words));
  return worst;
}

std::vector<ConfigEffect> hook_effects(const Settings& base, const Settings& head) {
  std::vector<ConfigEffect> effects;
  for (const std::string key : {"pre-hook", "post-hook"}) {
    compare(key, hooks_of(base, key), hooks_of(head, key), effects);
  }
  return effects;
}

std::vector<ConfigEffect> run_hook_effects(const dbt::Project& base, const dbt::Project& head) {
  std::vector<ConfigEffect> effects;
  for (const std::string key : {"on-run-start", "on-run-end"}) {
    compare(key, run_hooks_of(base, key), run_hooks_of(head, key), effects);
  }
  return effects;
}

}  // namespace tollgate::gates::columns
