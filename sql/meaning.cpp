#include "sql/meaning.hpp"

#include "sql/meaning/reader.hpp"

namespace tollgate::sql {

StatementFacts facts_of(const Analysis& analysis) { return FactReader(analysis, {}).run(); }

StatementFacts facts_of(const Analysis& analysis, std::span<const Query* const> without) {
  return FactReader(analysis, without).run();
}

}  // namespace tollgate::sql
