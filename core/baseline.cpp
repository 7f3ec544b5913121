#include "core/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/waiver.hpp"

namespace tollgate {

namespace {

constexpr std::size_t told_at_most = 5;

bool may_be_known(const Finding& finding) { return finding.gate != waiver_gate && finding.gate != "policy"; }

/// Of each column of a finding that tells of several: what it had by itself, in a baseline written when it was told so.
std::vector<std::string> column_fingerprints(const Finding& finding) {
  std::vector<std::string> prints;
  Finding plain;
  plain.gate = finding.gate;
  plain.rule = finding.rule;
  for (Subject& subject : column_subjects(finding)) {
    plain.subject = std::move(subject);
    prints.push_back(fingerprint(plain));
  }
  return prints;
}

/// What a baseline knows and no finding has taken yet, by fingerprint.
class Left {
 public:
  explicit Left(const Baseline& baseline) {
    for (const KnownFindings& entry : baseline.known) x_left[entry.fingerprint] = {entry.count, entry.location};
  }

  /// Where all of them stand, the place of the first, and each is taken once; else nothing.
  std::optional<Location> take(const std::vector<std::string>& prints) {
    const auto is_left = [&](const std::string& print) {
      const auto found = x_left.find(print);
      return found != x_left.end() && found->second.first > 0;
    };
    if (prints.empty() || !std::ranges::all_of(prints, is_left)) return std::nullopt;
    for (const std::string& print : prints) --x_left.at(print).first;
    return x_left.at(prints.front()).second;
  }

 private:
  std::map<std::string, std::pair<std::size_t, Location>> x_left;
};

/// What a baseline keeps of a finding, folded or not.
template <class Any>
KnownFindings entry_of(const Any& finding) {
  Finding plain;
  plain.gate = finding.gate;
  plain.rule = finding.rule;
  plain.subject = finding.subject;
  return {fingerprint(plain), 1, finding.gate + "/" + finding.rule, waiver_subject(finding.subject)};
}

auto order_of(const KnownFindings& entry) { return std::tie(entry.rule, entry.subject, entry.fingerprint); }

/// Whether the gate judged what the entry is about: its subject, or the model whose column it is.
bool is_judged(const KnownFindings& entry, const std::set<std::pair<std::string, std::string>>& judged) {
  const std::string gate = entry.rule.substr(0, entry.rule.find('/'));
  std::string subject = entry.subject.substr(0, entry.subject.find(" ("));
  while (!judged.contains({gate, subject})) {
    const std::size_t dot = subject.rfind('.');
    if (dot == std::string::npos) return false;
    subject.resize(dot);
  }
  return true;
}

}  // namespace

Baseline common(const Baseline& base, const Baseline& head) {
  std::map<std::string_view, std::size_t> counts;
  for (const KnownFindings& entry : base.known) counts[entry.fingerprint] += entry.count;
  Baseline both{{}, head.everything, head.path};
  for (const KnownFindings& entry : head.known) {
    const auto found = counts.find(entry.fingerprint);
    if (found == counts.end()) continue;
    both.known.push_back(entry);
    both.known.back().count = std::min(entry.count, found->second);
  }
  return both;
}

Baseline known_of(const Report& report) {
  std::map<std::string, KnownFindings> by_fingerprint;
  const auto add = [&](const auto& finding) {
    if (!finding.waived || finding.waived->by != SetAside::baseline) return;
    KnownFindings entry = entry_of(finding);
    const auto [found, fresh] = by_fingerprint.emplace(entry.fingerprint, entry);
    if (!fresh) ++found->second.count;
  };
  for (const Finding& finding : report.findings) {
    add(finding);
    for (const FoldedFinding& folded : finding.folded) add(folded);
  }
  Baseline baseline;
  for (auto& [fingerprint, entry] : by_fingerprint) baseline.known.push_back(std::move(entry));
  std::ranges::sort(baseline.known, [](const auto& a, const auto& b) { return order_of(a) < order_of(b); });
  return baseline;
}

void apply_baseline(std::span<Finding> findings, const Baseline& baseline) {
  Left left(baseline);
  for (Finding& finding : findings) {
    if (finding.waived || !may_be_known(finding)) continue;
    std::optional<Location> location = Location{baseline.path, 1, 0};
    if (!baseline.everything) {
      location = left.take({fingerprint(finding)});
      if (!location) location = left.take(column_fingerprints(finding));
      if (!location) continue;
    }
    finding.waived = WaivedBy{{}, {}, {}, *location, false, SetAside::baseline};
  }
}

std::vector<Note> resolved(const Baseline& baseline, std::span<const Finding> findings,
                           std::span<const Outcome> outcomes) {
  if (baseline.everything || baseline.known.empty()) return {};
  std::map<std::string, std::size_t> found;
  for (const Finding& finding : findings) {
    ++found[fingerprint(finding)];
    for (const std::string& print : column_fingerprints(finding)) ++found[print];
  }
  std::set<std::pair<std::string, std::string>> judged;
  for (const Outcome& outcome : outcomes) {
    const bool is_verdict = outcome.status == Status::passed || outcome.status == Status::failed;
    if (is_verdict) judged.emplace(outcome.gate, outcome.subject);
  }
  std::size_t gone = 0;
  std::string names;
  for (const KnownFindings& entry : baseline.known) {
    if (found[entry.fingerprint] >= entry.count || !is_judged(entry, judged)) continue;
    if (gone++ < told_at_most) names += fmt::format("{}{} of {}", names.empty() ? "" : ", ", entry.rule, entry.subject);
  }
  if (gone == 0) return {};
  if (gone > told_at_most) names += fmt::format(" and {} more", gone - told_at_most);
  return {{"baseline", fmt::format("{} of its findings {} there no more ({}): write it anew with --write-baseline",
                                   gone, gone == 1 ? "is" : "are", names)}};
}

}  // namespace tollgate
