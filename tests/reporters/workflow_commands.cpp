#include "tests/reporters/workflow_commands.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

namespace tollgate::reporters {

namespace {

constexpr std::array<std::string_view, 14> registered{
    "error",      "warning", "notice",   "debug",      "group",       "endgroup",       "add-mask",
    "set-output", "set-env", "add-path", "save-state", "add-matcher", "remove-matcher", "echo"};

using Escape = std::pair<std::string_view, std::string_view>;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

constexpr std::array<Escape, 3> message_escapes{{{"%0D", "\r"}, {"%0A", "\n"}, {"%25", "%"}}};
constexpr std::array<Escape, 5> property_escapes{
    {{"%0D", "\r"}, {"%0A", "\n"}, {"%3A", ":"}, {"%2C", ","}, {"%25", "%"}}};

/// In the order of the list, as the runner does it: `%25` last.
template <std::size_t size>
std::string unescaped(std::string text, const std::array<Escape, size>& escapes) {
  for (const auto& [code, plain] : escapes) {
    for (std::size_t at = text.find(code); at != std::string::npos; at = text.find(code, at + plain.size())) {
      text.replace(at, code.size(), plain);
    }
  }
  return text;
}

struct Parser {
  std::string stop_token{};

  bool knows(std::string_view name) const {
    const std::string wanted = lower(name);
    return wanted == "stop-commands" || (!stop_token.empty() && wanted == lower(stop_token)) ||
           std::find(registered.begin(), registered.end(), wanted) != registered.end();
  }

  /// `name key=value,key=value` with the given separator.
  std::optional<WorkflowCommand> command_of(std::string_view info, char separator, const std::string& message) const {
    const std::size_t blank = info.find(' ');
    if (!knows(info.substr(0, blank))) return std::nullopt;
    WorkflowCommand command{lower(info.substr(0, blank)), {}, unescaped(message, message_escapes)};
    std::string_view rest = blank == std::string_view::npos ? std::string_view() : info.substr(blank + 1);
    while (!rest.empty()) {
      const std::string_view pair = rest.substr(0, rest.find(separator));
      const std::size_t equals = pair.find('=');
      if (equals != std::string_view::npos && equals + 1 < pair.size()) {
        command.properties[std::string(pair.substr(0, equals))] =
            unescaped(std::string(pair.substr(equals + 1)), property_escapes);
      }
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    }
    return command;
  }

  /// `::name properties::message`, after anything that could be white space.
  std::optional<WorkflowCommand> modern(std::string_view line) const {
    while (!line.empty() &&
           (static_cast<unsigned char>(line.front()) <= 0x20 || static_cast<unsigned char>(line.front()) >= 0x7F)) {
      line.remove_prefix(1);
    }
    if (line.substr(0, 2) != "::") return std::nullopt;
    const std::size_t end = line.find("::", 2);
    if (end == std::string_view::npos) return std::nullopt;
    return command_of(line.substr(2, end - 2), ',', std::string(line.substr(end + 2)));
  }

  /// `##[name properties]message`, anywhere in the line.
  std::optional<WorkflowCommand> legacy(std::string_view line) const {
    const std::size_t start = line.find("##[");
    if (start == std::string_view::npos) return std::nullopt;
    const std::size_t end = line.find(']', start);
    if (end == std::string_view::npos) return std::nullopt;
    return command_of(line.substr(start + 3, end - start - 3), ';', std::string(line.substr(end + 1)));
  }
};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

}  // namespace

std::vector<WorkflowCommand> obeyed_commands(std::string_view output) {
  std::vector<WorkflowCommand> commands;
  Parser parser;
  for (const std::string& line : lines_of(output)) {
    std::optional<WorkflowCommand> command = parser.modern(line);
    if (!command) command = parser.legacy(line);
    if (!command) continue;
    if (!parser.stop_token.empty()) {
      if (command->name == lower(parser.stop_token)) parser.stop_token.clear();
    } else if (command->name == "stop-commands") {
      parser.stop_token = command->message;
    } else {
      commands.push_back(std::move(*command));
    }
  }
  return commands;
}

std::map<std::string, std::string> parsed_outputs(std::string_view text) {
  std::map<std::string, std::string> outputs;
  std::vector<std::string> lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    if (line.empty()) continue;
    const std::size_t equals = line.find('=');
    const std::size_t heredoc = line.find("<<");
    if (heredoc < equals) {
      const std::string delimiter = line.substr(heredoc + 2);
      std::string value;
      for (++i; i < lines.size() && lines[i] != delimiter; ++i) value += (value.empty() ? "" : "\n") + lines[i];
      if (i == lines.size()) throw std::runtime_error("no end of " + delimiter);
      outputs[line.substr(0, heredoc)] = value;
    } else if (equals != std::string::npos) {
      outputs[line.substr(0, equals)] = line.substr(equals + 1);
    } else {
      throw std::runtime_error("malformed output line: " + line);
    }
  }
  return outputs;
}

}  // namespace tollgate::reporters
