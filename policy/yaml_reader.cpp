#include "policy/yaml_reader.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <utility>

#include "policy/text_check.hpp"

namespace tollgate::policy {

namespace {

constexpr std::size_t most_keys = 1000;  // of one mapping; keeps the search for duplicates fast on hostile files
constexpr std::size_t deepest = 16;      // layers.marts.gates.pii-scan.severity.rule is 6

/// Ends the parse; the problem is already told.
struct Stop {};

/// yaml-cpp counts columns in bytes from 0, people count characters from 1.
class Lines {
 public:
  explicit Lines(std::string_view text) : x_text(text), x_starts{0} {
    int characters = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      x_before.push_back(characters);
      if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U) ++characters;
      if (text[at] == '\n') x_starts.push_back(at + 1);
    }
    x_before.push_back(characters);
  }

  Mark mark(const YAML::Mark& from) const {
    const std::size_t at = offset(from);
    if (at == std::string_view::npos) return {};
    return {from.line + 1, x_before[at] - x_before[x_starts[static_cast<std::size_t>(from.line)]] + 1};
  }

  bool is_alias(const YAML::Mark& at) const { return offset(at) < x_text.size() && x_text[offset(at)] == '*'; }

 private:
  std::size_t offset(const YAML::Mark& at) const {
    if (at.line < 0 || at.column < 0 || static_cast<std::size_t>(at.line) >= x_starts.size())
      return std::string_view::npos;
    const std::size_t start = x_starts[static_cast<std::size_t>(at.line)];
    return std::min(start + static_cast<std::size_t>(at.column), x_text.size());
  }

  std::string_view x_text;
  std::vector<std::size_t> x_starts;  ///< byte offsets of the lines
  std::vector<int> x_before;          ///< characters before each byte
};

std::string not_allowed(std::string_view construct, const Problems& problems) {
  return fmt::format("{} are not allowed in a {}", construct, problems.kind());
}

constexpr const char* alias = "aliases (`*name`)";
constexpr const char* use_inherits = "write the value out, or use `defaults` and `inherits` to share settings";

/// Builds the tree from the parser's events; the open lists and maps are a stack.
class Builder final : public YAML::EventHandler {
 public:
  Builder(const Lines& lines, Problems& problems) : x_lines(lines), x_problems(problems) {}

  std::optional<Node> take() { return std::move(x_root); }

  /// What is open by a bracket, the innermost.
  const Node* open_bracket() const {
    const auto found = std::find_if(x_open.rbegin(), x_open.rend(), [](const Open& one) { return one.bracket; });
    return found == x_open.rend() ? nullptr : &found->node;
  }

  void OnDocumentStart(const YAML::Mark& at) override {
    if (std::exchange(x_started, true)) {
      stop(at, "a second YAML document, expected one",
           fmt::format("keep one {} per file: delete the `---` and what follows it", x_problems.kind()));
    }
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& at, YAML::anchor_t anchor) override {
    check(at, "?", anchor);
    if (expects_key()) stop(at, "an empty key, expected a name before the colon", {});
    add(node(Node::Kind::nothing, at));
  }
  void OnAlias(const YAML::Mark& at, YAML::anchor_t) override {
    x_problems.add(x_lines.mark(at), not_allowed(alias, x_problems), use_inherits);
    if (expects_key()) throw Stop{};
    add(node(Node::Kind::refused, at));
  }
  void OnScalar(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor, const std::string& text) override {
    check(at, tag, anchor);
    if (expects_key()) return take_key(at, text);
    Node scalar = node(Node::Kind::scalar, at);
    scalar.text = text;
    scalar.plain = tag == "?";
    add(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(Node::Kind::list, at, tag, anchor);
    x_open.back().bracket = style == YAML::EmitterStyle::Flow;
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Node::Kind::map, at, tag, anchor);
    x_open.back().bracket = style == YAML::EmitterStyle::Flow;
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    std::optional<Placed<std::string>> key{};  ///< read, its value not yet
    bool drop = false;                         ///< the value of this key is not wanted: the key is already refused
    bool bracket = false;                      ///< written with [ ] or { }
  };

  [[noreturn]] void stop(const YAML::Mark& at, std::string message, std::string hint) {
    x_problems.add(x_lines.mark(at), std::move(message), std::move(hint));
    throw Stop{};
  }

  Node node(Node::Kind kind, const YAML::Mark& at) const {
    Node made;
    made.kind = kind;
    made.mark = x_lines.mark(at);
    return made;
  }

  bool expects_key() const { return !x_open.empty() && x_open.back().node.is_map() && !x_open.back().key; }

  void check(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) x_problems.add(x_lines.mark(at), not_allowed("anchors (`&name`)", x_problems), use_inherits);
    if (tag != "?" && tag != "!" && !tag.empty())
      x_problems.add(x_lines.mark(at), not_allowed("tags (`!name`)", x_problems), "delete the tag");
  }

  void take_key(const YAML::Mark& at, const std::string& text) {
    Open& parent = x_open.back();
    const Mark mark = x_lines.mark(at);
    const auto& entries = parent.node.entries;
    if (entries.size() >= most_keys)
      stop(at, fmt::format("more than {} keys in one mapping", most_keys), "is this the right file?");
    const auto first = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == text; });
    parent.drop = text == "<<" || first != entries.end();
    if (text == "<<") {
      x_problems.add(mark, not_allowed("merge keys (`<<`)", x_problems), use_inherits);
    } else if (parent.drop) {
      x_problems.add(mark, fmt::format("the key {} is here twice, first on line {}", in_quotes(text), first->mark.line),
                     "keep one of the two");
    }
    parent.key = Placed<std::string>{text, mark};
  }

  void open(Node::Kind kind, const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor) {
    check(at, tag, anchor);
    if (expects_key()) stop(at, "a list or mapping as a key, expected a name", {});
    if (x_open.size() >= deepest)
      stop(at, fmt::format("nested more than {} levels deep", deepest),
           fmt::format("no setting of a {} is that deep", x_problems.kind()));
    x_open.push_back({node(kind, at), std::nullopt});
  }

  void close() {
    Node done = std::move(x_open.back().node);
    x_open.pop_back();
    add(std::move(done));
  }

  void add(Node value) {
    if (x_open.empty()) {
      x_root = std::move(value);
    } else if (Open& parent = x_open.back(); parent.node.is_map()) {
      if (value.is_nothing()) value.mark = parent.key->mark;  // an empty value has no place of its own
      if (!parent.drop) parent.node.entries.push_back({parent.key->value, parent.key->mark, std::move(value)});
      parent.key.reset();
    } else {
      parent.node.items.push_back(std::move(value));
    }
  }

  const Lines& x_lines;
  Problems& x_problems;
  std::vector<Open> x_open;
  std::optional<Node> x_root;
  bool x_started = false;
};

/// With an end of document, at which yaml-cpp refuses a quote that is still open; at the end of the file it does not.
std::string ended(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \r\n");
  const bool has_end = last != std::string_view::npos && text.substr(0, last + 1).ends_with("\n...");
  if (has_end) return std::string(text);
  return std::string(text) + (text.ends_with('\n') ? "...\n" : "\n...\n");
}

/// Where it is missed may be the end of the file: told is where it was opened.
void tell_open_bracket(const Node& bracket, const Mark& missed, Problems& problems) {
  const bool list = bracket.is_list();
  problems.add(bracket.mark,
               fmt::format("not valid YAML: the `{}` that is opened here is not closed{}", list ? '[' : '{',
                           missed.line > bracket.mark.line ? fmt::format(" until line {}", missed.line) : ""),
               fmt::format("close it with `{}`, or look for a comma that is missing", list ? ']' : '}'));
}

std::optional<Node> parse(const std::string& text, Problems& problems) {
  const Lines lines(text);
  Builder builder(lines, problems);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take();
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    // An alias to an anchor that is not there comes as an error, not as an event.
    if (lines.is_alias(error.mark)) {
      problems.add(lines.mark(error.mark), not_allowed(alias, problems), use_inherits);
    } else if (const Node* bracket = builder.open_bracket(); bracket != nullptr) {
      tell_open_bracket(*bracket, lines.mark(error.mark), problems);
    } else {
      problems.add(lines.mark(error.mark), "not valid YAML: " + error.msg,
                   "check indentation, colons and quotes here and on the line before");
    }
    return std::nullopt;
  }
}

}  // namespace

std::optional<Node> read_yaml(std::string_view text, Problems& problems, Emptiness emptiness) {
  if (!check_text(text, problems)) return std::nullopt;
  const std::size_t before = problems.size();
  std::optional<Node> root = parse(ended(without_bom(text)), problems);
  const bool is_empty = !root || root->is_nothing();
  if (is_empty && problems.size() == before) {
    if (emptiness == Emptiness::allowed) return Node{};
    problems.add({}, "the policy is empty",
                 "write at least `version: 1` and `preset: standard`, or delete the file to get the preset standard");
  }
  if (is_empty) return std::nullopt;
  return root;
}

}  // namespace tollgate::policy
