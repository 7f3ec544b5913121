// Whether a compiled text can have been rendered from a model's own code: what stands outside of Jinja must be in it,
// in order. Never runs Jinja: what that writes may be anything.
#pragma once

#include <string_view>

namespace tollgate::dbt {

/// False only where it cannot: code that is written without any condition is missing, or there is code before the first
/// or behind the last that nothing wrote.
bool can_be_rendered_from(std::string_view raw_code, std::string_view compiled);

/// Whether Jinja does nothing in the code but configure it and name relations: ref(), source(), config(), this.
bool only_names_relations(std::string_view raw_code);

}  // namespace tollgate::dbt
