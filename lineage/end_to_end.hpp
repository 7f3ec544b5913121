// A model that changed together with those that it reads: a cast or a filter that moved to staging, a source that is
// read through its staging model now. Its own text says something else; what it makes of the relations that both sides
// read in the end may be the same. Only for the inside of this room.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lineage/model_pair.hpp"
#include "sql/volatility.hpp"

namespace tollgate::lineage {

using Ids = std::set<std::string_view>;  ///< unique_ids
using IsChanged = std::function<bool(const Relation& base, const Relation& head)>;

/// Asks the change judge (sql/change.hpp) with the SQL of changed models, and of those that one side alone reads,
/// written into both texts. Needs a stack of stack_to_walk(longest_expanded_text).
class EndToEnd {
 public:
  /// Refers to both graphs. `is_changed` is asked of models that both have.
  EndToEnd(const Graph& base, const Graph& head, const IsChanged& is_changed);
  EndToEnd(const EndToEnd&) = delete;
  EndToEnd& operator=(const EndToEnd&) = delete;

  /// Drops of `found` what the models that it reads provably make up for. Nothing where another reader of those
  /// is left with other rows or values, or where one may hold something else than its SQL says.
  void drop_made_up_for(const ModelPair& pair, std::vector<Difference>& found);

 private:
  /// What a model makes of the relations that both sides read in the end.
  struct Outcome {
    bool rows_stay = false;                              ///< proven
    std::set<std::string, std::less<>> changed_columns;  ///< have another value
    std::vector<const Relation*> changed_models;         ///< on head; of those that were written in
  };

  enum class Written : std::uint8_t {
    changed,        ///< models whose text changed are written in
    fed_otherwise,  ///< those below such models, too
  };

  /// False: nothing is proved.
  bool drop(const ModelPair& pair, std::vector<Difference>& found, Written written);
  const Outcome& outcome_of(const Relation& base, const Relation& head, Written written);
  Outcome judged(const Relation& base, const Relation& head, const IsChanged& is_changed);
  bool is_any_parent_other(const Relation& head) const;
  /// A clock that a view asks when it is read is asked once for all by a table.
  sql::Volatility most_volatility(const Relation& base, const Relation& head, const Ids& models) const;
  /// Every column that has another value is told of.
  static bool all_told(const Outcome& outcome, const std::vector<Difference>& found);
  /// All that read those models on both sides end up with the same as well.
  bool others_follow(const Outcome& outcome, const Relation& reader, Written written);

  const Graph& x_base;
  const Graph& x_head;
  IsChanged x_is_changed;        ///< asks once of each
  IsChanged x_is_fed_otherwise;  ///< it, or a model above it, is changed; asks once of each
  std::map<std::string, bool, std::less<>> x_changed, x_fed_otherwise;  ///< by unique_id
  std::size_t x_judged = 0;
  std::map<std::pair<std::string, Written>, Outcome> x_outcomes;  ///< by unique_id
};

}  // namespace tollgate::lineage
