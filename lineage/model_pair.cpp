#include "lineage/model_pair.hpp"

namespace tollgate::lineage {

const sql::ChangeJudgement& judgement_of(const Graph& base, const Graph& head, ModelPair& pair) {
  if (!pair.judgement)
    pair.judgement =
        sql::judge_change({pair.base_analysis->text(), &base.schema()}, {pair.head_analysis->text(), &head.schema()});
  return *pair.judgement;
}

}  // namespace tollgate::lineage
