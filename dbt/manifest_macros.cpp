#include <array>
#include <utility>

#include "core/digest.hpp"
#include "dbt/fields.hpp"
#include "dbt/manifest.hpp"
#include "dbt/squeezed.hpp"
#include "dbt/variables.hpp"

namespace tollgate::dbt {

namespace {

// Macros are most of a small manifest; only whether one changed is ever asked, so a digest stands for the text.
constexpr auto fields = std::to_array<Field<Macro>>({
    {"name", [](const JsonValue& value, Macro& to) { to.name = value.text(); }},
    {"package_name", [](const JsonValue& value, Macro& to) { to.package = value.text(); }},
    {"original_file_path", [](const JsonValue& value, Macro& to) { to.original_file_path = value.text(); }},
    {"unique_id", [](const JsonValue& value, Macro& to) { to.unique_id = value.text(); }},
    {"macro_sql",
     [](const JsonValue& value, Macro& to) {
       const std::string text = value.long_text();
       to.sql_digest = sha256_hex(text);
       to.words_digest = sha256_hex(squeezed(text));
       to.reads_variables = reads_variables(text);
     }},
    {"depends_on", [](const JsonValue& value, Macro& to) { to.depends_on_macros = read_depends_on(value).macros; }},
});

}  // namespace

void read_macros(const JsonValue& object, Project& project) {
  object.each_field([&](std::string_view key, const JsonValue& value) {
    Macro macro;
    read_fields(value, fields, macro);
    add_entry(project.macros, key, std::move(macro), value);
  });
}

}  // namespace tollgate::dbt
