// Whether the description of a pull request holds the prompt that an LLM was given, or its hash. It reads words only
// and gives none of them back.
#pragma once

#include <string_view>

namespace tollgate::gates::hallucination {

/// A line `prompt-hash: <alg>:<hex>`, or something written below a heading (or after a label) that says `prompt`.
/// Comments of a template are no text. Linear.
bool holds_prompt(std::string_view description);

}  // namespace tollgate::gates::hallucination
