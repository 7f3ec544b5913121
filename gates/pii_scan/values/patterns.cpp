#include "gates/pii_scan/values/patterns.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <string>

#include "core/error.hpp"

namespace tollgate::pii_scan {

struct Patterns::Compiled {
  explicit Compiled(const RE2::Options& options) : set(options, RE2::ANCHOR_BOTH) {}
  RE2::Set set;
};

Patterns::Patterns(std::span<const std::string_view> patterns) {
  RE2::Options options;
  options.set_log_errors(false);     // it would log the pattern, never the text; we tell it ourselves
  options.set_max_mem(64LL << 20U);  // states of the automaton are made as texts need them
  options.set_never_capture(true);
  options.set_dot_nl(true);
  options.set_encoding(RE2::Options::EncodingLatin1);  // cells may be no UTF-8; bytes above 0x7F match by class only
  x_compiled = std::make_unique<Compiled>(options);
  for (const auto pattern : patterns) {
    std::string error;
    if (x_compiled->set.Add(re2::StringPiece(pattern.data(), pattern.size()), &error) < 0) {
      throw Error(ErrorKind::unjudged, {"a built-in pattern of pii-scan does not compile: " + error,
                                        "this is a bug in tollgate; please report it",
                                        {}});
    }
  }
  if (!x_compiled->set.Compile()) {
    throw Error(ErrorKind::unjudged, {"the built-in patterns of pii-scan need more memory than they may have",
                                      "this is a bug in tollgate; please report it",
                                      {}});
  }
}

Patterns::~Patterns() = default;

void Patterns::match(std::string_view text, std::vector<int>& hits) const {
  hits.clear();
  RE2::Set::ErrorInfo error{};
  x_compiled->set.Match(re2::StringPiece(text.data(), text.size()), &hits, &error);
  if (error.kind != RE2::Set::kNoError) {  // fail closed: a cell that could not be matched is no clean cell
    throw Error(ErrorKind::unjudged, {"the values of a column could not be matched: out of memory for patterns",
                                      "report this with the number of columns scanned, never with values",
                                      {}});
  }
}

}  // namespace tollgate::pii_scan
