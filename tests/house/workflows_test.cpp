// What a stranger may write (a title, a branch's name, a label) never becomes text of a shell's script: GitHub pastes
// `${{ … }}` into `run:` before the shell reads it, GitLab `$[[ … ]]` into `script:`. So nothing at all is pasted
// there; values come as environment variables.
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace fs = std::filesystem;

namespace {

/// Keys whose text some interpreter runs. `script` is that of GitLab and of actions/github-script.
bool is_run(const std::string& key) {
  static const std::set<std::string> keys{"run", "script", "before_script", "after_script", "shell"};
  return keys.contains(key);
}

void collect(const YAML::Node& node, bool runs, std::vector<std::string>& found) {
  if (node.IsScalar()) {
    const std::string& text = node.Scalar();
    if (runs && (text.find("${{") != std::string::npos || text.find("$[[") != std::string::npos)) found.push_back(text);
  } else if (node.IsSequence()) {
    for (const YAML::Node& item : node) collect(item, runs, found);
  } else if (node.IsMap()) {
    for (const auto& member : node) collect(member.second, is_run(member.first.Scalar()), found);
  }
}

/// The scripts of all documents in `text` that something is pasted into.
std::vector<std::string> pasted_into(const std::string& text) {
  std::vector<std::string> found;
  for (const YAML::Node& document : YAML::LoadAll(text)) collect(document, false, found);
  return found;
}

std::vector<fs::path> files() {
  const fs::path root(TOLLGATE_SOURCE_DIR);
  std::vector<fs::path> found{root / "action.yml", root / "templates" / "tollgate.yml"};
  for (const char* folder : {".github/workflows", "docs/examples"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension == ".yml" || extension == ".yaml") found.push_back(entry.path());
    }
  }
  return found;
}

}  // namespace

TEST_CASE("text that is pasted into a script is found") {
  const std::string job = "jobs:\n  a:\n    steps:\n      - ";
  CHECK(pasted_into(job + "run: echo ${{ github.event.pull_request.title }}\n").size() == 1);
  CHECK(pasted_into(job + "run: |\n          set -e\n          git switch \"${{ github.head_ref }}\"\n").size() == 1);
  CHECK(pasted_into(job + "{uses: actions/github-script@v7, with: {script: \"x('${{ inputs.y }}')\"}}\n").size() == 1);
  CHECK(pasted_into("spec: {}\n---\njob: {script: [\"echo $[[ inputs.x ]]\"]}\n").size() == 1);
  CHECK(pasted_into(job + "{env: {TITLE: \"${{ github.event.pull_request.title }}\"}, run: 'echo \"$TITLE\"'}\n")
            .empty());
}

TEST_CASE("no workflow, action or template pastes anything into a script") {
  CHECK(files().size() >= 6);
  for (const fs::path& file : files()) {
    std::ifstream stream(file);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    INFO(file.string());
    CHECK(pasted_into(text) == std::vector<std::string>());
  }
}
