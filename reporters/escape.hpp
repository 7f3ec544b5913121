// One escape function per sink. Model, column and branch names, SQL and database errors are all untrusted: each
// passes through the function of the sink it goes to, and through no other.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::reporters {

/// One line that is safe on a terminal and in a log: control characters, line breaks, bidirectional and invisible
/// characters are written out (`\n`, `\x1b`, `\u{202e}`), invalid UTF-8 is U+FFFD.
std::string visible(std::string_view text);
/// The same, but line feeds stay (CR LF becomes LF).
std::string visible_lines(std::string_view text);

/// The message of a GitHub workflow command: `%`, CR and LF (actions/toolkit, core/src/command.ts, escapeData).
std::string github_data(std::string_view text);
/// A property of a GitHub workflow command: the same and `:` and `,` (escapeProperty).
std::string github_property(std::string_view text);
/// Text that the runner takes no command from: a blank is put into every `##[`, and into a `::` that begins a line
/// (actions/runner, ActionCommand.cs: the first is obeyed anywhere in a line, the second after any white space). It
/// compares as the culture does, which overlooks invisible characters; so a blank, which it does not overlook.
std::string without_github_commands(std::string_view text);

/// JSON in ASCII that nlohmann dumped, ready to be printed anywhere: no control character, and nothing in a log of
/// GitHub's that a runner could take for a command.
std::string printable_json(std::string dumped);

/// Inline text of GitHub's and GitLab's Markdown, also in a table cell: no markup, HTML, mention, reference, link,
/// formula or quick action (GitLab obeys lines that begin with `/`); one line.
std::string markdown_text(std::string_view text);
/// The same, set as code.
std::string markdown_code(std::string_view text);
/// A block of code in a fence that is longer than any run of backticks in it. `language` is ours.
std::string markdown_fence(std::string_view text, std::string_view language);
/// A label of a Mermaid drawing, within its double quotes; one line. Mermaid writes characters as `#name;` or `#code;`.
std::string mermaid_text(std::string_view text);

/// One word of a POSIX shell, in single quotes unless it is plain.
std::string shell_word(std::string_view text);

/// The text between two tags: XML 1.0 characters only; CR, what is not safe to show and what
/// GitHub could take for a command are references.
std::string xml_text(std::string_view text);
/// The text of an attribute in double quotes: as xml_text, with LF and TAB as references.
std::string xml_attribute(std::string_view text);

}  // namespace tollgate::reporters
