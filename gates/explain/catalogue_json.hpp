// A catalogue as `tollgate inspect plan` is given it, in JSON. Trusts nothing; asks nobody.
#pragma once

#include <string_view>

#include "gates/explain/catalogue.hpp"

namespace tollgate::explain {

/// `{"tables": {"schema.name": {...}}, "settings": {...}}`, the keys as docs/inspect.md has them; absent keys are
/// unknown. Throws Error (unjudged) for what is no such object.
Catalogue read_catalogue(std::string_view json);

}  // namespace tollgate::explain
