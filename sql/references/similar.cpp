#include "sql/references/similar.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace tollgate::sql {

namespace {

constexpr std::size_t longest_compared = 128;  // identifiers have 63 bytes at most
constexpr int no_match = 1000;

std::string plain(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c != '_') text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

// stg__shopify__orders: stg, shopify, orders; orderDate: order, date.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  bool small = false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '_' || c == ' ' || (std::isupper(byte) != 0 && small)) words.emplace_back();
    small = std::islower(byte) != 0;
    if (c != '_' && c != ' ') words.back() += static_cast<char>(std::tolower(byte));
  }
  std::erase_if(words, [](const auto& word) { return word.empty(); });
  return words;
}

bool is_plural(const std::string& one, const std::string& many) {
  const auto is = [&](std::size_t kept, std::string_view ending) {
    return many.size() == kept + ending.size() && many.ends_with(ending) && many.compare(0, kept, one, 0, kept) == 0;
  };
  return is(one.size(), "s") || is(one.size(), "es") || (one.ends_with('y') && is(one.size() - 1, "ies"));
}

// Equal, plural, or an abbreviation: cust, customer.
bool same_word(const std::string& a, const std::string& b) {
  constexpr std::size_t shortest_abbreviation = 3;
  if (a == b || is_plural(a, b) || is_plural(b, a)) return true;
  const std::string& small = a.size() < b.size() ? a : b;
  const std::string& large = a.size() < b.size() ? b : a;
  return small.size() >= shortest_abbreviation && large.starts_with(small);
}

std::size_t words_found(const std::vector<std::string>& wanted, const std::vector<std::string>& in) {
  return static_cast<std::size_t>(std::count_if(wanted.begin(), wanted.end(), [&](const auto& word) {
    return std::any_of(in.begin(), in.end(), [&](const auto& other) { return same_word(word, other); });
  }));
}

// Words of the one all in the other; fewer left over is better. Words of few letters say nothing alone.
int word_score(const std::vector<std::string>& name, const std::vector<std::string>& candidate) {
  constexpr int base = 10;
  const auto& small = name.size() <= candidate.size() ? name : candidate;
  const auto& large = name.size() <= candidate.size() ? candidate : name;
  if (small.empty() || words_found(small, large) < small.size()) return no_match;
  if (small.size() == 1 && small.front().size() < 4) return no_match;
  // `id` and the like are no reason to take another name for it.
  const bool ends_alike = same_word(small.back(), large.back());
  return base + static_cast<int>(large.size() - small.size()) * 2 + (ends_alike ? 0 : 1);
}

// One word of three or more is another one: net_total_usd, net_amount_usd.
int changed_word_score(const std::vector<std::string>& name, const std::vector<std::string>& candidate) {
  constexpr int score = 40;
  if (name.size() < 3 || name.size() != candidate.size()) return no_match;
  std::size_t changed = 0;
  for (std::size_t i = 0; i < name.size(); ++i) changed += name[i] == candidate[i] ? 0U : 1U;
  return changed == 1 ? score : no_match;
}

int slip_score(const std::string& name, const std::string& candidate) {
  const int allowed = name.size() < 4 ? 0 : name.size() < 6 ? 1 : name.size() < 9 ? 2 : 3;
  const int distance = edit_distance(name, candidate, allowed);
  return distance <= allowed ? distance * 3 : no_match;
}

}  // namespace

int edit_distance(std::string_view a, std::string_view b, int limit) {
  if (a.size() > longest_compared || b.size() > longest_compared) return limit + 1;
  if (std::abs(static_cast<int>(a.size()) - static_cast<int>(b.size())) > limit) return limit + 1;
  // Three rows are enough: this one, the one above and, for swaps, the one above that.
  std::array<std::array<int, longest_compared + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
  int least_above = 0;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& above_that = rows[(i + 1) % 3];
    row[0] = static_cast<int>(i);
    int least = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = a[i - 1] == b[j - 1] ? 0 : 1;
      int best = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = std::min(best, above_that[j - 2] + 1);
      row[j] = best;
      least = std::min(least, best);
    }
    // A swap reaches back two rows: only when both are beyond it, nothing comes back.
    if (least > limit && least_above > limit) return limit + 1;
    least_above = least;
  }
  return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

std::string similar_name(std::string_view name, std::span<const std::string> candidates) {
  const std::string wanted = plain(name);
  const auto words = words_of(name);
  std::string best;
  int best_score = no_match;
  for (const std::string& candidate : candidates) {
    const std::string other = plain(candidate);
    const auto other_words = words_of(candidate);
    const int score = other == wanted ? -1
                                      : std::min({slip_score(wanted, other), word_score(words, other_words),
                                                  changed_word_score(words, other_words)});
    if (candidate == name) continue;  // it would not have been missed
    if (score < best_score || (score == best_score && score < no_match && candidate.size() < best.size())) {
      best_score = score;
      best = candidate;
    }
  }
  return best;
}

std::string misspelt_name(std::string_view name, std::span<const std::string_view> candidates) {
  constexpr std::size_t shortest = 5;
  constexpr int most_slips = 2;
  if (name.size() < shortest) return {};
  std::string_view best;
  int best_distance = most_slips + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() < 3 || candidate.substr(0, 2) != name.substr(0, 2)) continue;
    const int distance = edit_distance(name, candidate, most_slips);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  // Two slips in a short name make another one.
  if (best_distance == most_slips && name.size() < shortest + 2) return {};
  return std::string(best);
}

}  // namespace tollgate::sql
