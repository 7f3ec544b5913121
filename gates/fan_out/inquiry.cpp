#include "gates/fan_out/inquiry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "gates/fan_out/counterpart.hpp"
#include "gates/fan_out/on_base.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::gates::fan_out {

namespace {

using lineage::DifferenceKind;

/// It has no name of its own.
bool is_computed(const sql::JoinKey& key) {
  return key.right_attribute < 0 && key.right_name.find_first_of(". ()+-*/:|") != std::string::npos;
}

class Inquirer {
 public:
  Inquirer(const Context& context, const Suspect& suspect, Inquiry& inquiry)
      : x_context(context), x_suspect(suspect), x_on_base(context), x_inquiry(inquiry) {}

  /// The model's text, and those of ephemeral models that drive it.
  void run(const dbt::Node& model) {
    std::vector<const dbt::Node*> open{&model};
    std::set<std::string_view> seen;
    while (!open.empty()) {
      const dbt::Node& node = *open.back();
      open.pop_back();
      if (!seen.insert(node.unique_id).second || !read(node)) continue;
      const Source& source = *x_inquiry.sources.back();
      for (const sql::JoinList& list : source.lists) {
        if (const dbt::Node* const driving = ephemeral_driving(list)) open.push_back(driving);
        add_list(source, list);
      }
    }
  }

 private:
  bool read(const dbt::Node& node) {
    auto source = source_of(*x_context.head_lineage, node);
    if (source == nullptr) return false;
    const dbt::Node* base = nullptr;
    if (x_context.base != nullptr) {
      const auto found = x_context.base->nodes.find(node.unique_id);
      base = found == x_context.base->nodes.end() ? nullptr : &found->second;
    }
    if (base != nullptr && x_context.base_lineage != nullptr) source->base = source_of(*x_context.base_lineage, *base);
    source->called = x_on_base.names_on_head(node.compiled_code);
    x_inquiry.understood = true;
    note_changes(*source);
    x_inquiry.sources.push_back(std::move(source));
    return true;
  }

  static std::unique_ptr<Source> source_of(const lineage::Graph& graph, const dbt::Node& node) {
    const lineage::Relation* const relation = graph.find(node.unique_id);
    if (relation == nullptr || relation->analysis == nullptr || relation->analysis->query() == nullptr) return nullptr;
    auto source = std::make_unique<Source>(node);
    const sql::Analysis& analysis = *relation->analysis;
    sql::run_on_deep_stack(sql::stack_to_walk(analysis.text().size()),
                           [&] { source->lists = sql::joins_of(analysis); });
    return source;
  }

  const dbt::Node* ephemeral_driving(const sql::JoinList& list) const {
    if (list.inputs.empty() || list.inputs.front().relation == nullptr) return nullptr;
    const bool matters = list.collapse == sql::Collapse::none || x_suspect.lost;
    const auto node = x_context.head->nodes.find(list.inputs.front().relation->identity);
    const bool inlined = node != x_context.head->nodes.end() && node->second.config.materialized == "ephemeral";
    return matters && inlined ? &node->second : nullptr;
  }

  void add_list(const Source& source, const sql::JoinList& list) {
    x_inquiry.collapsed = x_inquiry.collapsed || list.collapse != sql::Collapse::none;
    // What is grouped afterwards has as many rows as groups, whatever a join multiplies.
    if (list.collapse != sql::Collapse::none && !x_suspect.lost) return;
    if (x_suspect.lost) add_filters(source, list);
    for (const sql::Join& join : list.joins) add_join(source, list, join);
  }

  void note_changes(Source& source) {
    for (const lineage::Difference& difference : x_context.lineage_differences->differences) {
      if (difference.unique_id != source.node.unique_id) continue;
      if (difference.head_location >= 0) note_place(difference, source);
      if (difference.kind == DifferenceKind::union_arm_added) {
        x_inquiry.source_of_arm = &source;
        x_inquiry.place_of_arm = difference.head_location;
      }
      const std::string what = changed_text(difference);
      if (!what.empty()) x_inquiry.changes.push_back(what);
    }
  }

  static void note_place(const lineage::Difference& difference, Source& source) {
    switch (difference.kind) {
      case DifferenceKind::join_added:
      case DifferenceKind::join_type_changed:
      case DifferenceKind::join_key_changed:
      case DifferenceKind::filter_added:
      case DifferenceKind::filter_changed:
        source.new_places.push_back(difference.head_location);
        break;
      default:
        break;
    }
  }

  static std::string changed_text(const lineage::Difference& difference) {
    switch (difference.kind) {
      case DifferenceKind::filter_removed:
        return fmt::format("the filter `{}` is gone", difference.before);
      case DifferenceKind::filter_changed:
        if (!difference.effect.empty()) return fmt::format("the filter `{}` {}", difference.after, difference.effect);
        return fmt::format("the filter `{}` was `{}`", difference.after, difference.before);
      case DifferenceKind::grain_changed:
        if (difference.before.empty()) return fmt::format("`{}` is new", difference.after);
        if (difference.after.empty()) return fmt::format("`{}` is gone", difference.before);
        return fmt::format("`{}` was `{}`", difference.after, difference.before);
      case DifferenceKind::union_arm_added:
        return difference.after + " was added";
      case DifferenceKind::union_arm_removed:
        return difference.before + " was removed";
      default:
        return {};
    }
  }

  static bool is_new(const Source& source, const std::vector<int>& places) {
    return std::ranges::any_of(
        places, [&](int place) { return place >= 0 && std::ranges::count(source.new_places, place) > 0; });
  }

  std::optional<BothSides> both_sides(const Source& source, const sql::JoinInput& input) const {
    if (input.relation == nullptr) return std::nullopt;
    const auto written = source.called.find(input.relation->identity);
    const auto head = written != source.called.end() ? std::optional(written->second)
                                                     : relation_on(x_context.head, input.relation->identity);
    if (!head) return std::nullopt;
    BothSides sides{{*head, input.filters}, std::nullopt};
    if (const auto base = relation_on(x_context.base, input.relation->identity))
      sides.base = Rows{*base, input.filters};
    return sides;
  }

  void add_join(const Source& source, const sql::JoinList& list, const sql::Join& join) {
    // What only a test says may be otherwise today, and costs one question.
    const bool proved = join.unique && join.evidence.find(", if the ") == std::string::npos;
    const bool keeps_all = join.type == sql::JoinType::left || join.type == sql::JoinType::full;
    if (proved && (!x_suspect.lost || keeps_all) && join.type != sql::JoinType::full) return;
    if (x_suspect.lost && keeps_all) return;
    JoinInquiry inquiry;
    inquiry.source = &source;
    inquiry.list = &list;
    inquiry.join = &join;
    inquiry.place = join.location;
    const sql::Join* const on_base =
        source.base == nullptr ? nullptr : join_of_base(source.lists, join, source.base->lists);
    inquiry.is_new = is_new(source, join.places) || (source.base != nullptr && on_base == nullptr);
    if (const auto sides = both_sides(source, inquiry.input())) inquiry.right = *sides;
    inquiry.unaskable = unaskable(inquiry);
    for (const sql::JoinKey& key : join.keys) inquiry.right_keys.push_back(key.right);
    add_left(inquiry);
    name_computed_keys(inquiry);
    const bool every = join.type == sql::JoinType::cross && !x_suspect.lost && !join.in_text.lateral;
    const bool simple = inquiry.unaskable.empty() && (inquiry.left || every);
    if (!simple || !is_by_keys_alone(inquiry)) ask_in_text(inquiry, on_base);
    x_inquiry.joins.push_back(std::move(inquiry));
  }

  static void name_computed_keys(JoinInquiry& inquiry) {
    if (std::ranges::none_of(inquiry.join->keys, is_computed)) return;
    if (auto sql = join_sql(inquiry.source->text, *inquiry.join)) inquiry.key_texts = std::move(sql->key_texts);
  }

  static std::string unaskable(const JoinInquiry& inquiry) {
    const sql::JoinInput& input = inquiry.input();
    if (input.relation == nullptr) return "it is a query or call of its own, no relation";
    if (inquiry.right.head.relation.empty()) return "it has no relation on head (ephemeral?)";
    if (!input.filters_told) return "its filter is not simple";
    const auto not_told = [](const sql::JoinKey& key) { return key.right.empty(); };
    if (std::ranges::any_of(inquiry.join->keys, not_told)) return "its key is no plain column";
    if (inquiry.join->keys.empty() && !inquiry.join->others.empty())
      return "its condition holds no equality of known columns";
    return {};
  }

  /// Whether counts per key of the driving relation and of its own say what the join does to the rows.
  static bool is_by_keys_alone(const JoinInquiry& inquiry) {
    const sql::Join& join = *inquiry.join;
    if (join.type == sql::JoinType::cross) return true;
    const bool filtered_late = std::ranges::any_of(join.in_text.late_filters, [&](int place) {
      return std::ranges::none_of(join.keys, [&](const sql::JoinKey& key) { return key.location == place; });
    });
    if (!join.others.empty() || join.type == sql::JoinType::full || filtered_late || join.in_text.lateral) return false;
    // Rows that an earlier join drops, or fills up, are no longer those of the driving relation.
    return std::all_of(inquiry.list->joins.data(), inquiry.join,
                       [](const sql::Join& earlier) { return earlier.type == sql::JoinType::left; });
  }

  /// The words of the statement itself, and base's own on base: where a join is more than equalities of plain columns
  /// of relations.
  void ask_in_text(JoinInquiry& inquiry, const sql::Join* on_base) const {
    const auto sql = join_sql(inquiry.source->text, *inquiry.join);
    if (!sql) {
      if (inquiry.unaskable.empty() && !is_by_keys_alone(inquiry)) inquiry.unaskable = "its condition is not simple";
      return;
    }
    std::optional<JoinSql> base;
    if (!inquiry.is_new && on_base != nullptr) base = join_sql(inquiry.source->base->text, *on_base);
    if (x_suspect.target->change == nullptr) base = the_same_on_base(*sql);
    inquiry.unaskable.clear();
    inquiry.place = static_cast<int>(sql->place);
    inquiry.filters_told = !inquiry.join->in_text.foreign;
    inquiry.left.reset();
    inquiry.left_keys.clear();
    inquiry.right_keys = key_columns(sql->keys);
    const bool alike = base && base->keys == sql->keys;
    if (sql->keys > 0) {
      inquiry.right = in_parentheses(sql->right, alike ? base->right : "");
      inquiry.left = in_parentheses(sql->left, alike ? base->left : "");
      inquiry.left_keys = inquiry.right_keys;
      const bool driving = sql->first && inquiry.join == inquiry.list->joins.data();  // nothing is joined within it
      inquiry.left_name = driving ? inquiry.list->inputs.front().name : "";
    }
    if (sql->only_keys && (!base || base->only_keys)) return;
    if (!sql->item.empty() && !x_suspect.lost) {
      inquiry.right = in_parentheses(sql->item, base ? base->item : "");
      return;
    }
    inquiry.before_and_after = BothTexts{before_and_after(*sql), std::nullopt};
    const bool asked = base && !base->before.empty() && !base->after.empty() && base->item.empty() == sql->item.empty();
    if (asked) inquiry.before_and_after->base = before_and_after(*base);
  }

  /// Of a text that is as on base: over base's relations.
  JoinSql the_same_on_base(const JoinSql& head) const {
    JoinSql base = head;
    for (std::string* text : {&base.right, &base.left, &base.before, &base.after, &base.item}) {
      if (!text->empty()) *text = x_on_base.of(*text).value_or("");
    }
    return base;
  }

  static std::string before_and_after(const JoinSql& sql) {
    if (sql.item.empty()) return fmt::format("select ({}) as before, ({}) as after", sql.before, sql.after);
    // All or nothing: the pairs themselves need not be made.
    return fmt::format(
        "select rows, rows * any_row from (select ({}) as rows, (select count(*) from ({} limit 1) as one) as any_row) "
        "as counted",
        sql.before, sql.item);
  }

  static BothSides in_parentheses(const std::string& head, const std::string& base) {
    const auto rows = [](const std::string& text) { return Rows{"(" + text + ") as asked", {}}; };
    BothSides sides{rows(head), std::nullopt};
    if (!base.empty()) sides.base = rows(base);
    return sides;
  }

  void add_left(JoinInquiry& inquiry) const {
    const std::vector<sql::JoinKey>& keys = inquiry.join->keys;
    const bool driving =
        std::ranges::all_of(keys, [](const sql::JoinKey& key) { return key.left_input == 0 && !key.left.empty(); });
    if (keys.empty() || !driving || !inquiry.list->inputs.front().filters_told) return;
    inquiry.left = both_sides(*inquiry.source, inquiry.list->inputs.front());
    if (!inquiry.left) return;
    inquiry.left_name = inquiry.list->inputs.front().name;
    for (const sql::JoinKey& key : keys) inquiry.left_keys.push_back(key.left);
    for (const sql::RowFilter& filter : inquiry.list->filters) {
      if (filter.sql.empty()) {
        inquiry.filters_told = false;
        continue;
      }
      inquiry.left->head.filters.push_back(filter.sql);
      if (inquiry.left->base) inquiry.left->base->filters.push_back(filter.sql);
    }
  }

  void add_filters(const Source& source, const sql::JoinList& list) {
    if (list.inputs.empty()) return;
    const auto sides = both_sides(source, list.inputs.front());
    FilterInquiry simple = filters_about(source, list);
    std::vector<const sql::Query*> queries;  // that have filters which only the joined rows can meet
    for (const sql::RowFilter& filter : list.filters) {
      if (sides && !filter.sql.empty()) {
        put(filter, simple);
      } else if (std::ranges::count(queries, filter.query) == 0) {
        queries.push_back(filter.query);
      }
    }
    if (!simple.filters.empty()) {
      std::vector<std::string> conditions;
      for (const sql::RowFilter* filter : simple.filters) conditions.push_back(filter->sql);
      simple.about = sides->head.relation;
      simple.counts.head = kept_counts(sides->head.relation, conditions);
      if (sides->base) simple.counts.base = kept_counts(sides->base->relation, conditions);
      x_inquiry.filters.push_back(std::move(simple));
    }
    for (const sql::Query* query : queries) add_joined_filters(source, list, *query, sides.has_value());
  }

  static FilterInquiry filters_about(const Source& source, const sql::JoinList& list) {
    FilterInquiry inquiry;
    inquiry.source = &source;
    inquiry.list = &list;
    return inquiry;
  }

  static void put(const sql::RowFilter& filter, FilterInquiry& inquiry) {
    inquiry.filters.push_back(&filter);
    const Source* const base = inquiry.source->base.get();
    inquiry.is_new.push_back(is_new(*inquiry.source, {filter.location}) ||
                             (base != nullptr && !has_filter(base->lists, filter)));
  }

  void add_joined_filters(const Source& source, const sql::JoinList& list, const sql::Query& query, bool told) {
    FilterInquiry inquiry = filters_about(source, list);
    std::vector<const sql::RowFilter*> earlier;
    for (const sql::RowFilter& filter : list.filters) {
      if (filter.query != &query) continue;
      if (told && !filter.sql.empty()) {
        earlier.push_back(&filter);
      } else {
        put(filter, inquiry);
      }
    }
    const auto sql = filters_sql(source.text, query, earlier, inquiry.filters);
    if (!sql) {
      x_inquiry.untold.push_back(
          fmt::format("what the filter `{}` keeps could not be told: its place in the text is "
                      "not certain",
                      inquiry.filters.front()->excerpt));
      return;
    }
    inquiry.counts = {*sql, x_on_base.of(*sql)};
    inquiry.joined = !list.joins.empty();
    inquiry.about = list.inputs.front().name;
    x_inquiry.filters.push_back(std::move(inquiry));
  }

  const Context& x_context;
  const Suspect& x_suspect;
  OnBase x_on_base;
  Inquiry& x_inquiry;
};

}  // namespace

std::string JoinInquiry::right_names() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < join->keys.size(); ++i) {
    const sql::JoinKey& key = join->keys[i];
    names.push_back(i < key_texts.size() && is_computed(key) ? key_texts[i] : key.right_name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string JoinInquiry::about() const {
  const sql::KnownRelation* const relation = input().relation;
  const bool plain = relation != nullptr && !right.head.relation.empty() && right.head.relation.front() == '"';
  return plain ? right.head.relation : input().name;
}

Inquiry inquire(const Context& context, const Suspect& suspect) {
  Inquiry inquiry;
  if (context.head_lineage == nullptr || context.lineage_differences == nullptr) return inquiry;
  if (suspect.target->head == nullptr) return inquiry;
  Inquirer(context, suspect, inquiry).run(*suspect.target->head);
  return inquiry;
}

}  // namespace tollgate::gates::fan_out
