// The gate `merge-window`: whether now is a time at which the touched layers may be merged.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <vector>

#include "change/window_state.hpp"
#include "core/merge_window.hpp"
#include "gates/all.hpp"
#include "gates/duties.hpp"
#include "gates/layer_window.hpp"
#include "gates/reviews.hpp"

namespace tollgate::gates {

namespace {

constexpr Option<std::string_view> override_label{
    .name = "override_label",
    .unit = "",
    .fallback = "merge-window-override",
    .help =
        "Label that opens a closed window, put on by somebody who did not make the change, with a line "
        "`LABEL: reason` in the description."};
constexpr std::array<AnyOption, 1> options{&override_label};

constexpr std::array rules{
    Rule{"window-closed", Severity::error, "The merge window of a touched layer is closed now.",
         "Merge when it is open; in an emergency have somebody else put the override label on and say why."},
    Rule{"merged-outside-window", Severity::error,
         "The change was merged while the merge window of a touched layer was closed.",
         "Watch what it feeds until the window opens, be ready to roll back, and find out what let it through."},
    Rule{"window-overridden", Severity::info, "A label opens a window that is closed.",
         "Nothing to do; the override is told in the report and in the audit log."},
};

std::string duration_text(std::chrono::seconds duration) {
  const auto count = duration.count();
  if (count % 3600 == 0) return fmt::format("{} h", count / 3600);
  return count % 60 == 0 ? fmt::format("{} min", count / 60) : fmt::format("{} s", count);
}

std::string change_text(const change::WindowState& state, const Layer& layer) {
  const std::string until = state.valid_until ? change::local_text(*state.valid_until, zone_of(layer)) : "";
  if (state.open) return until.empty() ? "open" : "open until " + until;
  const std::string why = state.closed_by.empty() ? "closed" : fmt::format("closed ({})", state.closed_by);
  return until.empty() ? why + " for more than a year" : fmt::format("{}, opens {}", why, until);
}

WindowLine line_of(const Layer& layer, const change::WindowState& state) {
  WindowLine line{layer.name, layer.merge_window, state.open, {}, change_text(state, layer)};
  if (state.valid_until) line.valid_until = change::utc_text(*state.valid_until);
  if (layer.rollback_sla.count() > 0) line.detail += "; rollback within " + duration_text(layer.rollback_sla);
  return line;
}

/// The label of the layer's own setting; all targets of a layer share it, but for overrides of single models.
std::string label_for(const Layer& layer, const Context& context) {
  for (const Target& target : context.targets) {
    if (target.model->layer == layer.name) return target.options[override_label];
  }
  for (const SemanticTarget& target : context.semantics) {
    if (target.layer == layer.name) return target.options[override_label];
  }
  return std::string(override_label.fallback);
}

struct Judged {
  std::vector<std::string> closed;
  std::vector<std::string> overridden;
};

void judge_layer(const Layer& layer, const Context& context, GateResult& result, Judged& judged) {
  const change::WindowState state = layer_window_state(layer, context.now);
  result.pull_request.windows.push_back(line_of(layer, state));
  if (layer.merge_window == "any" && layer.closed.empty()) return;
  WindowLine& line = result.pull_request.windows.back();
  Duty duty{std::string(merge_window.id), fmt::format("merge within {} ({})", layer.merge_window, layer.name),
            DutyState::met, change_text(state, layer)};
  const auto label = state.open
                         ? std::nullopt
                         : override_by_label(label_for(layer, context), *context.pull_request, *context.provenance);
  if (label && label->counts) {
    const std::string text =
        fmt::format("opened by {} with the label {}: {}", label->by, label_for(layer, context), label->reason);
    duty.detail += "; " + text;
    line.detail += "; " + text;
    judged.overridden.push_back(fmt::format("{} ({}): {}", layer.name, layer.merge_window, duty.detail));
  } else if (!state.open) {
    if (label) duty.detail += "; " + label->why_not;
    duty.state = unmet(context.stage);
    judged.closed.push_back(fmt::format("{} ({}): {}", layer.name, layer.merge_window, duty.detail));
  }
  result.pull_request.duties.push_back(std::move(duty));
}

GateResult check(const Context& context) {
  GateResult result;
  Judged judged;
  const std::vector<const Layer*> layers = touched_layers(context);
  for (const Layer* layer : layers) judge_layer(*layer, context, result, judged);
  if (!judged.overridden.empty()) {
    result.findings.push_back(finding_about_change(
        merge_window, rules[2],
        fmt::format("merged outside the window by a person's word: {}", fmt::join(judged.overridden, ". "))));
  }
  if (!judged.closed.empty() && context.stage == Stage::merge) {
    const bool merged = context.pull_request->merged_at.known();
    const std::string words = merged ? "merged " + change::utc_text(context.now) + ", while the merge window was closed"
                                     : std::string("the merge window is closed");
    Finding finding = finding_about_change(merge_window, rules[merged ? 1 : 0],
                                           fmt::format("{}: {}", words, fmt::join(judged.closed, ". ")));
    result.findings.insert(result.findings.begin(), std::move(finding));
  }
  result.outcomes.push_back(layers.empty() ? nothing_touched(merge_window)
                                           : outcome_about_change(merge_window, result));
  return result;
}

}  // namespace

std::string window_override_label(const GateSettings& settings) { return settings.options[override_label]; }

constinit const Gate merge_window{
    .id = "merge-window",
    .summary = "The touched layers may be merged now, and until when.",
    .needs = {.pull_request = true},
    .options = options,
    .rules = rules,
    .check = check,
};

}  // namespace tollgate::gates
