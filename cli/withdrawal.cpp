#include "cli/withdrawal.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <exception>
#include <string_view>
#include <utility>

#include "cli/command_tree.hpp"
#include "cli/not_begun.hpp"
#include "core/suggest.hpp"
#include "reporters/all.hpp"

namespace tollgate::cli {

namespace {

/// `github-comment:always:FILE`: a format that tells a forge.
const Reporter* publishing(std::string_view format) {
  const Reporter* reporter = find_reporter(reporters::all, format.substr(0, format.find(':')));
  return reporter != nullptr && reporter->publish != nullptr ? reporter : nullptr;
}

/// Those that are understood.
std::vector<Output> outputs_of(const CheckArguments& arguments) {
  std::vector<Output> outputs;
  for (const std::string& format : arguments.formats) {
    if (const Reporter* reporter = publishing(format)) outputs.push_back({reporter, {}, {}, arguments.comment_key});
  }
  return outputs;
}

/// The comment of that forge, which an earlier run may have written.
void add_standing(std::vector<Output>& outputs, forge::Kind kind, const std::string& comment_key) {
  const Reporter* comment = kind == forge::Kind::github ? &reporters::github_comment : &reporters::gitlab_note;
  if (std::ranges::find(outputs, comment, &Output::reporter) != outputs.end()) return;
  outputs.push_back({comment, {}, {}, comment_key, true});
}

std::optional<long long> number_of(const std::string& text) {
  long long number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = problem == std::errc() && end == text.data() + text.size() && number > 0;
  return whole ? std::optional(number) : std::nullopt;
}

void store(CheckArguments& read, std::string_view option, const std::string& value) {
  if (option == "--format" && publishing(value) != nullptr) read.formats.push_back(value);
  if (option == "--comment-key") read.comment_key = value;
  if (option == "--project-dir") read.project.project_dir = value;
  if (option == "--pr") read.pull_request.number = number_of(value);
}

const CommandDescription& check_in(const CommandDescription& program) {
  return *std::ranges::find(program.commands, "check", &CommandDescription::name);
}

/// What the words say of whom to tell. A misspelt option means the one that is nearest.
CheckArguments read_leniently(const std::vector<std::string>& words, const CommandDescription& check) {
  std::vector<std::string_view> known;
  for (const OptionDescription& option : check.options)
    known.insert(known.end(), option.names.begin(), option.names.end());
  CheckArguments read;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (publishing(word) != nullptr) read.formats.push_back(word);
    if (!word.starts_with('-')) continue;
    const std::size_t equals = word.find('=');
    const std::string option = nearest_name(word.substr(0, equals), known);
    const bool apart = equals == std::string::npos && i + 1 < words.size() && !words[i + 1].starts_with('-');
    // A format that stands apart is found by itself, whatever stands before it.
    if (apart && option != "--format") store(read, option, words[i + 1]);
    if (equals != std::string::npos) store(read, option, word.substr(equals + 1));
  }
  return read;
}

/// `tollgate check …`, also `tollgate chekc …`; or whatever names a comment.
bool is_about_a_check(const std::vector<std::string>& words, const CommandDescription& program,
                      const CheckArguments& read) {
  std::vector<std::string_view> known;
  for (const CommandDescription& command : program.commands) known.push_back(command.name);
  const auto first = std::ranges::find_if(words, [](const std::string& word) { return !word.starts_with('-'); });
  return !read.formats.empty() || (first != words.end() && nearest_name(*first, known) == "check");
}

/// A dry run says nothing about the change.
bool has_nothing_to_withdraw(const CheckArguments& arguments, const Streams& streams) {
  const bool stopped = streams.run != nullptr && streams.run->stopped();
  return stopped || arguments.dry_run || arguments.explain_selection;
}

}  // namespace

void withdraw(const Error& error, const CheckArguments& arguments, const std::vector<Output>& outputs,
              ForgeInUse& forge, const Streams& streams) {
  if (has_nothing_to_withdraw(arguments, streams)) return;
  try {
    Report report = report_of_nothing(arguments);
    tell_whose(report, arguments, streams);
    publish_outputs(outputs, unjudged_report(std::move(report), "setup", error), forge, streams);
  } catch (const std::exception&) {
    // The run ends with what was wrong in the first place.
  }
}

void withdraw_unplanned(const Error& error, const CheckArguments& arguments, const Streams& streams) {
  try {
    ForgeInUse forge = open_forge(streams, std::chrono::seconds(arguments.forge_timeout_s));
    std::vector<Output> outputs = outputs_of(arguments);
    if (forge.client) add_standing(outputs, forge.client->kind(), arguments.comment_key);
    withdraw(error, arguments, outputs, forge, streams);
  } catch (const std::exception&) {
    // An address or a token that can't be used: there is nobody to tell.
  }
}

void withdraw_refused(const std::vector<std::string>& words, const Streams& streams) {
  const CommandDescription program = describe_commands();
  const CheckArguments read = read_leniently(words, check_in(program));
  if (!is_about_a_check(words, program, read)) return;
  const Error error(
      ErrorKind::usage,
      {"tollgate's command line was refused, so nothing was judged", "the job's log says which option is wrong", {}});
  withdraw_unplanned(error, read, streams);
}

}  // namespace tollgate::cli
