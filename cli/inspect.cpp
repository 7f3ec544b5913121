// `tollgate inspect JUDGE [FILE...]`: one judge, JSON Lines in and out, offline.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <vector>

#include "cli/commands.hpp"
#include "cli/inspect_judges.hpp"
#include "cli/inspect_lines.hpp"
#include "core/error.hpp"
#include "core/suggest.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"

namespace tollgate::cli {

namespace {

const InspectJudge& judge_called(const std::string& id) {
  std::vector<std::string_view> known;
  for (const InspectJudge& judge : inspect_judges()) {
    if (judge.id == id) return judge;
    known.push_back(judge.id);
  }
  const std::string suggestion = did_you_mean(id, known);
  throw Error(ErrorKind::usage,
              {fmt::format("unknown judge \"{}\"; there are {}", id, fmt::join(known, ", ")), suggestion, {}});
}

/// One line in, one line out; what goes wrong with a line is its answer.
class Loop {
 public:
  Loop(const InspectJudge& judge, InspectLines& lines, std::ostream& out)
      : x_judge(judge), x_lines(lines), x_out(out) {}

  int run() {
    x_more = x_lines.next(x_line);
    while (x_more && x_out) {
      // libpg_query never gives back what it keeps per thread: few threads for all lines, each with the stack that
      // lines up to its size need.
      const std::size_t longest = std::max(x_line.text.size(), std::size_t{1} << 20U);
      bool started = false;
      try {
        sql::run_on_deep_stack(sql::stack_to_walk(longest), [&] {
          started = true;
          while (x_more && x_out && x_line.text.size() <= longest) step();
        });
      } catch (const Error& error) {
        if (started) throw;
        fail("null", error.diagnostic().message);
        x_more = x_lines.next(x_line);
      }
    }
    if (!x_out)
      throw Error(
          ErrorKind::unjudged,
          {"the answers could not be written to standard output", "is the disk full, or was the pipe closed?", {}});
    return x_failed ? 3 : 0;
  }

 private:
  void step() {
    if (x_line.too_long) {
      fail("null", fmt::format("the line is longer than {} MiB", InspectLines::longest >> 20U));
    } else {
      answer();
    }
    x_more = x_lines.next(x_line);
  }

  void answer() {
    std::string id = "null";
    try {
      const InspectRequest request(x_line.text);
      id = request.id();
      request.refuse_repeated_keys();
      write(id, x_judge.answer(request));
    } catch (const Error& error) {
      fail(id, error.diagnostic().message);
    } catch (const std::exception&) {
      // The text of a foreign exception may hold data, so it is not told.
      fail(id, "internal error; please report it with the line and the tollgate version");
    }
  }

  void fail(const std::string& id, const std::string& problem) {
    x_failed = true;
    write(id, {{"error", json_string(x_line.place + ": " + problem)}});
  }

  void write(const std::string& id, InspectAnswer fields) {
    fields["id"] = id;
    std::string text;
    for (const auto& [key, value] : fields) text += fmt::format("{}\"{}\":{}", text.empty() ? "{" : ",", key, value);
    x_out << text << "}\n" << std::flush;
  }

  const InspectJudge& x_judge;
  InspectLines& x_lines;
  std::ostream& x_out;
  InspectLine x_line;
  bool x_more = false;
  bool x_failed = false;
};

}  // namespace

int inspect(const InspectArguments& arguments, const Streams& streams) {
  const InspectJudge& judge = judge_called(arguments.judge);
  InspectLines lines(arguments.files, streams.in);
  return Loop(judge, lines, streams.out).run();
}

}  // namespace tollgate::cli
