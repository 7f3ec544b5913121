#include "budget/outcomes/lookup.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "core/lower.hpp"

namespace tollgate::budget {

namespace {

using Named = change::Revert::Named;

long long key(char mark, long long number) { return mark == '!' ? -number : number; }

FoundBy found_by(const Named& name) {
  switch (name.kind) {
    case Named::Kind::commit:
      return name.text.size() >= 40 ? FoundBy::commit : FoundBy::short_commit;
    case Named::Kind::range:
      return FoundBy::range;
    case Named::Kind::number:
      return FoundBy::number;
    case Named::Kind::branch_number:
      return FoundBy::branch;
    case Named::Kind::title_number:
      return FoundBy::title_number;
    case Named::Kind::title:
      break;
  }
  return FoundBy::title;
}

Found each_once(Found found) {
  std::ranges::sort(found.landings);
  found.landings.erase(std::unique(found.landings.begin(), found.landings.end()), found.landings.end());
  return found;
}

}  // namespace

Lookup::Lookup(const History& history) : x_history(history) {
  for (std::uint32_t i = 0; i < history.landings.size(); ++i) {
    const Landing& landing = history.landings[i];
    if (landing.number > 0) x_requests[key(landing.mark, landing.number)].push_back(i);
  }
}

std::optional<std::uint32_t> Lookup::commit(std::string_view id) const {
  const auto& commits = x_history.commits;
  const auto at =
      std::ranges::lower_bound(commits, id, {}, [](const LandedCommit& one) { return std::string_view(one.id); });
  if (id.empty() || at == commits.end() || !at->id.starts_with(id)) return std::nullopt;
  const auto next = at + 1;
  if (next != commits.end() && next->id.starts_with(id)) return std::nullopt;
  return at->landing;
}

/// The latest of that number before `from`, or `from` itself: an import can bring a number twice.
std::optional<std::uint32_t> Lookup::number(char mark, long long number, std::uint32_t from) const {
  const auto found = x_requests.find(key(mark, number));
  if (found == x_requests.end()) return std::nullopt;
  const auto after = std::ranges::upper_bound(found->second, from);
  return after == found->second.begin() ? std::nullopt : std::optional(*(after - 1));
}

/// `#12`, `!12`; `acme/dbt#12` only of this repository, where its name is known.
std::optional<std::uint32_t> Lookup::numbered(std::string_view text, std::uint32_t from) const {
  const std::size_t mark = text.find_first_of("#!");
  if (mark == std::string_view::npos) return std::nullopt;
  const std::string_view repository = text.substr(0, mark);
  if (!repository.empty() && !x_history.repository.empty() && lowered(repository) != lowered(x_history.repository)) {
    return std::nullopt;
  }
  long long value = 0;
  const auto parsed = std::from_chars(text.data() + mark + 1, text.data() + text.size(), value);
  return parsed.ec == std::errc() && value > 0 ? number(text[mark], value, from) : std::nullopt;
}

std::optional<std::uint32_t> Lookup::titled(std::string_view title, std::uint32_t from) const {
  const auto& titles = x_history.titles;
  const auto [begin, end] =
      std::equal_range(titles.begin(), titles.end(), LandedTitle{std::string(title), 0},
                       [](const LandedTitle& left, const LandedTitle& right) { return left.title < right.title; });
  const auto after =
      std::upper_bound(begin, end, from, [](std::uint32_t at, const LandedTitle& one) { return at < one.landing; });
  return after == begin ? std::nullopt : std::optional((after - 1)->landing);
}

/// `a..b`: what landed after a, up to b, as git counts it.
std::vector<std::uint32_t> Lookup::range(std::string_view text, std::uint32_t from) const {
  const std::size_t dots = text.find("..");
  const auto first = commit(text.substr(0, dots));
  const auto last = commit(text.substr(std::min(text.find_first_not_of('.', dots), text.size())));
  std::vector<std::uint32_t> landings;
  if (!first || !last) return landings;
  for (std::uint32_t i = *first + 1; i <= *last && i < from; ++i) landings.push_back(i);
  return landings;
}

std::optional<std::uint32_t> Lookup::named(const Named& name, std::uint32_t from) const {
  switch (name.kind) {
    case Named::Kind::commit:
      return commit(name.text);
    case Named::Kind::number:
    case Named::Kind::branch_number:
    case Named::Kind::title_number:
      return numbered(name.text, from);
    case Named::Kind::title:
      return titled(name.text, from);
    case Named::Kind::range:
      break;
  }
  return std::nullopt;
}

Found Lookup::find(const Claim& claim, std::uint32_t from) const {
  Found found;
  const std::vector<Named>& names = claim.revert.named;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Named& name = names[i];
    if (name.kind == Named::Kind::range) {
      found.landings = range(name.text, from);
    } else if (const auto landing = named(name, from)) {
      if (*landing == from) found.within_itself = true;
      if (*landing < from) found.landings.push_back(*landing);
    }
    if (found.landings.empty() && !found.within_itself) continue;
    found.by = found_by(name);
    // Several commits are several targets; numbers and titles are further names of one.
    const bool more = name.kind == Named::Kind::commit && i + 1 < names.size() && names[i + 1].kind == name.kind;
    if (!more) return each_once(std::move(found));
  }
  return found;
}

}  // namespace tollgate::budget
