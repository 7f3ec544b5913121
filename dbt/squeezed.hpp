// A piece of code without what says nothing: comments of SQL and Jinja, blanks. For comparison only, never for running.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::dbt {

/// The tokens of the text, a blank between each two. Strings and quoted names stay as they are.
std::string squeezed(std::string_view code);

/// Whether that name stands in the code as a word, in any case of its ASCII letters.
bool mentions(std::string_view code, std::string_view name);

}  // namespace tollgate::dbt
