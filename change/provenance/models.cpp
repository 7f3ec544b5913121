// R13: models under one name, however they are written.
#include <algorithm>
#include <array>

#include "change/provenance/tools.hpp"
#include "change/provenance/words.hpp"

namespace tollgate::change {

namespace {

// Model families: a name begins with one, then a digit, a `-` or its end.
constexpr std::array<std::string_view, 31> families{
    "claude-opus",
    "claude-sonnet",
    "claude-haiku",
    "claude-fable",
    "claude-instant",
    "claude-1",
    "claude-2",
    "claude-3",
    "claude-4",
    "claude-5",
    "gpt",
    "o1",
    "o3",
    "o4",
    "gemini-1",
    "gemini-2",
    "gemini-3",
    "gemini-pro",
    "gemini-flash",
    "gemma",
    "deepseek",
    "llama",
    "mistral",
    "codestral",
    "devstral",
    "qwen",
    "qwen2",
    "qwen3",
    "grok",
    "kimi",
    "glm",
};
constexpr std::array<std::string_view, 4> claude_families{"opus", "sonnet", "haiku", "fable"};
constexpr std::array<std::string_view, 5> no_models{"auto", "default", "unknown", "<synthetic>", "none"};

bool is_family(std::string_view word) {
  return std::find(claude_families.begin(), claude_families.end(), word) != claude_families.end();
}

void erase_all(std::string& text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part)) text.erase(at, part.size());
}

void cut_end(std::string& text, std::string_view end) {
  if (text.size() >= end.size() && std::string_view(text).substr(text.size() - end.size()) == end) {
    text.resize(text.size() - end.size());
  }
}

// `-20251101`, `@20251101`, `-2025-11-01`.
void cut_date(std::string& text) {
  for (const std::size_t length : {std::size_t{9}, std::size_t{11}}) {
    if (text.size() <= length) continue;
    std::string tail = text.substr(text.size() - length);
    if (tail.front() != '-' && tail.front() != '@') continue;
    tail.erase(0, 1);
    if (length == 11) {
      if (tail[4] != '-' || tail[7] != '-') continue;
      tail.erase(7, 1).erase(4, 1);
    }
    if (is_digits(tail) && tail.substr(0, 2) == "20") text.resize(text.size() - length);
  }
}

std::vector<std::string> words_of(std::string_view text, char separator) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    if (end > begin) words.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

// `claude-4-5-opus-high-thinking` is written the other way round: `claude-opus-4-5`.
std::string reordered(const std::string& model) {
  const std::vector<std::string> words = words_of(model, '-');
  if (words.size() < 3 || words[0] != "claude" || !is_digits(words[1])) return model;
  std::size_t at = 2;
  std::string version = words[1];
  if (is_digits(words[at]) && words.size() > 3) version += "-" + words[at++];
  return is_family(words[at]) ? "claude-" + words[at] + "-" + version : model;
}

}  // namespace

std::string normalised_model(std::string_view written) {
  std::string model = lowered(trimmed(written));
  if (const std::size_t slash = model.rfind('/'); slash != std::string::npos) model.erase(0, slash + 1);
  for (const std::string_view noise : {"(1m context)", "[1m]", "<noreply@anthropic.com>"}) erase_all(model, noise);
  for (const std::string_view noise : {"@default", "@latest", ":free", "-latest"}) cut_end(model, noise);
  model = std::string(trimmed(model));
  cut_end(model, " 1m");
  cut_date(model);
  if (std::find(no_models.begin(), no_models.end(), model) != no_models.end()) return {};
  std::string joined;
  for (std::size_t i = 0; i < model.size(); ++i) {
    const bool dot_of_digits = model[i] == '.' && i > 0 && i + 1 < model.size() && is_digits(model.substr(i - 1, 1)) &&
                               is_digits(model.substr(i + 1, 1));
    const char c = model[i] == ' ' || model[i] == '\t' || dot_of_digits ? '-' : model[i];
    if (c == '-' && !joined.empty() && joined.back() == '-') continue;
    joined += c;
  }
  if (begins_with(joined, "openai-gpt")) joined.erase(0, 7);
  if (begins_with(joined, "claude-claude-")) joined.erase(0, 7);
  const std::string_view first = std::string_view(joined).substr(0, joined.find('-'));
  if (is_family(first)) joined = "claude-" + joined;
  return joined == "claude" || joined == "claude-code" ? std::string() : reordered(joined);
}

bool names_a_model(std::string_view written) {
  const std::string model = normalised_model(written);
  return std::any_of(families.begin(), families.end(), [&](std::string_view family) {
    if (!begins_with(model, family)) return false;
    if (model.size() == family.size()) return true;
    const char next = model[family.size()];
    return next == '-' || next == '.' || (next >= '0' && next <= '9');
  });
}

}  // namespace tollgate::change
