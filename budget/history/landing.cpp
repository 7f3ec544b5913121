#include "budget/history/landing.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

namespace tollgate::budget {

namespace {

constexpr std::string_view blanks = " \t\r";
constexpr std::string_view cut = "\xE2\x80\xA6";  // …

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

/// The subject and the lines of the body that say something.
struct Message {
  std::string_view subject;
  std::vector<std::string_view> body;
};

Message message_of(std::string_view text) {
  Message message;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.empty()) continue;
    if (message.subject.empty()) {
      message.subject = line;
    } else {
      message.body.push_back(line);
    }
  }
  return message;
}

/// Digits at the start, which end at a word boundary; 0: none.
long long number_at(std::string_view text) {
  long long number = 0;
  if (text.empty() || text.front() < '0' || text.front() > '9') return 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return 0;
  const char next = parsed.ptr == text.data() + text.size() ? ' ' : *parsed.ptr;
  const bool word = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '_';
  return word ? 0 : number;
}

std::string_view after(std::string_view text, std::string_view words) {
  const std::size_t at = text.find(words);
  return at == std::string_view::npos ? std::string_view{} : text.substr(at + words.size());
}

std::string_view between_quotes(std::string_view text) {
  const std::string_view rest = after(text, "'");
  return rest.substr(0, rest.find('\''));
}

/// A title that GitHub has cut goes on in the body.
std::string whole_title(std::string_view title, const Message& message) {
  if (!title.ends_with(cut) || message.body.empty() || !message.body.front().starts_with(cut)) {
    return std::string(title);
  }
  return std::string(title.substr(0, title.size() - cut.size())) + std::string(message.body.front().substr(cut.size()));
}

/// `Title (#12)`; the last number is its own.
void read_squash(Heading& heading, const Message& message) {
  std::string title = whole_title(message.subject, message);
  const std::size_t open = title.rfind(" (#");
  if (open != std::string::npos && title.ends_with(")")) {
    const std::string_view inside = std::string_view(title).substr(open + 3, title.size() - open - 4);
    const long long number = inside.find_first_not_of("0123456789") == std::string_view::npos ? number_at(inside) : 0;
    if (number > 0) {
      heading.number = number;
      heading.request = heading.squash = true;
      title.resize(open);
    }
  }
  heading.title = title;
}

/// `See merge request group/project!12`, which GitLab writes at the end.
bool read_gitlab(Heading& heading, const Message& message) {
  for (const std::string_view line : message.body) {
    if (!line.starts_with("See merge request ")) continue;
    const std::string_view name = line.substr(18);
    const std::size_t mark = name.rfind('!');
    const long long number = mark == std::string_view::npos ? 0 : number_at(name.substr(mark + 1));
    if (number == 0) continue;
    heading = {.mark = '!', .number = number, .request = true, .hand = Hand::gitlab};
    const bool merge = message.subject.starts_with("Merge branch '");
    if (merge) heading.branch = between_quotes(message.subject);
    const bool titled = merge && message.body.front() != line;
    heading.title = titled ? message.body.front() : message.subject;
    return true;
  }
  return false;
}

std::string first_or(const Message& message, std::string_view otherwise) {
  return std::string(message.body.empty() ? otherwise : message.body.front());
}

/// `Merge pull request #12 from owner/branch`, and the title below.
bool read_github(Heading& heading, const Message& message) {
  const std::string_view rest = after(message.subject, "Merge pull request #");
  heading.number = number_at(rest);
  if (heading.number == 0) return false;
  const std::string_view from = trimmed(after(rest, " from "));
  const std::size_t slash = from.find('/');
  heading.branch = slash == std::string_view::npos ? from : from.substr(slash + 1);
  heading.title = first_or(message, message.subject);
  heading.request = true;
  heading.hand = Hand::github;
  return true;
}

/// Azure's `Merged PR 12: title`, Bitbucket's `Merged in branch (pull request #12)`.
bool read_others(Heading& heading, const Message& message) {
  if (const std::string_view azure = after(message.subject, "Merged PR "); !azure.empty()) {
    heading.number = number_at(azure);
    heading.title = trimmed(after(azure, ": "));
  } else if (message.subject.starts_with("Merged in ")) {
    heading.number = number_at(after(message.subject, "(pull request #"));
    const std::string_view rest = message.subject.substr(10);
    heading.branch = rest.substr(0, rest.find(' '));
    heading.title = first_or(message, message.subject);
  }
  heading.request = heading.number > 0;
  return heading.request;
}

/// `Merge branch 'x'`. Who pulls, or brings a branch up to date, merges the base branch itself.
void read_merge(Heading& heading, const Message& message, std::string_view base) {
  const std::string_view subject = message.subject;
  heading.title = subject;
  const bool remote = subject.starts_with("Merge remote-tracking branch '");
  if (!remote && !subject.starts_with("Merge branch '")) {
    heading.request = true;
    return;
  }
  std::string_view from = between_quotes(subject);
  if (remote) from.remove_prefix(std::min(from.size(), from.find('/') + 1));
  const std::string_view into = after(subject, " into ");
  const bool is_base = base.empty() ? from == "main" || from == "master" : from == base;
  const bool elsewhere = subject.find("' of ") != std::string_view::npos || remote || !into.empty();
  const bool into_base = !into.empty() && (base.empty() ? into == "main" || into == "master" : into == base);
  heading.takes_base = is_base && elsewhere && (!into_base || into == from);
  heading.request = !heading.takes_base;
  if (heading.request) heading.branch = from;
}

}  // namespace

Heading heading_of(std::string_view text, bool is_merge, std::string_view committer_email, std::string_view base) {
  const Message message = message_of(text);
  Heading heading;
  if (read_gitlab(heading, message) || read_github(heading, message)) return heading;
  if (read_others(heading, message)) return heading;
  heading = {};
  if (is_merge) {
    read_merge(heading, message, base);
  } else {
    read_squash(heading, message);
  }
  if (committer_email == "noreply@github.com") heading.hand = Hand::github;
  return heading;
}

}  // namespace tollgate::budget
