// What relations are called on either side, and a question about head's asked of base's instead. Asks nobody.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "dbt/environment_names.hpp"
#include "gates/context.hpp"

namespace tollgate::gates::fan_out {

/// Quoted; nothing: that side has no such relation, or none of a name that may be asked.
std::optional<std::string> relation_on(const dbt::Project* project, const std::string& unique_id);

/// The same SQL over base's relations, matched by unique_id.
class OnBase {
 public:
  explicit OnBase(const Context& context);
  /// Nothing: base lacks one of them. Makes its own deep stack.
  std::optional<std::string> of(const std::string& sql) const;
  /// How head's SQL calls what it reads, by unique_id, quoted: what was not built there is read where it is deferred
  /// to.
  std::map<std::string, std::string, std::less<>> names_on_head(const std::string& sql) const;

 private:
  std::optional<std::string> map(const std::string& sql) const;

  const Context& x_context;
  dbt::EnvironmentNames x_names;
};

}  // namespace tollgate::gates::fan_out
