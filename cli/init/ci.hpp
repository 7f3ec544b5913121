// The CI system of a repository, and the files that run tollgate in it. Asks git about the repository; writes nothing.
#pragma once

#include <string>
#include <vector>

#include "cli/init/survey.hpp"

namespace tollgate::cli::init {

enum class Forge { github, gitlab, none };

struct CiPlace {
  Forge forge = Forge::none;
  std::string why;                      ///< `.github is there`, `origin is on gitlab.example.com`
  std::string default_branch = "main";  ///< of plain characters only: it goes into shell commands
  std::string install_dbt;              ///< the command, where a requirements.txt names dbt; empty: not known
};

/// `asked` is github, gitlab, none, or empty: find out.
CiPlace find_ci(const ProjectPlace& place, const std::string& asked);

/// A file to be written, and what is to be done with its text where there is one already.
struct Document {
  std::string path;  ///< relative to the git root, else to the project
  std::string text;
  std::string what;            ///< for a person: `the policy`
  bool show_addition = false;  ///< the text is short enough to be added by hand: show it
};

/// `action` is `OWNER/REPOSITORY` of the action, `OWNER/tollgate` where it is not known.
std::vector<Document> ci_documents(const Survey& survey, const CiPlace& ci, const std::string& action);

}  // namespace tollgate::cli::init
