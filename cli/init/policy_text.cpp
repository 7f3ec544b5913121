#include "cli/init/policy_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "cli/init/comment_lines.hpp"
#include "cli/init/preset_parts.hpp"
#include "cli/init/yaml_text.hpp"
#include "core/listing.hpp"
#include "policy/presets.hpp"

namespace tollgate::cli::init {

namespace {

using policy::Entry;
using policy::Node;

// --- gates ---

bool asks_database(const PolicyChoices& choices, std::string_view id) {
  const Gate* gate = find_gate(choices.gates, id);
  return gate != nullptr && gate->needs.warehouse;
}

void write_gates(const Node& gates, const Survey& survey, const PolicyChoices& choices, Lines& out) {
  std::vector<std::string> left_out;
  std::vector<std::pair<std::string, std::string>> kept;
  for (const Entry& entry : gates.entries) {
    if (!survey.postgres && asks_database(choices, entry.key)) {
      left_out.push_back(entry.key);
      continue;
    }
    const std::string value = yaml_flow(entry.value);
    const Gate* gate = find_gate(choices.gates, entry.key);
    kept.emplace_back(entry.key + (value.empty() ? ":" : ": " + value), gate == nullptr ? "" : gate->summary);
  }
  if (!kept.empty()) out.add("    gates:");
  for (const auto& [line, summary] : kept) {
    const std::string told = fmt::format("      {:<26} # {}", line, summary);
    out.add(summary.empty() || told.size() > Lines::widest ? "      " + line : told);
  }
  if (!left_out.empty()) out.comment(fmt::format("not here: {} (they ask PostgreSQL)", listed(left_out)), "      ");
}

void write_settings(const Node& layer, const std::string& indent, Lines& out) {
  for (const std::string_view key : {"review", "merge_window", "rollback_sla", "waiver_lifetime"}) {
    const Node* value = find(layer, key);
    if (value != nullptr) out.add(fmt::format("{}{}: {}", indent, key, yaml_flow(*value)));
  }
}

// --- sections ---

void write_head(const Survey& survey, const FoundLayers& layers, const PolicyChoices& choices, Lines& out) {
  out.comment("What a change must pass before it is merged. Written by tollgate init; it is yours to edit.");
  out.comment(fmt::format(
      "The gates and reviews are those of the preset `{}`, written out. `tollgate policy validate` checks this "
      "file, `tollgate policy show` prints every value in force, `tollgate explain GATE` tells options and rules.",
      choices.preset));
  out.comment("The base branch's policy judges a pull request: this file counts once it is merged.");
  if (survey.manifest.empty() && layers.layout != Layout::empty) {
    out.comment("There was no manifest to read: run dbt parse and tollgate init --dry-run to see what it adds.");
  }
  out.add("version: 1").add();
}

void write_places(const Survey& survey, Lines& out) {
  out.add("artifacts:");
  out.add("  base: target-base              # folder with the base branch's manifest.json, relative to this file");
  out.add(fmt::format("  head: {:<24} # the same of the change: what dbt compile or dbt build writes",
                      yaml_scalar(survey.project.target_path)));
  out.add();
}

void write_database(const Survey& survey, const PolicyChoices& choices, Lines& out) {
  if (!survey.postgres) {
    const GatesByNeed needs = gates_by_need(choices);
    out.comment(fmt::format("The adapter is {}, and tollgate asks PostgreSQL only. Without a database work: {}.",
                            survey.adapter, fmt::join(needs.offline, ", ")));
    out.comment(fmt::format("Left out below: {}.", fmt::join(needs.database, ", ")));
    out.comment(
        "SQL is read by PostgreSQL's grammar: parse, references, lineage-diff and pii-scan find fault with constructs "
        "that only the other dialect has. Where that is too much, take those gates out of the layer.");
    out.add();
    return;
  }
  out.comment("libpq URLs of a role that may only read; they come from the environment, e.g. from secrets of CI.");
  out.add("warehouse:");
  out.add("  base_url: ${TOLLGATE_BASE_URL}");
  out.add("  head_url: ${TOLLGATE_HEAD_URL}");
  if (!survey.profile.targets.empty()) {
    const std::vector<std::string>& targets = survey.profile.targets;
    out.comment(fmt::format("or, instead of both, what {} holds:", survey.profile.path), "  ");
    out.comment(
        fmt::format("dbt_profile: {{profile: {}, base_target: {}, target: {}}}", yaml_scalar(survey.project.profile),
                    yaml_scalar(targets.front()), yaml_scalar(targets.back())),
        "  ");
  }
  out.add("  statement_timeout: 60s").add();
}

void write_personal(const PersonalData& personal, bool has_manifest, Lines& out) {
  if (personal.columns > 0) {
    out.comment(fmt::format("Personal data: the manifest tags {} columns, by {}; e.g. {}. pii-scan follows them.",
                            personal.columns, listed(personal.by), listed(personal.examples)));
  } else if (has_manifest) {
    out.comment(
        "Personal data: no column is tagged. `tollgate pii suggest` prints the YAML for those whose names say it; "
        "pii-scan follows tagged columns.");
  }
  if (!personal.unread.empty()) {
    out.comment(fmt::format(
        "Not read as tags, though they sound like it: {}. If they mean personal data, name them in `defaults`: "
        "pii-scan: {{tags: [...], meta_keys: [...]}}.",
        listed(personal.unread)));
  }
  if (has_manifest) out.add();
}

void list_unplaced(const FoundLayers& found, std::string_view indent, Lines& out) {
  constexpr std::size_t most = 20;
  for (std::size_t i = 0; i < found.unplaced.size() && i < most; ++i) {
    out.comment(fmt::format("- {} ({})", found.unplaced[i].where, found.unplaced[i].models), indent);
  }
  if (found.unplaced.size() > most) out.comment(fmt::format("- and {} more", found.unplaced.size() - most), indent);
}

bool has_others(const FoundLayers& found) {
  return std::ranges::any_of(found.layers, [](const FoundLayer& layer) { return layer.name == "others"; });
}

void write_unplaced(const FoundLayers& found, Lines& out) {
  if (found.unplaced.empty() || has_others(found)) return;
  out.comment(
      "In no layer yet, and so under all gates, the tightest limits and the most approvals of all layers. Add "
      "each to the select of a layer:",
      "  ");
  list_unplaced(found, "  ", out);
}

void write_others(const FoundLayers& found, Lines& out) {
  out.comment(
      "Nothing says how far these are from the people who read them: they have the gates and the review of "
      "marts. Better: give each a layer above.",
      "    ");
  list_unplaced(found, "    ", out);
}

void write_select(const FoundLayer& layer, const FoundLayers& found, Lines& out) {
  for (const std::string& note : layer.notes) out.comment(note, "    ");
  const bool by_tag = layer.select.path.empty();
  const std::vector<std::string>& values = by_tag ? layer.select.tag : layer.select.path;
  const std::string count = found.layout == Layout::empty ? std::string() : fmt::format("  # {} today", layer.models);
  out.add(fmt::format("    select: {{{}: {}}}{}", by_tag ? "tag" : "path", yaml_list(values), count));
}

void write_known_layers(const Node& layers, const Survey& survey, const FoundLayers& found,
                        const PolicyChoices& choices, Lines& out) {
  out.comment(
      "The first layer that selects a model owns it: the strictest stands first. Behind each: how many models, seeds "
      "and snapshots it has.");
  out.add("layers:");
  for (const FoundLayer& layer : found.layers) {
    const std::string under = nearest_found(layers, layer, found);
    out.add("  " + layer.name + ":");
    if (!under.empty()) out.add("    inherits: " + under);
    if (layer.name == "others") write_others(found, out);
    write_select(layer, found, out);
    const Node own = own_part(layers, layer.like, under);
    if (const Node* gates = find(own, "gates")) write_gates(*gates, survey, choices, out);
    write_settings(own, "    ", out);
  }
}

void write_folder_layers(const Node& layers, const Survey& survey, const FoundLayers& found,
                         const PolicyChoices& choices, Lines& out) {
  out.comment(
      "No folder, name or tag here says staging, intermediate, marts or metrics, so there is a layer per top folder. "
      "tollgate cannot know which of them people read: all have the gates and the review of marts. Loosen those that "
      "only feed other models (row-count-diff limits, review.by, merge_window).");
  out.add("layers:");
  const std::string first = found.layers.front().name;
  for (const FoundLayer& layer : found.layers) {
    out.add("  " + layer.name + ":");
    if (layer.name != first) out.add("    inherits: " + first);
    write_select(layer, found, out);
    if (layer.name != first) continue;
    const Node own = own_part(layers, "marts", {});
    if (const Node* gates = find(own, "gates")) write_gates(*gates, survey, choices, out);
    write_settings(own, "    ", out);
  }
}

void write_defaults(const Node& preset, const Survey& survey, const PolicyChoices& choices, Lines& out) {
  const Node* defaults = find(preset, "defaults");
  if (defaults == nullptr) return;
  out.comment("Laid under every layer.");
  out.add("defaults:");
  if (const Node* gates = find(*defaults, "gates")) {
    Lines block;
    write_gates(*gates, survey, choices, block);
    // The same lines stand two columns further left here than in a layer.
    const std::string text = block.text();
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      out.add(std::string_view(text).substr(at + 2, end - at - 2));
      at = end + 1;
    }
  }
  out.comment("who must approve; a role is a list of logins in tollgate-roles.yml, `peer` is everybody", "  ");
  write_settings(*defaults, "  ", out);
  out.add();
}

void write_llm(const Node& preset, Lines& out) {
  const Node* llm = find(preset, "llm");
  if (llm == nullptr) return;
  out.add();
  out.comment("What LLM-written changes may cost in a period before the reviews get harder (docs: tollgate budget).");
  out.add("llm:");
  for (const Entry& entry : llm->entries) out.add(fmt::format("  {}: {}", entry.key, yaml_flow(entry.value)));
}

}  // namespace

GatesByNeed gates_by_need(const PolicyChoices& choices) {
  GatesByNeed needs;
  for (const Gate* gate : choices.gates) {
    (gate->needs.warehouse ? needs.database : needs.offline).emplace_back(gate->id);
  }
  return needs;
}

std::string policy_text(const Survey& survey, const FoundLayers& found, const PolicyChoices& choices) {
  const Node preset = preset_document(choices.preset);
  Lines out;
  write_head(survey, found, choices, out);
  write_places(survey, out);
  write_database(survey, choices, out);
  write_personal(survey.personal, !survey.manifest.empty(), out);
  write_defaults(preset, survey, choices, out);
  const Node* layers = find(preset, "layers");
  if (layers == nullptr) return out.text();
  if (found.layout == Layout::empty) {
    out.comment("There is no model yet: these are dbt's usual folders and beginnings of names.");
    write_known_layers(*layers, survey, usual_layers(*layers), choices, out);
  }
  if (found.layout == Layout::known) write_known_layers(*layers, survey, found, choices, out);
  if (found.layout == Layout::folders) write_folder_layers(*layers, survey, found, choices, out);
  write_unplaced(found, out);
  write_llm(preset, out);
  return out.text();
}

std::string roles_text(const PolicyChoices& choices) {
  const Policy preset = policy::preset(choices.preset, choices.gates);
  std::vector<std::string> roles;
  for (const Layer& layer : preset.layers) {
    for (const std::string& role : layer.review.by) {
      if (role != "peer" && std::ranges::find(roles, role) == roles.end()) roles.push_back(role);
    }
  }
  std::ranges::sort(roles);
  Lines out;
  out.comment("Who may approve as what: roles of tollgate.yml, and logins on the forge. Until a role has people, what");
  out.comment("asks for it cannot be approved. `peer` is everybody and stands in no list.");
  for (const std::string& role : roles) out.comment(role + ": [LOGIN, LOGIN]");
  return out.text();
}

}  // namespace tollgate::cli::init
