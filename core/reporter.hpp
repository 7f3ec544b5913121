// A reporter turns a Report into text, and some then tell a forge. Same shape as Gate: learn one, know both. It opens
// no file and reads no environment: the command line does that for it. reporters/all.hpp lists every reporter.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/report.hpp"

namespace tollgate::forge {
class Client;
}

namespace tollgate {

/// How the text will be looked at.
struct RenderStyle {
  bool color = false;
  int width = 100;            ///< columns of the terminal; only `terminal` cares
  std::string variant;        ///< the part after the colon of `junit:strict`; empty: default
  std::string random_token;   ///< 32 hex digits, for formats that need an unguessable delimiter
  std::string comment_key{};  ///< tells several comments of one project apart; empty: there is one
  std::string timestamp;      ///< from SOURCE_DATE_EPOCH, `YYYY-MM-DDThh:mm:ss`; empty: none
};

/// Text for the file that an environment variable names (GITHUB_STEP_SUMMARY, GITHUB_OUTPUT): appended, if it is set.
struct SideFile {
  std::string_view environment_variable;
  std::string text;
};

struct Rendering {
  std::string body;
  std::vector<SideFile> side_files;
  bool only_replaces = false;  ///< a forge is told so only where it was told something before: there is nothing to say
};

enum class PublishState : std::uint8_t {
  done,     ///< also when there was nothing to do
  refused,  ///< this run may not (401, 403): as in a pull request of a fork. Never counts as a failure
  failed,
};

/// What came of telling a forge; `words` are for stderr, empty: nothing to say.
struct Published {
  PublishState state = PublishState::done;
  std::string words{};
};

struct Reporter {
  std::string_view id;
  std::string_view summary;
  std::span<const std::string_view> variants;
  Rendering (*render)(const Report&, const RenderStyle&);
  /// Tells the forge, after the text is written; null: it has nothing to tell. Called only for a report that has a pull
  /// request with a number, and where there is a token. Never changes the verdict.
  Published (*publish)(const Report&, const Rendering&, forge::Client&) = nullptr;
  /// Its text is one document that a program reads: nothing else may stand on the same stream.
  bool for_programs = false;
};

const Reporter* find_reporter(std::span<const Reporter* const> reporters, std::string_view id);

}  // namespace tollgate
