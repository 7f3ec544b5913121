// Which earlier landing a message means (V2). For the files of this folder only.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "budget/history.hpp"
#include "budget/outcomes.hpp"

namespace tollgate::budget {

/// Where a claim leads.
struct Found {
  std::vector<std::uint32_t> landings{};  ///< merged earlier, each once; several for a range or several commits
  FoundBy by = FoundBy::commit;
  bool within_itself = false;  ///< what it names is of the same pull request
};

/// Looks targets up in one history, which must outlive it.
class Lookup {
 public:
  explicit Lookup(const History& history);

  /// What the claim of landing `from` means, the first way of V2 that resolves.
  Found find(const Claim& claim, std::uint32_t from) const;
  /// The landing of a commit id or of a short one that is unique.
  std::optional<std::uint32_t> commit(std::string_view id) const;
  std::optional<std::uint32_t> number(char mark, long long number, std::uint32_t from) const;

 private:
  std::optional<std::uint32_t> named(const change::Revert::Named& name, std::uint32_t from) const;
  std::optional<std::uint32_t> numbered(std::string_view text, std::uint32_t from) const;
  std::optional<std::uint32_t> titled(std::string_view title, std::uint32_t from) const;
  std::vector<std::uint32_t> range(std::string_view text, std::uint32_t from) const;

  const History& x_history;
  std::unordered_map<long long, std::vector<std::uint32_t>> x_requests;  ///< by number, in order of time; `!` negative
};

}  // namespace tollgate::budget
