// What the documentation shows is tried: every policy, waiver file and CI snippet is read by what reads it in earnest,
// every command line is parsed. An example of a kind that nobody here knows is a failure, so that none goes untried.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/streams.hpp"
#include "gates/all.hpp"
#include "policy/load.hpp"
#include "policy/waivers.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
namespace fs = std::filesystem;

namespace {

struct Shown {
  std::string place;  ///< file:line
  std::string text;
};

struct Page {
  std::vector<Shown> yaml;      ///< fenced blocks
  std::vector<Shown> commands;  ///< lines of indented blocks, continued ones joined
  std::vector<Shown> inlines;   ///< `tollgate …` in a sentence
};

std::vector<fs::path> pages() {
  std::vector<fs::path> found{fs::path(TOLLGATE_SOURCE_DIR) / "README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(TOLLGATE_SOURCE_DIR) / "docs")) {
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

void add_inlines(const std::string& line, const std::string& place, std::vector<Shown>& found) {
  for (std::size_t at = line.find('`'); at != std::string::npos;) {
    const std::size_t end = line.find('`', at + 1);
    if (end == std::string::npos) return;
    const std::string code = line.substr(at + 1, end - at - 1);
    if (code.starts_with("tollgate ") && code.size() > 9 && code[9] >= 'a' && code[9] <= 'z')
      found.push_back({place, code});
    at = line.find('`', end + 1);
  }
}

Page read(const fs::path& path) {
  Page page;
  std::ifstream file(path);
  std::string fence;
  bool continued = false;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    const std::string place = fs::relative(path, TOLLGATE_SOURCE_DIR).string() + ":" + std::to_string(++number);
    if (line.starts_with("```")) {
      fence = fence.empty() ? line : std::string();
      if (fence == "```yaml") page.yaml.push_back({place, {}});
    } else if (fence == "```yaml") {
      page.yaml.back().text += line + "\n";
    } else if (continued) {
      page.commands.back().text += line;
    } else if (fence.empty() && (line.starts_with("    tollgate ") || line.starts_with("    scripts/"))) {
      page.commands.push_back({place, line.substr(4)});
    } else if (fence.empty()) {
      add_inlines(line, place, page.inlines);
    }
    continued = line.ends_with('\\') && (continued || line.starts_with("    "));
    if (continued && !page.commands.empty() && page.commands.back().text.ends_with('\\')) {
      page.commands.back().text.pop_back();
    } else {
      continued = false;
    }
  }
  return page;
}

/// The words of a command line as a shell would split them; it ends at a pipe, a redirection or a comment. Of a
/// synopsis, brackets and dots go and the first of alternatives stays.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  char quote = '\0';
  bool any = false;
  const auto finish = [&] {
    if (any) words.push_back(word);
    word.clear();
    any = false;
  };
  for (const char c : line + " ") {
    if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      any = true;
    } else if (c == ' ') {
      finish();
    } else {
      word += c;
      any = true;
    }
  }
  const auto end = std::ranges::find_if(
      words, [](const std::string& one) { return one.starts_with('#') || one == "|" || one.starts_with('>'); });
  words.erase(end, words.end());
  for (std::string& one : words) {
    for (const std::string part : {"[", "]", "…", "..."}) {
      for (std::size_t at = one.find(part); at != std::string::npos; at = one.find(part)) one.erase(at, part.size());
    }
    one.erase(std::min(one.find('|'), one.size()));
  }
  std::erase(words, "");
  return words;
}

/// Empty where the words after `tollgate` are right, else what is wrong.
std::string problem_of(std::vector<std::string> words) {
  words.erase(words.begin());
  const bool only_named = words.size() == 1;  // a sentence that is about a command: the command is there
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  const cli::Streams streams{.out = out,
                             .err = err,
                             .environment = [](std::string_view) { return std::nullopt; },
                             .random_token = "0123456789abcdef0123456789abcdef",
                             .in = &in};
  try {
    const cli::Parsed parsed = cli::parse_arguments(words, streams);
    if (parsed.command || parsed.exit_code == 0) return {};
    return only_named && err.str().find("unknown command") == std::string::npos ? std::string() : err.str();
  } catch (const std::exception& error) {
    return error.what();
  }
}

std::string told(const std::vector<Diagnostic>& problems) {
  std::string text;
  for (const Diagnostic& problem : problems) text += problem.message + "\n";
  return text;
}

/// Keys of a map, e.g. the inputs of the GitLab component.
std::set<std::string> keys_of(const YAML::Node& map) {
  std::set<std::string> keys;
  for (const auto& member : map) keys.insert(member.first.Scalar());
  return keys;
}

YAML::Node component_inputs() {
  return YAML::LoadAllFromFile(TOLLGATE_SOURCE_DIR "/templates/tollgate.yml").at(0)["spec"]["inputs"];
}

/// Inputs that a snippet gives the component or the action and that are not there.
std::string unknown_inputs(const YAML::Node& given, const YAML::Node& known) {
  std::string unknown;
  for (const std::string& name : keys_of(given)) {
    if (!keys_of(known).contains(name)) unknown += "no such input: " + name + "\n";
  }
  return unknown;
}

/// Steps of a GitHub workflow: what they run is a command line, too.
std::string problems_of_steps(const YAML::Node& steps) {
  std::string problems;
  for (const YAML::Node& step : steps) {
    if (step["run"] && step["run"].Scalar().starts_with("tollgate "))
      problems += problem_of(words_of(step["run"].Scalar()));
    if (step["uses"] && step["uses"].Scalar().find("/tollgate@") != std::string::npos) {
      problems += unknown_inputs(step["with"], YAML::LoadFile(TOLLGATE_SOURCE_DIR "/action.yml")["inputs"]);
    }
  }
  return problems;
}

std::string problems_of_hooks(const YAML::Node& repositories) {
  std::string problems;
  std::set<std::string> known;
  for (const YAML::Node& hook : YAML::LoadFile(TOLLGATE_SOURCE_DIR "/.pre-commit-hooks.yaml")) {
    known.insert(hook["id"].Scalar());
  }
  for (const YAML::Node& repository : repositories) {
    for (const YAML::Node& hook : repository["hooks"]) {
      if (!known.contains(hook["id"].Scalar())) problems += "no such hook: " + hook["id"].Scalar() + "\n";
    }
  }
  return problems;
}

/// With what an excerpt of a policy leaves out because it is about something else.
std::string completed(const YAML::Node& excerpt) {
  YAML::Node whole = YAML::Clone(excerpt);
  if (whole["gates"]) {
    YAML::Node layer;
    layer["layers"]["marts"] = whole;
    whole = layer;
  }
  whole["version"] = 1;
  for (const std::string& name : keys_of(whole["layers"])) {
    YAML::Node layer = whole["layers"][name];
    if (!layer["select"]) layer["select"]["path"] = "models/" + name;
    if (!layer["gates"]) layer["gates"]["parse"] = YAML::Node(YAML::NodeType::Map);
  }
  return YAML::Dump(whole);
}

std::string problems_of_policy(const std::string& text) {
  const YAML::Node node = YAML::Load(text);
  const auto loaded = policy::load(node["version"] ? text : completed(node), "tollgate.yml", gates::all,
                                   [](std::string_view) { return std::nullopt; });
  return told(loaded.problems);
}

constexpr std::string_view some_day = "YYYY-MM-DD";

/// The day that a reader puts in. One that is written out goes by, and who copies it has an expired waiver.
std::string with_days(std::string text) {
  for (std::size_t at = text.find(some_day); at != std::string::npos; at = text.find(some_day))
    text.replace(at, some_day.size(), "2026-12-24");
  return text;
}

std::string problems_of_waivers(const YAML::Node& waivers, const std::string& text) {
  for (const YAML::Node& waiver : waivers) {
    if (waiver["expires"].Scalar() != some_day) return "a waiver with a fixed day: " + waiver["expires"].Scalar();
  }
  return told(policy::load_waivers(with_days(text), "tollgate-waivers.yml", gates::all).problems);
}

/// Reads a snippet with what reads it in earnest. Throws where it is no YAML.
std::string problems_of_snippet(const std::string& text) {
  const YAML::Node node = YAML::Load(text);
  if (node.IsSequence()) {
    const YAML::Node first = node[0];
    if (first["rule"]) return problems_of_waivers(node, text);
    if (first["run"] || first["uses"]) return problems_of_steps(node);
    return "a list of a kind that is not known";
  }
  if (node["repos"]) return problems_of_hooks(node["repos"]);
  if (node["include"]) return unknown_inputs(node["include"][0]["inputs"], component_inputs());
  return problems_of_policy(text);
}

}  // namespace

TEST_CASE("every YAML example of the documentation is read by what it is for") {
  int tried = 0;
  for (const fs::path& path : pages()) {
    for (const Shown& shown : read(path).yaml) {
      INFO(shown.place << "\n" << shown.text);
      CHECK(problems_of_snippet(shown.text) == "");
      ++tried;
    }
  }
  CHECK(tried >= 12);
}

TEST_CASE("a wrong YAML example is told") {
  CHECK(problems_of_snippet("layers:\n  marts:\n    gates: {row-count-dif: {}}\n") != "");
  CHECK(problems_of_snippet("- rule: row-count-growth\n  subject: model.shop.a\n  expires: YYYY-MM-DD\n") != "");
  const std::string waiver = "- {rule: row-count-growth, subject: model.shop.a, reason: b, owner: c, expires: ";
  CHECK(problems_of_snippet(waiver + "YYYY-MM-DD}\n") == "");
  CHECK_THAT(problems_of_snippet(waiver + "2026-12-24}\n"), ContainsSubstring("a fixed day"));
  CHECK(problems_of_snippet("- run: tollgate check --formt json\n") != "");
  CHECK(problems_of_snippet("- uses: OWNER/tollgate@v0\n  with: {base-artefacts: x}\n") != "");
  CHECK(problems_of_snippet("include:\n  - component: x\n    inputs: {project: dbt}\n") != "");
  CHECK(problems_of_snippet("repos:\n  - hooks: [{id: toll}]\n") != "");
  CHECK(problems_of_snippet("- name: something\n") != "");
}

TEST_CASE("every command line of the documentation parses") {
  int tried = 0;
  for (const fs::path& path : pages()) {
    Page page = read(path);
    page.commands.insert(page.commands.end(), page.inlines.begin(), page.inlines.end());
    for (const Shown& shown : page.commands) {
      INFO(shown.place << ": " << shown.text);
      const std::vector<std::string> words = words_of(shown.text);
      if (words.front().starts_with("scripts/")) {
        CHECK(fs::exists(fs::path(TOLLGATE_SOURCE_DIR) / words.front()));
      } else {
        CHECK(problem_of(words) == "");
      }
      ++tried;
    }
  }
  CHECK(tried > 30);
}

TEST_CASE("a wrong command line is told") {
  CHECK(problem_of(words_of("tollgate chekc")) != "");
  CHECK(problem_of(words_of("tollgate check --formt json  # comment")) != "");
  CHECK(problem_of(words_of("tollgate check --format json > report.json # comment")) == "");
  CHECK(words_of("tollgate a [--b C|D]… \"two words\" | cat") ==
        std::vector<std::string>{"tollgate", "a", "--b", "C", "two words"});
}

TEST_CASE("every command of the README is one that is tried here, and its build folders are those of the presets") {
  std::ifstream presets(TOLLGATE_SOURCE_DIR "/CMakePresets.json");
  const std::string known{std::istreambuf_iterator<char>(presets), {}};
  std::ifstream file(TOLLGATE_SOURCE_DIR "/README.md");
  bool output = false;  // a block that shows what tollgate says
  int tried = 0;
  for (std::string line; std::getline(file, line);) {
    const bool shown = line.starts_with("    ");
    if (!line.empty()) output = shown && (output || line.starts_with("    FAIL: "));
    if (!shown || output) continue;
    INFO(line);
    std::vector<std::string> words = words_of(line.substr(4));
    if (words.front() == "sudo") words.erase(words.begin());
    const bool is_build = words.front() == "cmake" || words.front() == "export";
    const bool is_ours = words.front() == "tollgate" || words.front().starts_with("scripts/");
    CHECK((is_build || is_ours));
    if (is_build) CHECK(line.find("release") != std::string::npos);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] == "--preset") CHECK(known.find("\"name\": \"" + words[i + 1] + "\"") != std::string::npos);
      if (words[i] == "--install") CHECK(words[i + 1] == "build/release");
    }
    ++tried;
  }
  CHECK(tried > 12);
}

TEST_CASE("docs/ci.md tells every input and output of the action") {
  const YAML::Node action = YAML::LoadFile(TOLLGATE_SOURCE_DIR "/action.yml");
  std::ifstream file(TOLLGATE_SOURCE_DIR "/docs/ci.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const char* kind : {"inputs", "outputs"}) {
    CHECK(keys_of(action[kind]).size() > 10);
    for (const std::string& name : keys_of(action[kind])) CHECK_THAT(text, ContainsSubstring("`" + name + "`"));
  }
}

TEST_CASE("links within the documentation lead somewhere") {
  for (const fs::path& path : pages()) {
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
      std::string target = text.substr(at + 2, text.find(')', at) - at - 2);
      target.erase(std::min(target.find('#'), target.size()));
      if (target.empty() || target.find("://") != std::string::npos ||
          target.find_first_of(" \n`\xe2") != std::string::npos)
        continue;
      INFO(path.string() << ": " << target);
      CHECK(fs::exists(path.parent_path() / target));
    }
  }
}
