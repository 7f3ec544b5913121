#include "lineage/leaves.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "dbt/json.hpp"
#include "lineage/order.hpp"

namespace tollgate::lineage {

namespace {

using Words = std::set<std::string, std::less<>>;

/// The words of a text; `customer__country` counts as a whole and by its parts (entity and dimension).
Words words_of(std::string_view text) {
  Words words;
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    std::string_view word = text.substr(i, end - i);
    i = end + 1;
    if (word.empty()) continue;
    words.emplace(word);
    for (std::size_t at = word.find("__"); at != std::string_view::npos; at = word.find("__")) {
      words.emplace(word.substr(0, at));
      word.remove_prefix(at + 2);
      words.emplace(word);
    }
  }
  return words;
}

/// A measure, dimension or entity of a semantic model, and the text that says what it reads.
struct Element {
  std::string name;
  std::string reads;
};

void add_elements(const dbt::JsonValue& list, std::vector<Element>& elements) {
  list.each_element([&](const dbt::JsonValue& value) {
    Element element;
    std::string text;
    std::string others;
    value.each_field([&](std::string_view key, const dbt::JsonValue& member) {
      if (key == "name") {
        element.name = member.text();
      } else if (key == "expr") {
        text = member.plain();
      } else {
        others += ' ' + member.compact();  // agg_time_dimension, non_additive_dimension: elements by name
      }
    });
    element.reads = (text.empty() || text == "null" ? element.name : text) + others;
    elements.push_back(std::move(element));
  });
}

std::vector<Element> elements_of(const dbt::SemanticNode& model) {
  std::vector<Element> elements;
  dbt::JsonDocument document(model.unique_id, dbt::FileBytes::copy_of(model.definition));
  document.each_field([&](std::string_view key, const dbt::JsonValue& value) {
    if (key == "entities" || key == "measures" || key == "dimensions") add_elements(value, elements);
  });
  return elements;
}

class Finder {
 public:
  explicit Finder(const GraphStore& store) : x_store(store) {}

  std::vector<Leaf> run() {
    Dependencies dependencies;
    for (const auto& [id, node] : x_store.project->semantics) {
      dependencies[id] = {node.depends_on.begin(), node.depends_on.end()};
    }
    for (const std::string& id : in_order(dependencies)) add(x_store.project->semantics.find(id)->second);
    for (const auto& [id, exposure] : x_store.project->exposures) add(exposure);  // they may read metrics
    std::vector<Leaf> leaves;
    for (auto& [id, leaf] : x_leaves) leaves.push_back(std::move(leaf));
    return leaves;
  }

 private:
  void add(const dbt::Exposure& exposure) {
    // Of a model it may show every column, of a metric only what that one reads.
    const bool whole =
        !std::ranges::all_of(exposure.depends_on, [&](const std::string& id) { return x_leaves.contains(id); });
    Leaf leaf{exposure.unique_id, dbt::ResourceType::exposure, {}, {}, {}, whole || exposure.depends_on.empty()};
    leaf.title = (exposure.type.empty() ? "exposure" : exposure.type) + " " + exposure.name;
    for (const std::string& id : exposure.depends_on) read(leaf, id, {});
    keep(std::move(leaf));
  }

  void add(const dbt::SemanticNode& node) {
    Leaf leaf{node.unique_id, node.type, {}, {}, {}, false};
    std::string type(dbt::to_string(node.type));
    std::ranges::replace(type, '_', ' ');
    leaf.title = type + " " + node.name;
    std::vector<Element> elements;
    if (node.type == dbt::ResourceType::semantic_model) elements = elements_of(node);
    std::string text = elements.empty() ? node.definition : std::string();
    for (const Element& element : elements) text += ' ' + element.reads;
    for (const std::string& id : node.depends_on) read(leaf, id, words_of(text));
    x_elements[node.unique_id] = std::move(elements);
    keep(std::move(leaf));
  }

  void keep(Leaf leaf) {
    for (auto* ids : {&leaf.relations, &leaf.columns}) {
      std::ranges::sort(*ids);
      ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
    }
    x_leaves.insert_or_assign(leaf.unique_id, std::move(leaf));
  }

  /// What `id` is and which of its columns the words name: a relation, or another leaf.
  void read(Leaf& leaf, const std::string& id, const Words& words) {
    if (const auto relation = x_store.ids.find(id); relation != x_store.ids.end()) {
      read_relation(leaf, relation->second, words);
    } else if (const auto other = x_leaves.find(id); other != x_leaves.end()) {
      read_leaf(leaf, other->second, words);
    }
  }

  void read_relation(Leaf& leaf, RelationId id, const Words& words) {
    leaf.relations.push_back(id);
    if (leaf.whole) return;
    const Relation& relation = x_store.relations[id];
    const std::size_t before = leaf.columns.size();
    for (ColumnId c = relation.first_column; c < relation.first_column + relation.column_count; ++c) {
      if (words.contains(x_store.columns[c].name)) leaf.columns.push_back(c);
    }
    if (relation.open || before == leaf.columns.size()) leaf.whole = true;
  }

  /// Of a semantic model only what the words name; of any other leaf everything.
  void read_leaf(Leaf& leaf, const Leaf& other, const Words& words) {
    leaf.relations.insert(leaf.relations.end(), other.relations.begin(), other.relations.end());
    leaf.whole = leaf.whole || other.whole;
    std::string text;
    for (const Element& element : x_elements[other.unique_id]) {
      if (words.contains(element.name)) text += ' ' + element.reads;
    }
    const Words named = words_of(text);
    for (const ColumnId column : other.columns) {
      if (text.empty() || named.contains(x_store.columns[column].name)) leaf.columns.push_back(column);
    }
  }

  const GraphStore& x_store;
  std::map<std::string, Leaf, std::less<>> x_leaves;
  std::map<std::string, std::vector<Element>, std::less<>> x_elements;
};

}  // namespace

std::vector<Leaf> find_leaves(const GraphStore& store) { return Finder(store).run(); }

}  // namespace tollgate::lineage
