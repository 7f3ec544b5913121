// How reporters word what a Report holds: names, places, numbers, sentences. Escapes nothing and knows no format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/figures.hpp"
#include "core/report.hpp"

namespace tollgate::reporters {

/// The model's name; its unique_id where two models share the name or the report does not know it.
std::string name_of(const Report& report, std::string_view subject);
/// `a, b, c and 4 more`.
std::string name_list(const Report& report, const std::vector<std::string>& subjects, std::size_t most);
/// The subject with what tells it apart within its model: `orders`, `orders.amount`, `orders (2024-01)`.
std::string subject_text(const Report& report, const Subject& subject);

/// What a folded finding is about, beside the finding that tells it: ` of orders.amount`; of the same model ` of
/// amount` or ` (2024-01)`; nothing where it is the same, or the message begins with it.
std::string subject_beside(const Report& report, const Finding& finding, const FoldedFinding& folded);

/// `waived by ana until 2026-12-31: the backfill of 2019`; `known: it stands in …`; `outside the diff: …`.
std::string waived_text(const WaivedBy& waived);
/// `waived`, `known` or `outside the diff`: what kept a finding that stands from failing.
std::string_view set_aside_word(SetAside by);

/// `code` for the kind `body` of a SelectionReason, and so on; the kind itself where it is a word already.
std::string_view reason_word(std::string_view kind);

/// `gate/rule`.
std::string rule_text(std::string_view gate, std::string_view rule);
/// `path:line` or `path:line:column`; empty when there is no path.
std::string place_text(const Location& location);

/// The finding's figures in words, without those that its message names already: `136,483 keys repeat; may use 8 MB`.
/// Empty where nothing is left that tells a person something.
std::string evidence_text(const Finding& finding);
/// The message without a `NAME: ` at its beginning, for below a heading that names the subject already.
std::string_view message_below(std::string_view name, std::string_view message);

/// `base main -> head pull/7; policy: tollgate.yml at 1a2b3c4 (base branch); tollgate 0.1.0`.
std::string comparison_text(const Report& report);
/// `PASS`, `FAIL` or `NOT JUDGED`.
std::string_view verdict_word(Verdict verdict);
/// `1 approval by data-pm; merge window any; rollback within 4 h`.
std::string human_bar_text(const LayerSummary& layer);

std::string joined(const std::vector<std::string>& parts, std::string_view between);
/// `1 finding`, `2 findings`.
std::string counted(std::size_t number, std::string_view noun);

}  // namespace tollgate::reporters
