#include "sql/meaning.hpp"

#include "sql/meaning/reader.hpp"

namespace tollgate::sql {

StatementFacts facts_of(const Analysis& analysis, std::span<const Query* const> without,
                        const RenamedColumns& renamed) {
  return FactReader(analysis, without, renamed).run();
}

}  // namespace tollgate::sql
