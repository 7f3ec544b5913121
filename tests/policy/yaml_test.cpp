// Bad input: every text here ends in one clear message with its place, never in a crash or a long wait.
#include <string>
#include <utility>
#include <vector>

#include "policy/problems.hpp"
#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;

namespace {

struct Bad {
  const char* what;
  std::string text;
  std::string message;
};

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

constexpr const char* empty_hint = "write at least `version: 1`";

std::vector<Bad> bad_texts() {
  return {
      {"empty", "", "tollgate.yml: the policy is empty"},
      {"only a comment", "# soon\n", "tollgate.yml: the policy is empty"},
      {"null", "~\n", "tollgate.yml: the policy is empty"},
      {"a list", "- version: 1\n", "tollgate.yml:1:1: policy: expected a mapping (`key: value` lines), found a list"},
      {"a text", "hello\n", "tollgate.yml:1:1: policy: expected a mapping (`key: value` lines), found \"hello\""},
      {"a tab", "version: 1\nlayers:\n\tstaging: 1\n", "tollgate.yml:3:1: a tab in the indentation"},
      {"a tab after spaces", "version: 1\nlayers:\n  \tstaging: 1\n", "tollgate.yml:3:3: a tab in the indentation"},
      {"a line of tabs", "version: 1\n\t\n", "tollgate.yml:2:1: a tab in the indentation"},
      {"NUL", std::string("version: 1\nx\0y: 1\n", 18), "tollgate.yml:2:2: control character 0x00, expected text"},
      {"yaml-cpp's end of file", "version: 1\n\x04preset: nonsense\n", "tollgate.yml:2:1: control character 0x04"},
      {"DEL", "version: 1\n\x7f: 1\n", "tollgate.yml:2:1: control character 0x7f"},
      {"no UTF-8", "version: 1\n# \xff\n", "tollgate.yml:2:3: not valid UTF-8 here"},
      {"a cut character", "version: 1\n# \xc3", "tollgate.yml:2:3: not valid UTF-8 here"},
      {"an overlong character", "# \xc0\xaf\n", "tollgate.yml:1:3: not valid UTF-8 here"},
      {"a surrogate", "# \xed\xa0\x80\n", "tollgate.yml:1:3: not valid UTF-8 here"},
      {"UTF-16", "\xff\xfev", "tollgate.yml:1:1: the policy is UTF-16, expected UTF-8"},
      {"a 10 MB scalar", "version: " + std::string(10'000'000, 'x'),
       "tollgate.yml: the policy has 10000009 bytes, at most 1048576 are read"},
      {"an anchor", "version: &v 1\n", "tollgate.yml:1:10: anchors (`&name`) are not allowed in a policy"},
      {"an anchor on a mapping", "version: 1\ndefaults: &d {}\n", "tollgate.yml:2:11: anchors (`&name`)"},
      {"an alias to nothing", "version: *v\n", "tollgate.yml:1:10: aliases (`*name`) are not allowed in a policy"},
      {"a merge key", "version: 1\ndefaults: {<<: {gates: {}}}\n",
       "tollgate.yml:2:12: merge keys (`<<`) are not allowed in a policy"},
      {"a tag", "version: !!int 1\n", "tollgate.yml:1:10: tags (`!name`) are not allowed in a policy"},
      {"a tag on a mapping", "version: 1\ndefaults: !x {}\n", "tollgate.yml:2:11: tags (`!name`)"},
      {"two documents", "version: 1\n---\nversion: 1\n", "tollgate.yml:2:1: a second YAML document, expected one"},
      {"more after the end", "version: 1\n...\nfoo: 1\n", "tollgate.yml:3:1: a second YAML document, expected one"},
      {"a key twice", "version: 1\npreset: strict\nversion: 1\n",
       "tollgate.yml:3:1: the key \"version\" is here twice, first on line 1"},
      {"an empty key", "version: 1\n: 2\n", "tollgate.yml:2:1: an empty key, expected a name before the colon"},
      {"a list as a key", "version: 1\n? [a]\n: 2\n", "tollgate.yml:2:3: a list or mapping as a key, expected a name"},
      {"an open brace", "version: 1\nlayers: {a: 1\n",
       "tollgate.yml:2:9: not valid YAML: the `{` that is opened here is not closed until line 3"},
      {"an open bracket, far above the end", "version: 1\nlayers:\n  marts:\n    select: {path: [models/marts}\n\n\n",
       "tollgate.yml:4:20: not valid YAML: the `[` that is opened here is not closed"},
      {"an open quote", "version: \"1", "not valid YAML: "},
      {"an open quote before the last line end", "version: \"1\n", "tollgate.yml:2:1: not valid YAML: "},
      {"an open single quote", "version: 1\npreset: 'strict\n", "tollgate.yml:3:1: not valid YAML: "},
      {"wrong indentation", "version: 1\n  preset: strict\n", "tollgate.yml:2:9: not valid YAML: "},
      {"nested lists", "version: " + repeated("[", 100) + repeated("]", 100),
       "tollgate.yml:1:25: nested more than 16 levels deep"},
      {"nested block lists", repeated("- ", 100'000), "nested more than 16 levels deep"},
      {"a million open brackets", std::string(1'000'000, '['), "tollgate.yml:1:1: "},
      {"many open braces", std::string(200'000, '{'), "tollgate.yml:1:1: "},
      {"nested flow mappings", repeated("{a: ", 50'000), "tollgate.yml:1:1: "},
      {"nested keys", repeated("? ", 100'000), "tollgate.yml:1:3: "},
      {"many keys",
       [] {
         std::string text;
         for (int i = 0; i < 5'000; ++i) text += "a" + std::to_string(i) + ": 1\n";
         return text;
       }(),
       "tollgate.yml:1001:1: more than 1000 keys in one mapping"},
      {"one long line", "[" + repeated("a,", 100'000) + "]", "found a list"},
      {"an alias a thousand times", "a: &a 1\nb: [" + repeated("*a,", 1000) + "]\n", "tollgate.yml:2:5: aliases"},
  };
}

}  // namespace

TEST_CASE("bad YAML: each text has its message") {
  for (const Bad& bad : bad_texts()) {
    INFO(bad.what);
    const policy::Loaded loaded = load_text(bad.text);
    CHECK_FALSE(loaded.policy.has_value());
    std::string told;
    for (const Diagnostic& problem : loaded.problems) told += to_text(problem) + "\n";
    CHECK_THAT(told, ContainsSubstring(bad.message));
  }
}

TEST_CASE("an empty policy says what to write") { CHECK_THAT(problems_of(""), ContainsSubstring(empty_hint)); }

TEST_CASE("a bomb of aliases is refused and never expanded") {
  std::string bomb = "a: &a [l, l, l, l, l, l, l, l, l]\n";
  for (char name = 'b'; name <= 'z'; ++name) {
    const std::string alias = std::string("*") + static_cast<char>(name - 1);
    bomb += std::string(1, name) + ": &" + name + " [" + repeated(alias + ", ", 8) + alias + "]\n";
  }
  const policy::Loaded loaded = load_text(bomb);
  CHECK_FALSE(loaded.policy.has_value());
  CHECK(loaded.problems.size() == 51);
  CHECK_THAT(problems_of(bomb), ContainsSubstring("aliases (`*name`) are not allowed in a policy"));
}

TEST_CASE("a byte order mark, CRLF, a document start and end are fine") {
  for (const std::string& text :
       std::vector<std::string>{"\xEF\xBB\xBFversion: 1\npreset: strict\n", "version: 1\r\npreset: strict\r\n",
                                "---\nversion: 1\npreset: strict\n...\n",
                                "%YAML 1.1\n---\nversion: 1\npreset: strict\n", "version: 1\npreset:\tstrict\n"}) {
    INFO(text);
    CHECK(problems_of(text).empty());
    CHECK(policy_of(text).preset == "strict");
  }
}

TEST_CASE("columns count characters, not bytes") {
  CHECK_THAT(problems_of("version: 1\ndefaults: {\"é\": 1, b: 2}\n"),
             ContainsSubstring("tollgate.yml:2:20: defaults: unknown key \"b\""));
}

TEST_CASE("problems come in file order, and no more than 50 of them") {
  std::string text = "version: 2\n";
  for (int i = 0; i < 80; ++i) text += "key" + std::to_string(i) + ": 1\n";
  const policy::Loaded loaded = load_text(text);
  REQUIRE(loaded.problems.size() == 51);
  CHECK(loaded.problems[0].place.line == 1);
  CHECK(loaded.problems[49].place.line == 50);
  CHECK(loaded.problems[50].message == "31 more problems are not listed");
}

TEST_CASE("a quoted text is cut, cleaned, and never a secret") {
  CHECK(policy::in_quotes("a\nb\x1b[31m") == "\"a?b?[31m\"");
  CHECK(policy::in_quotes(std::string(59, 'a') + "éé").size() < 66);
  CHECK(policy::in_quotes(std::string(59, 'a') + "éé") == "\"" + std::string(59, 'a') + "…\"");
  CHECK(policy::in_quotes("postgresql://u:hunter2@h/d") == "a text that is not repeated here");
  CHECK(policy::in_quotes("PassWord=hunter2") == "a text that is not repeated here");
}
