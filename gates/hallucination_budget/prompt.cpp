#include "gates/hallucination_budget/prompt.hpp"

#include <algorithm>
#include <string>

#include "core/lower.hpp"

namespace tollgate::gates::hallucination {

namespace {

constexpr std::size_t shortest_prompt = 10;  // letters and digits; `n/a` and `none` are no prompt
constexpr std::size_t shortest_hash = 16;    // hex digits

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

std::size_t letters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, is_alnum));
}

/// `<!-- … -->` is what a template says to its reader.
std::string without_comments(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find("<!--"), text.size());
    kept += text.substr(0, begin);
    text.remove_prefix(begin);
    if (text.empty()) break;
    const std::size_t end = text.find("-->");
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 3);
  }
  return kept;
}

std::string_view without_marks(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t#*_>-");
  return first == std::string_view::npos ? std::string_view() : line.substr(first);
}

bool is_heading(std::string_view line) { return line.starts_with('#') || line.starts_with("**"); }

/// `## Prompt`, `**Prompt used:**`, `Prompt: …`, `<summary>Prompt</summary>`; a sentence that holds the word is none.
bool is_prompt_label(std::string_view line) {
  std::string text = lowered(without_marks(line));
  if (text.starts_with("<summary>")) text = text.substr(9);
  if (!text.starts_with("prompt") && !text.starts_with("the prompt") && !text.starts_with("llm prompt") &&
      !text.starts_with("ai prompt"))
    return false;
  return is_heading(line) || line.find(':') != std::string_view::npos ||
         line.find("<summary>") != std::string_view::npos;
}

bool is_hash_line(std::string_view line) {
  constexpr std::string_view key = "prompt-hash:";
  const std::string text = lowered(without_marks(line));
  if (!text.starts_with(key)) return false;
  const std::size_t colon = text.find(':', key.size());
  if (colon == std::string::npos) return false;
  const std::string_view hex = std::string_view(text).substr(colon + 1);
  const std::size_t digits = std::min(hex.find_first_not_of("0123456789abcdef"), hex.size());
  return digits >= shortest_hash;
}

}  // namespace

bool holds_prompt(std::string_view description) {
  const std::string text = without_comments(description);
  std::string_view rest = text;
  bool in_prompt = false;
  std::size_t letters = 0;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (is_hash_line(line)) return true;
    if (is_prompt_label(line)) {
      in_prompt = true;
      const std::size_t colon = line.find(':');
      letters = colon == std::string_view::npos ? 0 : letters_in(line.substr(colon + 1));
    } else if (is_heading(line)) {
      in_prompt = false;
    } else if (in_prompt) {
      letters += letters_in(line);
    }
    if (in_prompt && letters >= shortest_prompt) return true;
  }
  return false;
}

}  // namespace tollgate::gates::hallucination
