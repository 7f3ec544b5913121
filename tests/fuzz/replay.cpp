// Runs a fuzz target without libFuzzer: every file of the corpus folder as it is, then a fixed number of mutations of
// each by a generator with a fixed seed. A crash, a sanitizer report or a trap is the failure.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

constexpr int mutations_per_file = 60;

void feed(const std::string& input) {
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());  // its own block: reads past the end are seen
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::size_t below(std::mt19937& random, std::size_t limit) { return limit == 0 ? 0 : random() % limit; }

/// A few edits of the kinds that break parsers: other bytes, lost, doubled and moved pieces, a cut end.
std::string mutated(std::string text, std::mt19937& random) {
  for (std::size_t edits = 1 + below(random, 4); edits > 0 && !text.empty(); --edits) {
    const std::size_t at = below(random, text.size());
    const std::size_t length = std::min(text.size() - at, 1 + below(random, 32));
    switch (below(random, 5)) {
      case 0:
        text[at] = static_cast<char>(random() & 0xffU);
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3:
        text.insert(below(random, text.size()), text.substr(at, length));
        break;
      default:
        text.resize(at);
        break;
    }
  }
  return text;
}

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !fs::is_directory(argv[1])) {
    std::cerr << "usage: " << argv[0] << " CORPUS_FOLDER\n";
    return 2;
  }
  std::mt19937 random(20260105);  // fixed: a failure comes again
  feed({});
  int inputs = 1;
  for (const fs::path& path : files_of(argv[1])) {
    std::ifstream file(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    feed(text);
    for (int i = 0; i < mutations_per_file; ++i) feed(mutated(text, random));
    inputs += 1 + mutations_per_file;
  }
  if (inputs < 2) {
    std::cerr << "no corpus in " << argv[1] << "\n";
    return 1;
  }
  std::cout << inputs << " inputs\n";
  return 0;
}
