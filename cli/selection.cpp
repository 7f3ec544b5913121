#include "cli/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "cli/exposure_selection.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/suggest.hpp"
#include "dbt/line_changes.hpp"
#include "reporters/wording.hpp"

namespace tollgate::cli {

namespace {

constexpr std::array<std::string_view, 7> methods{"path", "tag", "package", "fqn", "name", "layer", "materialized"};

/// `tag:nightly`, `path:models/marts`, or a bare word: a name, a unique_id, or (with a slash) a path.
class SelectText {
 public:
  explicit SelectText(std::string text) : x_text(std::move(text)) {
    const std::size_t colon = x_text.find(':');
    std::string method = colon == std::string::npos ? std::string() : x_text.substr(0, colon);
    const std::string value = colon == std::string::npos ? x_text : x_text.substr(colon + 1);
    if (colon != std::string::npos && std::ranges::find(methods, method) == methods.end()) {
      throw Error(ErrorKind::usage, {"--select " + x_text + ": unknown method \"" + method + "\"",
                                     "use a model name, or path:, tag:, package:, fqn:, name:, layer:, materialized:",
                                     {}});
    }
    if (method.empty()) method = value.find('/') == std::string::npos ? "name" : "path";
    if (method == "path") x_selector.path = {value};
    if (method == "tag") x_selector.tag = {value};
    if (method == "package") x_selector.package = {value};
    if (method == "fqn") x_selector.fqn = {value};
    if (method == "name") x_selector.name = {value};
    if (method == "materialized") x_selector.materialized = {value};
    if (method == "layer") x_layer = value;
  }

  bool matches(const ModelKey& key, const Policy& policy) const {
    if (!x_layer.empty()) return policy.layer_of(key).name == x_layer;
    return key.unique_id == x_text || x_selector.matches(key);
  }
  const std::string& text() const { return x_text; }

  /// What might have been meant, written as this is: of a method its own values, else names.
  void add_alternatives(const ModelKey& key, const Policy& policy, std::set<std::string>& texts) const {
    const std::size_t colon = x_text.find(':');
    const std::string method = colon == std::string::npos ? "" : x_text.substr(0, colon);
    const auto add = [&](const std::string& value) { texts.insert(method.empty() ? value : method + ":" + value); };
    if (method == "tag") std::ranges::for_each(key.tags, add);
    if (method == "package") add(key.package);
    if (method == "materialized") add(key.materialized);
    if (method == "layer") add(policy.layer_of(key).name);
    if (method.empty() || method == "name") add(key.name);
    if (method != "path" && !(method.empty() && x_text.find('/') != std::string::npos)) return;
    for (std::filesystem::path path(key.path); !path.empty(); path = path.parent_path()) add(path.generic_string());
  }

 private:
  std::string x_text;
  std::string x_layer;
  Selector x_selector;
};

SelectedNode from_change(const dbt::Change& change) {
  SelectedNode node;
  node.base = change.base;
  node.head = change.head;
  node.change = &change;
  node.model.unique_id = change.unique_id;
  node.model.changed = true;
  node.model.layout_only = change.weight == dbt::Weight::layout_only;
  node.model.changed_parents = change.changed_parents;
  for (const dbt::Reason& reason : change.reasons) {
    node.model.reasons.push_back({std::string(to_string(reason.kind)), reason.detail});
  }
  return node;
}

SelectedNode from_downstream(const dbt::Downstream& below, const dbt::Project& base) {
  SelectedNode node;
  node.base = base.find_node(below.unique_id);
  node.head = below.head;
  node.model.unique_id = below.unique_id;
  node.model.changed_ancestors = below.changed_ancestors;
  node.model.reasons.push_back({"downstream", fmt::format("of {}", fmt::join(below.changed_ancestors, ", "))});
  return node;
}

/// What YAML declares of a relation and its columns.
struct Declared {
  const dbt::Meta& meta;
  const std::vector<std::string>& tags;
  const std::vector<dbt::Column>& columns;
};

/// The first thing that is declared otherwise: `column email`, `meta`, `tags`; empty when nothing is.
std::string declared_otherwise(const Declared& base, const Declared& head) {
  if (base.meta != head.meta) return "meta";
  if (base.tags != head.tags) return "tags";
  using Words = std::pair<dbt::Meta, std::vector<std::string>>;
  std::map<std::string, Words> before, after;
  for (const auto& [columns, words] : {std::pair(&base.columns, &before), std::pair(&head.columns, &after)}) {
    for (const dbt::Column& column : *columns) {
      if (!column.meta.empty() || !column.tags.empty()) words->emplace(column.name, Words(column.meta, column.tags));
    }
  }
  for (const auto& [one, other] : {std::pair(&before, &after), std::pair(&after, &before)}) {
    for (const auto& [name, words] : *one) {
      const auto found = other->find(name);
      if (found == other->end() || found->second != words) return "column " + name;
    }
  }
  return {};
}

std::string declared_otherwise(const dbt::Node& node, const Artifacts& artifacts) {
  const dbt::Node* before = artifacts.base.find_node(node.unique_id);
  if (before == nullptr) return {};
  std::string what = declared_otherwise({before->config.meta, before->config.tags, before->columns},
                                        {node.config.meta, node.config.tags, node.columns});
  for (const std::string& parent : node.depends_on) {
    const auto base = artifacts.base.sources.find(parent);
    const auto head = artifacts.head.sources.find(parent);
    if (!what.empty() || base == artifacts.base.sources.end() || head == artifacts.head.sources.end()) continue;
    what = declared_otherwise({base->second.meta, base->second.tags, base->second.columns},
                              {head->second.meta, head->second.tags, head->second.columns});
    if (!what.empty()) what += " of source " + head->second.source_name + "." + head->second.name;
  }
  return what;
}

/// Models that no gate but those about declarations need look at.
void add_declared(std::vector<SelectedNode>& nodes, const Artifacts& artifacts, bool all) {
  std::set<std::string_view> selected;
  for (const SelectedNode& node : nodes) selected.insert(node.model.unique_id);
  std::vector<SelectedNode> added;
  const auto shown = models_of_wider_exposures(artifacts);
  for (const auto& [id, node] : artifacts.head.nodes) {
    if (!dbt::is_judged(node) || selected.contains(id)) continue;
    const std::string what = declared_otherwise(node, artifacts);
    const auto exposure = shown.find(id);
    if (what.empty() && exposure == shown.end() && !all) continue;
    SelectedNode more;
    more.base = artifacts.base.find_node(id);
    more.head = &node;
    more.declarations_only = true;
    more.model.unique_id = id;
    if (!what.empty()) more.model.reasons.push_back({"declared", what});
    if (exposure != shown.end()) more.model.reasons.push_back({"exposure", exposure->second});
    if (more.model.reasons.empty()) more.model.reasons.push_back({"all", "--all"});
    added.push_back(std::move(more));
  }
  std::ranges::move(added, std::back_inserter(nodes));
}

/// Models from whose dbt tests the change takes something, whether it touches the models or not.
void mark_tested(std::vector<SelectedNode>& nodes, const Artifacts& artifacts) {
  std::map<std::string_view, std::vector<std::string>> tested;
  for (const dbt::TestChange& change : artifacts.changes.tests) {
    if (!change.model.empty()) tested[change.model].push_back(change.name);
  }
  for (SelectedNode& node : nodes) node.tests_changed = tested.erase(node.model.unique_id) > 0;
  for (const auto& [id, names] : tested) {
    SelectedNode& node = nodes.emplace_back();
    node.base = artifacts.base.find_node(id);
    node.head = artifacts.head.find_node(id);
    node.tests_changed = node.tests_only = node.declarations_only = true;
    node.model.unique_id = id;
    node.model.reasons.push_back({"tests", listed(names)});
  }
}

void describe(SelectedNode& node, const Policy& policy, const ProjectPlace& place, const std::string& root_package) {
  const dbt::Node& known = node.head != nullptr ? *node.head : *node.base;
  node.settings = policy.settings_for(dbt::key_of(known));
  node.model.name = known.name;
  node.model.layer = node.settings.layer;
  node.model.materialized = known.config.materialized;
  node.model.path = repository_path(place, root_package, known.package, known.original_file_path);
  node.location = {node.model.path, 1, 0};
  if (node.change == nullptr || node.head == nullptr) return;
  node.lines_before_code = dbt::leading_lines(read_repository_file(place, node.model.path).value_or(std::string()));
  if (node.base != nullptr && node.base->raw_code != node.head->raw_code) {
    node.location.line = dbt::line_of_change(node.base->raw_code, node.head->raw_code) + node.lines_before_code;
  }
}

void refuse_unknown(const SelectText& text, const Artifacts& artifacts, const Policy& policy) {
  std::set<std::string> alternatives;
  for (const dbt::Project* project : {&artifacts.head, &artifacts.base}) {
    std::vector<ModelKey> keys = model_keys(*project);
    for (const auto& [id, node] : project->semantics) keys.push_back(key_of(node));
    for (const ModelKey& key : keys) {
      if (text.matches(key, policy)) return;
      text.add_alternatives(key, policy, alternatives);
    }
  }
  const std::vector<std::string_view> known(alternatives.begin(), alternatives.end());
  std::string hint = did_you_mean(text.text(), known);
  if (hint.empty()) hint = "`tollgate check --explain-selection` lists what this change touches";
  throw Error(ErrorKind::unjudged, {"--select " + text.text() + " matches no model of base or head", hint, {}});
}

bool names_a_metric(const std::vector<SelectText>& texts, const Artifacts& artifacts, const Policy& policy) {
  for (const dbt::Project* project : {&artifacts.head, &artifacts.base}) {
    for (const auto& [id, node] : project->semantics) {
      const ModelKey key = key_of(node);
      if (std::ranges::any_of(texts, [&](const SelectText& text) { return text.matches(key, policy); })) return true;
    }
  }
  return false;
}

void narrow(std::vector<SelectedNode>& nodes, const std::vector<std::string>& selectors, const Artifacts& artifacts,
            const Policy& policy) {
  if (selectors.empty()) return;
  const std::vector<SelectText> texts(selectors.begin(), selectors.end());
  for (const SelectText& text : texts) refuse_unknown(text, artifacts, policy);
  const bool touched = !nodes.empty();
  std::erase_if(nodes, [&](const SelectedNode& node) {
    const ModelKey key = dbt::key_of(node.head != nullptr ? *node.head : *node.base);
    return std::ranges::none_of(texts, [&](const SelectText& text) { return text.matches(key, policy); });
  });
  if (touched && nodes.empty() && !names_a_metric(texts, artifacts, policy)) refuse_empty_selection();
}

std::string reason_text(const SelectedModel& model) {
  std::string text;
  for (const SelectionReason& reason : model.reasons) {
    const bool told = reason.kind == "added" || reason.kind == "removed";  // by the first column
    const std::string kind = told ? "" : reason.kind;
    const std::string words =
        std::string(reporters::reason_word(kind)) + (kind.empty() || reason.detail.empty() ? "" : " ") + reason.detail;
    text += (text.empty() || words.empty() ? "" : "; ") + words;
  }
  return text;
}

std::string_view weight_text(const SelectedNode& node) {
  if (node.declarations_only) return "YAML only";
  if (node.change == nullptr) return "downstream";
  if (node.base == nullptr) return "new";
  if (node.head == nullptr) return "removed";
  switch (node.change->weight) {
    case dbt::Weight::layout_only:
      return "layout only";
    case dbt::Weight::only_literals:
      return "literals";
    case dbt::Weight::semantic:
      return "changed";
  }
  return "changed";
}

}  // namespace

ModelKey key_of(const dbt::SemanticNode& node) {
  ModelKey key;
  key.unique_id = node.unique_id;
  key.name = node.name;
  key.package = node.package;
  key.path = node.original_file_path;
  return key;
}

void refuse_empty_selection() {
  throw Error(ErrorKind::unjudged,
              {"--select leaves nothing to judge: none of the selected models is touched by this change",
               "`tollgate check --explain-selection` lists what this change touches",
               {}});
}

bool matches_any(const std::vector<std::string>& selectors, const ModelKey& key, const Policy& policy) {
  return std::ranges::any_of(selectors, [&](const std::string& text) { return SelectText(text).matches(key, policy); });
}

std::vector<ModelKey> model_keys(const dbt::Project& project) {
  std::vector<ModelKey> keys;
  for (const auto& [id, node] : project.nodes) {
    if (dbt::is_judged(node)) keys.push_back(dbt::key_of(node));
  }
  return keys;
}

std::vector<SelectedNode> select_models(const Artifacts& artifacts, const Policy& policy, const ProjectPlace& place,
                                        const std::vector<std::string>& selectors, bool all) {
  std::vector<SelectedNode> nodes;
  for (const dbt::Change& change : artifacts.changes.changed) nodes.push_back(from_change(change));
  for (const dbt::Downstream& below : artifacts.changes.downstream) {
    nodes.push_back(from_downstream(below, artifacts.base));
  }
  add_declared(nodes, artifacts, all);
  mark_tested(nodes, artifacts);
  narrow(nodes, selectors, artifacts, policy);
  std::ranges::sort(nodes, {}, [](const SelectedNode& node) -> const std::string& { return node.model.unique_id; });
  for (SelectedNode& node : nodes) describe(node, policy, place, artifacts.head.metadata.project_name);
  return nodes;
}

std::string explain_selection(const Artifacts& artifacts, const std::vector<SelectedNode>& selected) {
  std::string text;
  std::size_t widest = 0;
  std::vector<const SelectedNode*> changed_first;
  for (const SelectedNode& node : selected) {
    widest = std::max(widest, node.model.unique_id.size());
    changed_first.push_back(&node);
  }
  std::stable_partition(changed_first.begin(), changed_first.end(),
                        [](const SelectedNode* node) { return node->change != nullptr; });
  for (const SelectedNode* selected_node : changed_first) {
    const SelectedNode& node = *selected_node;
    text += fmt::format("{:<11}  {:<{}}  {:<12}  {}\n", weight_text(node), node.model.unique_id, widest,
                        node.model.layer, reason_text(node.model));
  }
  for (const dbt::DbtDifference& difference : artifacts.changes.dbt_differences) {
    text +=
        fmt::format("dbt {}  {}  {}\n", difference.dbt_selects ? "only" : "not ", difference.unique_id, difference.why);
  }
  for (const std::string& note : artifacts.changes.notes) text += "note: " + note + "\n";
  const dbt::ChangeCounts& n = artifacts.changes.counts;
  text += fmt::format(
      "models: {} on both sides, {} added, {} removed\n"
      "of those on both sides, the number in which differs\n"
      "  {:>6}  the file's own code\n"
      "  {:>6}  a macro that they use\n"
      "  {:>6}  the configuration, as written\n"
      "  {:>6}  the compiled SQL, as text (names of schemas alone make it differ)\n"
      "  {:>6}  the compiled SQL, as PostgreSQL reads it\n"
      "  {:>6}    of these with other code of their own\n"
      "  {:>6}    of these with neither other code nor another macro (rendered dates, ephemeral models inlined)\n",
      n.common, n.added, n.removed, n.raw, n.macro, n.unrendered_config, n.text, n.tree, n.raw_and_tree, n.tree_only);
  return text;
}

}  // namespace tollgate::cli
