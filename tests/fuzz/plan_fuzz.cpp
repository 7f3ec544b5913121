// A plan and a text of any kind, a line each: an answer or an Error, never a crash, the same every time.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/error.hpp"
#include "gates/explain/judge.hpp"
#include "tests/fuzz/deep_worker.hpp"

namespace {

using namespace tollgate::explain;

const Catalogue& catalogue() {
  static const Catalogue made = [] {
    Catalogue shop;
    CatalogueRelation purchases;
    purchases.rows = 200'000;
    purchases.pages = 2'000;
    purchases.indexes = {{"purchases_pkey", true, {"id"}}, {"purchases_placed", false, {"placed_on"}}};
    for (const char* column : {"id", "client_id", "placed_on", "state", "price"})
      purchases.columns[column].type = "text";
    shop.relations["shop.purchases"] = purchases;
    CatalogueRelation refunds = purchases;
    refunds.indexes.clear();
    shop.relations["shop.refunds"] = refunds;
    CatalogueRelation visits = refunds;
    visits.kind = 'p';
    visits.partition_key = "RANGE (day)";
    visits.partitions = 2;
    shop.relations["shop.visits"] = visits;
    for (const char* member : {"shop.visits_2023_01", "shop.visits_2023_02", "shop.visits_2023_03"}) {
      CatalogueRelation& leaf = shop.relations[member];
      leaf.partition = true;
      leaf.parent = "shop.visits";
    }
    return shop;
  }();
  return made;
}

void judge(std::string_view json, std::string_view sql) {
  try {
    const Plan plan = read_plan(json);
    const Explained head{sql, &plan};
    const auto findings = judge_plan(head, head, catalogue(), {});
    for (const PlanFinding& finding : findings) {
      if (finding.rule.empty() || finding.message.empty()) __builtin_trap();
      if (finding.location > static_cast<int>(sql.size())) __builtin_trap();
    }
    if (judge_plan(head, head, catalogue(), {}).size() != findings.size()) __builtin_trap();
  } catch (const tollgate::Error&) {
    return;  // no plan
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  const std::string_view sql = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  tollgate::tests::DeepWorker::get().run([&] { judge(text.substr(0, end), sql); });
  return 0;
}
