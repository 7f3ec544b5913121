// Two texts of any kind (parted by the first `;;`): a class and reasons, never a crash, the same every time; and never
// harmless where a side does not parse.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sql/change.hpp"
#include "sql/parse.hpp"
#include "tests/fuzz/deep_worker.hpp"
#include "tests/fuzz/fuzz_schema.hpp"

namespace {

using namespace tollgate::sql;

void judge(std::string_view base, std::string_view head) {
  static const Schema schema = tollgate::tests::fuzz_schema();
  const ChangeJudgement judgement = judge_change({base, &schema}, {head, &schema});
  if (judgement.reasons.empty()) __builtin_trap();
  if ((judgement.change_class == ChangeClass::identical) != (base == head)) __builtin_trap();
  if (base != head && (check_syntax(base) || check_syntax(head)) && !judgement.rows_may_change()) __builtin_trap();
  const ChangeJudgement again = judge_change({base, &schema}, {head, &schema});
  if (again.change_class != judgement.change_class || again.columns != judgement.columns) __builtin_trap();
  (void)judge_change({base, nullptr}, {head, nullptr});
  if (judge_change({base, &schema}, {base, &schema}).change_class != ChangeClass::identical) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t part = text.find(";;");
  const std::string_view base = text.substr(0, part);
  const std::string_view head = part == std::string_view::npos ? std::string_view() : text.substr(part + 2);
  tollgate::tests::DeepWorker::get().run([&] { judge(base, head); });
  return 0;
}
