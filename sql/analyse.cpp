#include "sql/analyse.hpp"

#include <algorithm>

#include "sql/analyse/analyser.hpp"
#include "sql/analyse/store.hpp"

namespace tollgate::sql {

Analysis::Analysis(std::unique_ptr<AnalysisStore> store) : x_store(std::move(store)) {}
Analysis::Analysis(Analysis&&) noexcept = default;
Analysis& Analysis::operator=(Analysis&&) noexcept = default;
Analysis::~Analysis() = default;

std::string_view Analysis::text() const { return x_store->tree.text(); }
const Query* Analysis::query() const { return x_store->query; }
const std::vector<Problem>& Analysis::problems() const { return x_store->problems; }
const std::vector<CapturedName>& Analysis::captures() const { return x_store->captures; }
std::vector<const RangeEntry*> Analysis::relations() const { return x_store->relations; }
bool Analysis::reads_all_ctes() const { return std::ranges::all_of(x_store->ctes, &Cte::read); }

Analysis analyse(Tree tree, const Schema& schema, const AnalysisOptions& options) {
  auto store = std::make_unique<AnalysisStore>(std::move(tree));
  Analyser(*store, schema, options).run();
  return Analysis(std::move(store));
}

Analysis analyse_shared(const Tree& tree, const Schema& schema, const AnalysisOptions& options) {
  auto store = std::make_unique<AnalysisStore>(&tree);
  Analyser(*store, schema, options).run();
  return Analysis(std::move(store));
}

std::variant<Analysis, ParseError> analyse(std::string_view sql, const Schema& schema, const AnalysisOptions& options) {
  auto tree = read_tree(sql);
  if (auto* const error = std::get_if<ParseError>(&tree)) return std::move(*error);
  return analyse(std::get<Tree>(std::move(tree)), schema, options);
}

}  // namespace tollgate::sql
