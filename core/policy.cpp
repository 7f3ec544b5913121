#include "core/policy.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/merge_window.hpp"

namespace tollgate {

namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The usual two-pointer match with backtracking to the last `*`: linear memory, at most |glob| * |text| steps.
/// With `text_is_glob` the wildcards of `text` stand for what they can match: only `*` takes a `*`, only `*` and `?` a
/// `?`.
bool matches_glob(std::string_view glob, std::string_view text, bool text_is_glob) {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    const bool text_star = text_is_glob && text[t] == '*';
    const bool text_any = text_is_glob && text[t] == '?';
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_text = t;
    } else if (g < glob.size() && glob[g] == '?' && !text_star) {
      for (++g, ++t; t < text.size() && continues_character(text[t]);) ++t;
    } else if (g < glob.size() && !text_star && !text_any && glob[g] == text[t]) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

/// A folder or a leading part of a name: the glob itself, or anything below it.
bool matches_below(const std::string& glob, std::string_view text, std::string_view separator_star) {
  return glob_matches(glob, text) || glob_matches(glob + std::string(separator_star), text);
}

bool covers_below(const std::string& wide, const std::string& narrow, std::string_view separator_star) {
  return glob_covers(wide, narrow) || glob_covers(wide + std::string(separator_star), narrow);
}

using Values = std::vector<std::string>;

template <class Predicate>
bool given_and_none(const Values& values, Predicate matches) {
  return !values.empty() && std::none_of(values.begin(), values.end(), matches);
}

bool wrong_text(const Values& globs, std::string_view text) {
  return given_and_none(globs, [&](const std::string& glob) { return glob_matches(glob, text); });
}

bool wrong_path(const Values& globs, std::string_view path) {
  return given_and_none(globs, [&](const std::string& glob) { return matches_below(glob, path, "/*"); });
}

bool wrong_tags(const Values& globs, const Values& tags) {
  return given_and_none(globs, [&](const std::string& glob) {
    return std::any_of(tags.begin(), tags.end(), [&](const std::string& tag) { return glob_matches(glob, tag); });
  });
}

bool wrong_fqn(const Values& globs, const Values& fqn) {
  std::string dotted;
  for (const std::string& part : fqn) dotted += (dotted.empty() ? "" : ".") + part;
  return given_and_none(globs, [&](const std::string& glob) { return matches_below(glob, dotted, ".*"); });
}

/// Every model has a name, a path and so on, if an empty one; tags it may have none.
bool lets_all_through(const Values& globs) {
  return std::any_of(globs.begin(), globs.end(), [](const std::string& glob) { return glob_covers(glob, "*"); });
}

template <class Covers>
bool covers_values(const Values& wide, const Values& narrow, Covers value_covers) {
  if (wide.empty()) return true;
  return !narrow.empty() && std::all_of(narrow.begin(), narrow.end(), [&](const std::string& value) {
    return std::any_of(wide.begin(), wide.end(), [&](const std::string& other) { return value_covers(other, value); });
  });
}

Tighter direction_of(const AnyOption& option) {
  return std::visit([](const auto* typed) { return typed->tighter; }, option);
}

/// The tightest of the values; nothing when the option has no tighter direction and the layers disagree.
std::optional<OptionValue> tightest(const AnyOption& option, const std::vector<const GateSettings*>& all) {
  OptionValue best = effective(all.front()->options, option);
  for (const GateSettings* settings : all) {
    OptionValue value = effective(settings->options, option);
    if (value == best) continue;
    const Tighter tighter = direction_of(option);
    if (tighter == Tighter::neither) return std::nullopt;
    if ((tighter == Tighter::lower) == (value < best)) best = std::move(value);
  }
  return best;
}

GateSettings union_of_gate(const Gate& gate, const std::vector<const GateSettings*>& all) {
  GateSettings joined;
  for (const AnyOption& option : gate.options) {
    if (auto value = tightest(option, all)) joined.options.set(name_of(option), std::move(*value));
  }
  for (const Rule& rule : gate.rules) {
    Severity highest = Severity::off;
    for (const GateSettings* settings : all) highest = std::max(highest, severity_of(*settings, rule));
    if (highest != rule.severity) joined.severity.emplace(rule.id, highest);
  }
  return joined;
}

/// A period without a zone is of its layer's window; joined with others it has to say so itself.
void join_closed(std::vector<ClosedPeriod>& closed, const Layer& layer) {
  for (ClosedPeriod period : layer.closed) {
    if (period.zone.empty()) period.zone = zone_of(layer);
    if (std::find(closed.begin(), closed.end(), period) == closed.end()) closed.push_back(std::move(period));
  }
}

/// Any role asks for more than `peer`, so that one is left out as soon as there is another.
void join_roles(Values& roles, const Values& more) {
  for (const std::string& role : more) {
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
  }
  if (roles.size() > 1) std::erase(roles, "peer");
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view text) { return matches_glob(glob, text, false); }
bool glob_covers(std::string_view wide, std::string_view narrow) { return matches_glob(wide, narrow, true); }

bool Selector::empty() const {
  return path.empty() && tag.empty() && package.empty() && fqn.empty() && name.empty() && materialized.empty();
}

bool Selector::matches(const ModelKey& model) const {
  return !empty() && !wrong_path(path, model.path) && !wrong_tags(tag, model.tags) &&
         !wrong_text(package, model.package) && !wrong_fqn(fqn, model.fqn) && !wrong_text(name, model.name) &&
         !wrong_text(materialized, model.materialized);
}

bool covers(const Selector& wide, const Selector& narrow) {
  if (narrow.empty()) return true;
  const auto below = [](std::string_view star) {
    return [star](const std::string& a, const std::string& b) { return covers_below(a, b, star); };
  };
  const auto key_covers = [](const Values& a, const Values& b, auto value_covers) {
    return lets_all_through(a) || covers_values(a, b, value_covers);
  };
  return !wide.empty() && key_covers(wide.path, narrow.path, below("/*")) &&
         covers_values(wide.tag, narrow.tag, glob_covers) && key_covers(wide.package, narrow.package, glob_covers) &&
         key_covers(wide.fqn, narrow.fqn, below(".*")) && key_covers(wide.name, narrow.name, glob_covers) &&
         key_covers(wide.materialized, narrow.materialized, glob_covers);
}

Severity severity_of(const GateSettings& settings, const Rule& rule) {
  const auto found = settings.severity.find(rule.id);
  return found == settings.severity.end() ? rule.severity : found->second;
}

const Layer& Policy::layer_of(const ModelKey& model) const {
  const auto owner =
      std::find_if(layers.begin(), layers.end(), [&](const Layer& layer) { return layer.select.matches(model); });
  return owner == layers.end() ? unknown : *owner;
}

ModelSettings Policy::settings_for(const ModelKey& model) const {
  const Layer& layer = layer_of(model);
  ModelSettings settings{layer.name, layer.gates, layer.review};
  for (const ModelOverride& model_override : models) {
    if (model_override.select.matches(model)) lay_over(settings.gates, model_override.gates);
  }
  return settings;
}

void lay_over(GateTable& gates, const GateTable& over) {
  for (auto& [id, settings] : gates) {
    const auto found = over.find(id);
    if (found == over.end()) continue;
    for (const auto& [name, value] : found->second.options.values()) settings.options.set(name, value);
    for (const auto& [rule, severity] : found->second.severity) settings.severity.insert_or_assign(rule, severity);
  }
}

std::string zone_of(const Layer& layer) {
  const auto window = parse_merge_window(layer.merge_window);
  return window && !window->zone.empty() ? window->zone : "UTC";
}

Layer union_of(std::span<const Layer> layers, std::span<const Gate* const> gates) {
  Layer joined;
  joined.name = unknown_layer;
  for (const Gate* gate : gates) {
    std::vector<const GateSettings*> all;
    for (const Layer& layer : layers) {
      const auto found = layer.gates.find(gate->id);
      if (found != layer.gates.end()) all.push_back(&found->second);
    }
    if (!all.empty()) joined.gates.emplace(gate->id, union_of_gate(*gate, all));
  }
  const auto all_say = [&](bool Review::*field) {
    return std::all_of(layers.begin(), layers.end(), [field](const Layer& layer) { return layer.review.*field; });
  };
  joined.review.author_may_review = !layers.empty() && all_say(&Review::author_may_review);
  joined.review.approvals_follow_head = !layers.empty() && all_say(&Review::approvals_follow_head);
  for (const Layer& layer : layers) {
    joined.review.approvals = std::max(joined.review.approvals, layer.review.approvals);
    join_roles(joined.review.by, layer.review.by);
    join_closed(joined.closed, layer);
    for (const auto field : {&Layer::rollback_sla, &Layer::waiver_lifetime}) {
      const bool shorter = (joined.*field).count() == 0 || layer.*field < joined.*field;
      if ((layer.*field).count() > 0 && shorter) joined.*field = layer.*field;
    }
  }
  return joined;
}

}  // namespace tollgate
