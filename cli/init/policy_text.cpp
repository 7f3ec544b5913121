#include "cli/init/policy_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "cli/init/comment_lines.hpp"
#include "cli/init/gate_words.hpp"
#include "cli/init/policy_head.hpp"
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

constexpr std::size_t widest_gate = 60;  ///< a longer line has its comment further right

void write_gates(const Node& gates, const Survey& survey, const PolicyChoices& choices, Lines& out) {
  std::vector<std::string> left_out;
  std::vector<std::pair<std::string, std::string_view>> kept;
  std::size_t widest = 0;
  for (const Entry& entry : gates.entries) {
    if (!survey.postgres && asks_database(choices, entry.key)) {
      left_out.push_back(entry.key);
      continue;
    }
    const std::string value = yaml_flow(entry.value);
    kept.emplace_back(entry.key + (value.empty() ? ":" : ": " + value), words_for_gate(entry.key));
    widest = std::max(widest, std::min(kept.back().first.size(), widest_gate));
  }
  if (!kept.empty()) out.add("    gates:");
  for (const auto& [line, words] : kept) {
    const std::string told = fmt::format("      {:<{}}  # {}", line, widest, words);
    out.add(words.empty() || told.size() > Lines::widest ? "      " + line : told);
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

void write_places(const Survey& survey, Lines& out) {
  out.add("artifacts:");
  out.add("  base: target-base              # the base branch's manifest.json, in a folder beside this file");
  out.add(fmt::format("  head: {:<24} # this change's, as dbt compile or dbt build writes it",
                      yaml_scalar(survey.project.target_path)));
  out.add();
}

void write_database(const Survey& survey, const PolicyChoices& choices, Lines& out) {
  if (!survey.postgres) {
    const GatesByNeed needs = gates_by_need(choices);
    out.comment(fmt::format("The adapter is {}, and tollgate asks PostgreSQL only. Left out below: {}.", survey.adapter,
                            fmt::join(needs.database, ", ")));
    out.comment(
        "SQL is read by PostgreSQL's grammar: where parse, references, lineage-diff or pii-scan find fault with "
        "constructs of the other dialect, take them out of the layer.");
    out.add();
    return;
  }
  out.comment("libpq URLs of a role that may only read, from the environment (secrets of CI).");
  out.add("warehouse:");
  out.add("  base_url: ${TOLLGATE_BASE_URL}");
  out.add("  head_url: ${TOLLGATE_HEAD_URL}");
  if (!survey.profile.targets.empty()) {
    const std::vector<std::string>& targets = survey.profile.targets;
    out.comment(fmt::format("or instead of both, from {}:", survey.profile.path), "  ");
    out.comment(
        fmt::format("dbt_profile: {{profile: {}, base_target: {}, target: {}}}", yaml_scalar(survey.project.profile),
                    yaml_scalar(targets.front()), yaml_scalar(targets.back())),
        "  ");
  }
  out.add("  statement_timeout: 60s").add();
}

void write_personal(const PersonalData& personal, bool has_manifest, Lines& out) {
  if (personal.columns > 0) {
    out.comment(fmt::format("Personal data: {} columns are tagged, by {}; pii-scan follows them.", personal.columns,
                            listed(personal.by)));
  } else if (has_manifest) {
    out.comment(
        "Personal data: no column is tagged, so pii-scan has none to follow. `tollgate pii suggest` prints the YAML "
        "for "
        "columns whose names say it.");
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
  out.comment("In no layer, and so under all gates and the most approvals. Add each to the select of a layer:", "  ");
  list_unplaced(found, "  ", out);
}

void write_others(const FoundLayers& found, Lines& out) {
  out.comment("Nothing says who reads these, so they have the demands of marts. Better: give each a layer above.",
              "    ");
  list_unplaced(found, "    ", out);
}

void write_select(const FoundLayer& layer, const FoundLayers& found, Lines& out) {
  for (const std::string& note : layer.notes) out.comment(note, "    ");
  const bool by_tag = layer.select.path.empty();
  const std::vector<std::string>& values = by_tag ? layer.select.tag : layer.select.path;
  const std::string models = layer.models == 0 ? std::string("metrics") : fmt::format("{} today", layer.models);
  const std::string count = found.layout == Layout::empty ? std::string() : "  # " + models;
  out.add(fmt::format("    select: {{{}: {}}}{}", by_tag ? "tag" : "path", yaml_list(values), count));
}

void write_known_layers(const Node& layers, const Survey& survey, const FoundLayers& found,
                        const PolicyChoices& choices, Lines& out) {
  out.comment("The first layer that selects a model owns it. Behind each: how many models, seeds and snapshots.");
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
  out.comment("No folder, name or tag here says staging, intermediate, marts or metrics: a layer per top folder.");
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
  out.comment("`peer` is everybody; other roles stand in tollgate-roles.yml", "  ");
  write_settings(*defaults, "  ", out);
  out.add();
}

void write_llm(const Node& preset, Lines& out) {
  const Node* llm = find(preset, "llm");
  if (llm == nullptr) return;
  out.add();
  out.comment("What LLM-written changes may cost before reviews get harder; tollgate budget tells how it stands.");
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
  out.add("version: 1");
  // Where there is no model a layer of our own would select nothing. A preset asks PostgreSQL, so another database
  // needs them.
  const bool by_preset = found.layout == Layout::empty && survey.postgres;
  if (by_preset) {
    out.comment(
        "No model is there yet: the preset's own layers, by dbt's usual folders and beginnings of names, are in "
        "force. tollgate init --beside writes them out once there are models.");
    out.add("preset: " + choices.preset);
  }
  out.add();
  write_places(survey, out);
  write_database(survey, choices, out);
  if (by_preset) return out.text();
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

std::string roles_text(const FoundLayers& found, const PolicyChoices& choices) {
  Lines out;
  out.comment("Who may approve as what: roles of tollgate.yml, and logins on the forge. Until a role has people, what");
  out.comment("asks for it cannot be approved. `peer` is everybody and stands in no list.");
  for (const std::string& role : roles_asked_for(found, choices)) out.comment(role + ": [LOGIN, LOGIN]");
  return out.text();
}

}  // namespace tollgate::cli::init
