#include "change/provenance/targets.hpp"

#include <algorithm>

#include "change/provenance/words.hpp"

namespace tollgate::change {

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::vector<std::string_view> raw_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return lines;
}

std::string_view sha_at(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_hex(text.substr(end, 1))) ++end;
  if (end < 7 || end > 40 || (end < text.size() && is_word_char(text[end]))) return {};
  return text.substr(0, end);
}

bool looks_like_sha(std::string_view sha) {
  return sha.size() == 40 || (!sha.empty() && std::any_of(sha.begin(), sha.end(), [](char c) {
           return is_digits({&c, 1});
         }));
}

std::string_view number_at(std::string_view text) {
  std::size_t mark = 0;
  while (mark < text.size() &&
         (is_word_char(text[mark]) || std::string_view("/.-").find(text[mark]) != std::string_view::npos)) {
    ++mark;
  }
  if (mark >= text.size() || (text[mark] != '#' && text[mark] != '!')) return {};
  if (mark > 0 && text.substr(0, mark).find('/') == std::string_view::npos) return {};
  std::size_t end = mark + 1;
  while (end < text.size() && is_digits(text.substr(end, 1))) ++end;
  return end == mark + 1 || (end < text.size() && is_word_char(text[end])) ? std::string_view{} : text.substr(0, end);
}

std::string_view after(std::string_view text, std::string_view prefix) {
  return begins_with(text, prefix) ? trimmed(text.substr(prefix.size())) : std::string_view{};
}

std::string_view number_at_end(std::string_view title) {
  while (!title.empty() && (title.back() == ' ' || title.back() == '.')) title.remove_suffix(1);
  const std::size_t open = title.rfind("(#");
  if (open == std::string_view::npos || title.back() != ')') return {};
  const std::string_view inside = title.substr(open + 1, title.size() - open - 2);
  return is_digits(inside.substr(1)) ? inside : std::string_view{};
}

std::string_view without_number_at_end(std::string_view title) {
  const std::string_view number = number_at_end(title);
  return number.empty() ? title : trimmed(title.substr(0, title.rfind("(#")));
}

// What stands quoted after `Revert "`. A cut title has no closing quote; its own number may follow either.
std::string_view quoted(std::string_view text) {
  const std::size_t close = text.rfind('"');
  if (close != std::string_view::npos && close > 0) return text.substr(0, close);
  return without_number_at_end(text);
}

std::string branch_number(std::string_view text) {
  const std::string low = lowered(text);
  std::size_t at = low.find("revert-");
  while (at != std::string::npos && at > 0 && is_word_char(low[at - 1])) at = low.find("revert-", at + 1);
  if (at == std::string::npos) return {};
  std::size_t end = at + 7;
  while (end < low.size() && is_digits(low.substr(end, 1))) ++end;
  const bool whole = end > at + 7 && (end == low.size() || low[end] == '-');
  return whole ? "#" + low.substr(at + 7, end - at - 7) : std::string();
}

namespace {

std::string target_in_line(std::string_view line) {
  for (const std::string_view words :
       {"this reverts commit ", "this reverts commits ", "reverts commit ", "revert commit ",
        "this reverts merge request ", "this reverts pr ", "this reverts pull request ", "this reverts ", "reverts "}) {
    std::string_view rest = after(line, words);
    if (rest.empty()) continue;
    if (!rest.empty() && (rest.front() == '"' || rest.front() == '`')) rest.remove_prefix(1);
    if (const std::string_view sha = sha_at(rest); looks_like_sha(sha)) return std::string(sha);
    if (const std::string_view number = number_at(rest); !number.empty()) return std::string(number);
  }
  return {};
}

}  // namespace

BodyTarget target_in_body(const std::vector<std::string_view>& lines) {
  bool bullet = false;
  std::size_t paragraph = 0;
  bool blank = true;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) {
      blank = true;
      continue;
    }
    if (blank) ++paragraph;
    blank = false;
    std::string_view line = lines[i];
    if (begins_with(line, "* ") || begins_with(line, "- ")) {
      line = trimmed(line.substr(2));
      bullet = bullet || begins_with(line, "revert");
    }
    if (std::string target = target_in_line(line); !target.empty()) {
      return {std::move(target), paragraph == 1 && !bullet};
    }
  }
  return {};
}

std::vector<std::string> targets_in_body(const std::vector<std::string_view>& lines) {
  std::vector<std::string> targets;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const bool bullet = begins_with(lines[i], "* ") || begins_with(lines[i], "- ");
    const std::string_view line = bullet ? trimmed(lines[i].substr(2)) : lines[i];
    if (bullet && begins_with(line, "revert")) break;
    if (std::string target = target_in_line(line); !target.empty()) targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace tollgate::change
