// The examples of docs/policy.md are policies.
#include <fstream>
#include <iterator>

#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;

TEST_CASE("every example of docs/policy.md loads") {
  std::ifstream file(TOLLGATE_SOURCE_DIR "/docs/policy.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const std::string fence = "```yaml\n";
  int examples = 0;
  for (std::size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at + 1), ++examples) {
    const std::size_t start = at + fence.size();
    const std::string example = page.substr(start, page.find("```", start) - start);
    INFO(example);
    CHECK(problems_of(example).empty());
  }
  CHECK(examples == 2);
}
