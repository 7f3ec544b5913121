// `tollgate completion bash|zsh|fish`, and the manual that is made when tollgate is built.
#include "cli/completion.hpp"

#include <ostream>

#include "cli/commands.hpp"

namespace tollgate::cli {

int completion_command(const CompletionArguments& arguments, const Streams& streams) {
  const CommandDescription root = describe_commands();
  if (arguments.shell == "bash") streams.out << bash_completion(root);
  if (arguments.shell == "zsh") streams.out << zsh_completion(root);
  if (arguments.shell == "fish") streams.out << fish_completion(root);
  if (arguments.shell == "words") {
    for (const std::string& name : names_to_type(arguments, streams)) streams.out << name << "\n";
  }
  if (arguments.shell == "man") streams.out << manual(root, std::string(version()));
  return 0;
}

}  // namespace tollgate::cli
