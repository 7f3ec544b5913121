// Every output format. This table is the registry; a test compares it with the files on disk both ways.
#pragma once

#include <array>

#include "core/reporter.hpp"

namespace tollgate::reporters {

extern const Reporter terminal;
extern const Reporter github;
extern const Reporter junit;
extern const Reporter json;
extern const Reporter codequality;
extern const Reporter sarif;
extern const Reporter markdown;
extern const Reporter agent;
extern const Reporter html;
extern const Reporter labels;
extern const Reporter github_comment;
extern const Reporter github_checks;
extern const Reporter github_review;
extern const Reporter gitlab_note;

inline constexpr std::array<const Reporter*, 14> all{
    &terminal, &github, &junit,  &json,           &codequality,   &sarif,         &markdown,
    &agent,    &html,   &labels, &github_comment, &github_checks, &github_review, &gitlab_note};

}  // namespace tollgate::reporters
