#include "cli/publishing.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace tollgate::cli {

namespace {

Published publish_one(const Output& output, const Report& report, forge::Client& client) {
  try {
    RenderStyle style;
    style.variant = output.variant;
    style.comment_key = output.comment_key;
    Rendering rendering = output.reporter->render(report, style);
    rendering.only_replaces = rendering.only_replaces || output.only_replaces;
    return output.reporter->publish(report, rendering, client);
  } catch (const Error& error) {
    return {PublishState::failed, error.what()};
  }
}

void tell_of(const Output& output, const std::string& words, const Streams& streams) {
  if (!words.empty()) tell(streams, "tollgate: " + std::string(output.reporter->id) + ": " + words);
}

}  // namespace

ForgeInUse open_forge(const Streams& streams, std::chrono::seconds budget) {
  ForgeInUse in_use;
  std::optional<forge::Settings> settings = forge::settings_from(streams.environment, in_use.why_not);
  if (!settings) return in_use;
  settings->budget = budget;
  in_use.client.emplace(*std::move(settings));
  return in_use;
}

namespace {

/// Whether any output has something to tell a forge about this report.
bool wants_publishing(const std::vector<Output>& outputs, const Report& report) {
  return report.pull_request && report.pull_request->number > 0 &&
         std::ranges::any_of(outputs, [](const Output& output) { return output.reporter->publish != nullptr; });
}

}  // namespace

bool publish_outputs(const std::vector<Output>& outputs, const Report& report, ForgeInUse& forge,
                     const Streams& streams) {
  if (!wants_publishing(outputs, report)) return true;
  const std::string& refused = report.pull_request->writes_refused;
  if (!forge.client || !refused.empty()) {
    tell(streams, "tollgate: nothing is written to the pull request: " + (refused.empty() ? forge.why_not : refused));
    return true;
  }
  bool all_done = true;
  for (const Output& output : outputs) {
    if (output.reporter->publish == nullptr) continue;
    const Published published = publish_one(output, report, *forge.client);
    tell_of(output, published.words, streams);
    if (published.state == PublishState::failed) all_done = false;
  }
  return all_done;
}

}  // namespace tollgate::cli
