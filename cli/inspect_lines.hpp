// The lines of several files or of standard input, one after the other. Never holds more of a line than its limit.
#pragma once

#include <fstream>
#include <iosfwd>
#include <string>
#include <vector>

namespace tollgate::cli {

struct InspectLine {
  std::string text;
  bool too_long = false;  ///< then `text` is empty
  std::string place;      ///< `line 3`, or `cases.jsonl:3`
};

class InspectLines {
 public:
  static constexpr std::size_t longest = std::size_t{64} << 20U;

  /// No file, or `-`: standard input. Throws Error (usage) for a file that cannot be opened.
  InspectLines(const std::vector<std::string>& files, std::istream* standard_input);

  /// False at the end. Throws Error (unjudged) when reading fails.
  bool next(InspectLine& line);

 private:
  std::string name() const;  ///< of what is read now, for people
  bool read(InspectLine& line);
  bool open_next();

  std::vector<std::string> x_files;
  std::istream* x_standard_input;
  std::ifstream x_file;
  std::istream* x_in = nullptr;
  std::size_t x_next_file = 0;
  std::size_t x_number = 0;
};

}  // namespace tollgate::cli
