// A small shop to analyse statements over, and what analysis says of them as one line of text.
#pragma once

#include <string>
#include <string_view>

#include "sql/analyse.hpp"

namespace tollgate::sql::tests {

/// customers(id, name, region), orders(id, customer_id, amount, placed, doc, tags), items(order_id, sku, qty),
/// archive.orders(id, total), address(street, zip), people(id, home address, works address[]), and an open relation
/// loose(known).
const Schema& shop();
/// Fails the test when it does not parse.
Analysis analysed(std::string_view text, const AnalysisOptions& options = {});
/// "name<-source,source; name<- | influence,influence"; "refused: message" or "unresolved: name" for the first problem.
std::string bound(std::string_view text, const AnalysisOptions& options = {});
/// "name type, name type" of the outputs; "?" for a type that is not known.
std::string typed(std::string_view text);
/// The first problem's message, or "".
std::string refusal(std::string_view text);

}  // namespace tollgate::sql::tests
