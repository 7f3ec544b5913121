// How many cells a second the judge of values reads on one core, with its full set of shapes, over several kinds of
// short cells. Prints one line per kind and one for all; `--cells KIND` prints the cells of a kind for a peer to read.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/cpu_time.hpp"
#include "gates/pii_scan/values.hpp"

namespace {

using tollgate::pii_scan::Cell;

constexpr std::size_t cells_of_column = 2000;
constexpr int columns_of_kind = 10;
constexpr int passes = 5;

/// `#` a digit, `~` a letter, `&` a hex digit; the others as they are.
std::string filled(std::string_view pattern, std::mt19937& random) {
  std::string cell;
  for (const char letter : pattern) {
    switch (letter) {
      case '#':
        cell += static_cast<char>('0' + random() % 10);
        break;
      case '~':
        cell += static_cast<char>('a' + random() % 26);
        break;
      case '&':
        cell += "0123456789abcdef"[random() % 16];
        break;
      default:
        cell += letter;
    }
  }
  return cell;
}

struct Kind {
  std::string_view name;
  std::vector<std::string_view> patterns;
};

const std::vector<Kind> kinds() {
  return {{"numbers", {"##########", "################", "#########", "1#########"}},
          {"identifiers", {"ORD-######", "&&&&&&&&-&&&&-&&&&-&&&&-&&&&&&&&&&&&", "~~~-#####", "&&&&&&&&&&&&"}},
          {"e-mail", {"~~~~~~.~~~~~@~~~~~~.example", "~~~~##@~~~~~.test"}},
          {"telephone and card", {"+49 171 #######", "(4##) 555-####", "4### #### #### ####", "07700 9#####"}},
          {"nets", {"1##.1##.##.#", "2001:db8:&&&&:&&&&::&&&&", "&&:&&:&&:&&:&&:&&"}},
          {"people", {"Anna ~~~~~~", "Peter ~~~~~~~~", "Maria Garcia", "J. ~~~~~~"}},
          {"words", {"pending", "shipped ~~", "~~~~~~~", "~~~~ ~~~~~~"}}};
}

std::vector<std::string> cells_of(const Kind& kind, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> cells;
  for (std::size_t at = 0; at < cells_of_column; ++at) {
    cells.push_back(filled(kind.patterns[random() % kind.patterns.size()], random));
  }
  return cells;
}

double judged_milliseconds(const std::vector<std::vector<Cell>>& columns) {
  double best = 1e12;
  for (int pass = 0; pass < passes; ++pass) {
    const double spent = tollgate::bench::thread_milliseconds([&] {
      for (const auto& column : columns) {
        tollgate::pii_scan::judge_values({"c1", "", ""}, {}, column);
      }
    });
    best = std::min(best, spent);
  }
  return best;
}

int measure(double at_least) {
  double all_values = 0;
  double all_milliseconds = 0;
  for (const auto& kind : kinds()) {
    std::vector<std::vector<std::string>> texts;
    std::vector<std::vector<Cell>> columns;
    for (unsigned seed = 0; seed < columns_of_kind; ++seed) {
      texts.push_back(cells_of(kind, seed));
    }
    for (const auto& text : texts) {
      columns.emplace_back(text.begin(), text.end());
    }
    const double milliseconds = judged_milliseconds(columns);
    const double values = static_cast<double>(cells_of_column * columns_of_kind);
    all_values += values;
    all_milliseconds += milliseconds;
    std::cout << fmt::format("{:<20} {:>12.0f} values/s\n", kind.name, values / milliseconds * 1000);
  }
  const double rate = all_values / all_milliseconds * 1000;
  std::cout << fmt::format("{:<20} {:>12.0f} values/s, one core, all shapes, processor time, best of {}\n", "all", rate,
                           passes);
  return rate < at_least ? 1 : 0;
}

int print_cells(std::string_view name) {
  for (const auto& kind : kinds()) {
    if (kind.name == name || name == "all") {
      for (const auto& cell : cells_of(kind, 0)) {
        std::cout << cell << '\n';
      }
    }
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string_view> given(arguments + 1, arguments + count);
  if (given.size() == 2 && given[0] == "--cells") {
    return print_cells(given[1]);
  }
  const bool floor = given.size() == 2 && given[0] == "--at-least";
  return measure(floor ? std::stod(std::string(given[1])) : 0);
}
