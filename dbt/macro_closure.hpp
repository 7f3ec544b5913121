// Which changed macros a node reaches, and by which chain of calls: a plain closure over depends_on.macros on both
// sides. dbt's own walk shares a visited set with early exits and misses some; cycles are fine here.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dbt/project.hpp"

namespace tollgate::dbt {

/// A changed macro and how a node comes to it.
struct ReachedMacro {
  std::string id;
  std::vector<std::string> via;  ///< macros on the way, the one that the node calls first; empty: called by the node
  friend bool operator==(const ReachedMacro&, const ReachedMacro&) = default;
};

/// `macro.shop.cents via macro.shop.money -> macro.shop.round`.
std::string to_text(const ReachedMacro& macro);

/// True for packages that come with dbt itself and its adapter: dbt, dbt_postgres, …
bool is_dbts_own(const Macro& macro, const Metadata& metadata);

/// The macros that a node calls, and those that they call; ids of the node's and the project's own.
std::set<std::string_view> reached_macros(const Project& project, const Node& node);

class MacroClosure {
 public:
  /// Both projects must outlive this.
  MacroClosure(const Project& base, const Project& head);

  /// Macros added, removed or edited that either side of a node reaches, nearest first, ties by id.
  std::vector<ReachedMacro> changed(const Node& base, const Node& head) const;
  /// True when either side reaches a macro of dbt itself that changed with dbt's version.
  bool reaches_version_noise(const Node& base, const Node& head) const;
  /// Macros of dbt itself that differ, where the two sides were written by different versions of dbt; else 0.
  int version_noise() const { return x_version_noise; }

 private:
  enum class State : unsigned char { same, changed, version_noise };
  struct Entry {
    std::string_view id;
    State state = State::same;
    std::vector<std::size_t> base_calls, head_calls;
    std::vector<std::size_t> base_callers, head_callers;
    bool base_reaches = false, head_reaches = false;  // a changed macro
    bool base_noise = false, head_noise = false;
  };
  using Edges = std::vector<std::size_t> Entry::*;
  using Mark = bool Entry::*;

  void add_side(const Project& project, Edges calls, Edges callers);
  void judge(const Project& base, const Project& head);
  void mark_callers(State state, Edges callers, Mark mark);
  bool any(const std::vector<std::string>& macros, Mark mark) const;
  void collect(const std::vector<std::string>& macros, Edges calls, std::map<std::size_t, ReachedMacro>& found) const;

  std::map<std::string_view, std::size_t> x_index;
  std::vector<Entry> x_macros;
  int x_version_noise = 0;
};

}  // namespace tollgate::dbt
