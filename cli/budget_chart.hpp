// Drawings of the budget: SVG that needs nothing else and takes its colours from the page or, by itself, from the
// reader's light or dark. Every drawing says in words what it shows. For the files of the command only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/budget_view.hpp"

namespace tollgate::cli {

/// The colours, light and dark, as CSS; the same for the picture and the page.
std::string_view chart_colors();
/// The style of a drawing, as CSS.
std::string_view chart_style();

/// A piece of a drawing, `<g>…</g>`, and how high it is.
struct Drawing {
  std::string svg;
  int height = 0;
};
inline constexpr int chart_width = 720;

/// A rate, period by period: a dot, its interval, and the target across.
Drawing draw_rate(const BudgetView& view, std::size_t metric);
/// The share of pull requests that an LLM touched, period by period.
Drawing draw_adoption(const BudgetView& view);
/// What draw_rate shows, in a sentence.
std::string rate_in_words(const BudgetView& view, std::size_t metric);
std::string adoption_in_words(const BudgetView& view);

/// `<svg>` around a drawing; `label` is what a screen reader says.
std::string picture(const Drawing& drawing, std::string_view id, std::string_view label, bool alone);

}  // namespace tollgate::cli
