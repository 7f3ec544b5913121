#include "gates/pii_scan/sanitizers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "gates/pii_scan/constant_arguments.hpp"

namespace tollgate::pii_scan {

namespace {

using sql::Expr;
using sql::ExprKind;
using sql::Passage;

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// What is left after one call is a number about many rows, or a measure of one value.
constexpr auto counting = std::to_array<std::string_view>({"count",
                                                           "sum",
                                                           "avg",
                                                           "stddev",
                                                           "stddev_pop",
                                                           "stddev_samp",
                                                           "variance",
                                                           "var_pop",
                                                           "var_samp",
                                                           "bool_and",
                                                           "bool_or",
                                                           "every",
                                                           "corr",
                                                           "covar_pop",
                                                           "covar_samp",
                                                           "regr_avgx",
                                                           "regr_avgy",
                                                           "regr_count",
                                                           "regr_intercept",
                                                           "regr_r2",
                                                           "regr_slope",
                                                           "regr_sxx",
                                                           "regr_sxy",
                                                           "regr_syy",
                                                           "approx_count_distinct",
                                                           "rank",
                                                           "dense_rank",
                                                           "percent_rank",
                                                           "cume_dist",
                                                           "percentile_cont",
                                                           "length",
                                                           "char_length",
                                                           "character_length",
                                                           "octet_length",
                                                           "bit_length",
                                                           "position",
                                                           "strpos",
                                                           "array_length",
                                                           "array_upper",
                                                           "array_lower",
                                                           "array_ndims",
                                                           "array_dims",
                                                           "cardinality",
                                                           "array_position",
                                                           "array_positions",
                                                           "json_array_length",
                                                           "jsonb_array_length",
                                                           "json_typeof",
                                                           "jsonb_typeof",
                                                           "pg_typeof",
                                                           "num_nulls",
                                                           "num_nonnulls",
                                                           "pg_column_size",
                                                           "regexp_count",
                                                           "regexp_instr"});

constexpr auto hashes =
    std::to_array<std::string_view>({"md5", "sha224", "sha256", "sha384", "sha512", "digest", "hashtext",
                                     "hashtextextended", "uuid_generate_v3", "uuid_generate_v5"});

/// With a key or a salt of their own.
constexpr auto keyed = std::to_array<std::string_view>({"hmac", "crypt", "encrypt", "encrypt_iv", "pgp_sym_encrypt",
                                                        "pgp_sym_encrypt_bytea", "pgp_pub_encrypt",
                                                        "pgp_pub_encrypt_bytea", "anon.hash", "anon.digest"});

/// Give back what was encrypted; of the team's own functions those that say so.
constexpr auto decrypting = std::to_array<std::string_view>(
    {"decrypt", "decrypt_iv", "pgp_sym_decrypt", "pgp_sym_decrypt_bytea", "pgp_pub_decrypt", "pgp_pub_decrypt_bytea"});
constexpr auto decrypting_words = std::to_array<std::string_view>(
    {"decrypt", "decipher", "detoken", "unmask", "deanonym", "de_anonym", "depseudonym", "reidentif", "re_identif"});

constexpr auto destroying =
    std::to_array<std::string_view>({"anon.fake_", "anon.dummy_", "anon.random_", "anon.lorem_ipsum"});
constexpr auto generalising = std::to_array<std::string_view>(
    {"anon.noise", "anon.dnoise", "anon.partial_email", "anon.image_blur", "width_bucket"});

/// Parts of a date that many people share.
constexpr auto coarse_fields =
    std::to_array<std::string_view>({"year", "years", "isoyear", "decade", "decades", "century", "centuries",
                                     "millennium", "quarter", "dow", "isodow"});
constexpr auto coarse_truncations = std::to_array<std::string_view>(
    {"year", "years", "decade", "decades", "century", "centuries", "millennium", "millennia"});

constexpr auto yes_or_no =
    std::to_array<std::string_view>({"=",   "<>",  "!=",   "<",  ">",  "<=", ">=", "~",  "~*", "!~", "!~*", "~~",
                                     "!~~", "~~*", "!~~*", "@>", "<@", "?",  "?|", "?&", "&&", "@@", "@?",  "^@"});

/// Functions of an extension are where its CREATE EXTENSION put them: mostly public, for some hosts `extensions`.
std::string_view without_usual_schema(std::string_view name) {
  for (const std::string_view schema : {"public.", "extensions.", "pgcrypto."}) {
    if (name.starts_with(schema)) return name.substr(schema.size());
  }
  return name;
}

bool is_boolean(const Expr& value) {
  if (value.type == "boolean") return true;
  return value.kind == ExprKind::constant && (value.text == "true" || value.text == "false");
}

/// What only says yes or no tells no value; of a column that is itself a yes or no, it tells all.
Passage answer(const Expr& question) {
  return std::ranges::any_of(question.args, [](const Expr* arg) { return is_boolean(*arg); }) ? passage::raw
                                                                                              : passage::clear;
}

Passage after_operation(const Expr& operation) {
  const bool asks =
      operation.form != sql::OperationForm::plain || operation.type == "boolean" || holds(yes_or_no, operation.name);
  return asks ? answer(operation) : passage::raw;
}

/// With a salt in the text that is hashed: a constant that is no mere separator, a setting, a function of the team.
bool is_salted(const Expr& value, bool joined = false) {
  if (value.kind == ExprKind::parameter) return true;
  if (value.kind == ExprKind::function && (!value.known || value.name == "current_setting")) return true;
  if (value.kind == ExprKind::constant) {
    constexpr std::size_t shortest_salt = 8;
    const auto text = constant_text(value);
    return joined && text && text->size() >= shortest_salt;
  }
  const bool joins = (value.kind == ExprKind::operation && value.name == "||") ||
                     (value.kind == ExprKind::function && (value.name == "concat" || value.name == "concat_ws"));
  // The other arguments of coalesce, nullif and casts stand for the value, not beside it.
  const bool alternatives = value.kind == ExprKind::coalesce || value.kind == ExprKind::null_if;
  const std::size_t looked_at = alternatives ? std::min<std::size_t>(1, value.args.size()) : value.args.size();
  return std::any_of(value.args.begin(), value.args.begin() + looked_at,
                     [&](const Expr* arg) { return is_salted(*arg, joins || (joined && !alternatives)); });
}

Passage after_hash(const Expr& call) {
  // uuid_generate_v5(namespace, name): what is hashed comes second.
  const std::size_t hashed = call.name.starts_with("uuid_") ? 1 : 0;
  const bool salted = hashed < call.args.size() && is_salted(*call.args[hashed]);
  return salted ? passage::salted_hash : passage::hash;
}

/// anon.partial(value, kept in front, padding, kept behind): at most four characters may stay.
bool keeps_little(const Expr& call) {
  constexpr std::int64_t most_kept = 4;
  if (call.args.size() != 4) return false;
  const auto front = constant_number(*call.args[1]);
  const auto behind = constant_number(*call.args[3]);
  return front && behind && *front >= 0 && *behind >= 0 && *front + *behind <= most_kept;
}

/// Calls that reduce by what their constants say: the domain of an address, the year of a date.
bool reduces(const Expr& call) {
  const auto text = [&](std::size_t index) {
    return index < call.args.size() ? constant_text(*call.args[index]) : std::nullopt;
  };
  const std::string_view name = without_usual_schema(call.name);
  if (name == "split_part" && call.args.size() == 3) {
    const auto part = constant_number(*call.args[2]);
    return text(1) == "@" && part && (*part == 2 || *part == -1);
  }
  if (name == "date_trunc") return text(0) && holds(coarse_truncations, *text(0));
  if (name == "extract" || name == "date_part") return text(0) && holds(coarse_fields, *text(0));
  if (name == "to_char") return text(1) && (*text(1) == "yyyy" || *text(1) == "yy");
  if (name == "anon.partial") return keeps_little(call);
  return holds(generalising, name) || name.starts_with("anon.generalize_");
}

bool decrypts(const Expr& call, std::string_view name) {
  if (holds(decrypting, name)) return true;
  return !call.known && std::ranges::any_of(decrypting_words, [&](std::string_view word) {
    return name.find(word) != std::string_view::npos;
  });
}

bool destroys(std::string_view name) {
  if (name.starts_with("anon.random_in")) return false;  // picks one of what it is given
  return std::ranges::any_of(destroying, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

Passage after_call(const Expr& call) {
  const std::string_view name = without_usual_schema(call.name);
  if (holds(counting, name)) return passage::clear;
  if (holds(hashes, name)) return after_hash(call);
  if (holds(keyed, name) || name.starts_with("anon.pseudo_")) return passage::salted_hash;
  if (decrypts(call, name)) return passage::decrypted;
  if (reduces(call)) return passage::reduced;
  if (destroys(name)) return passage::clear;
  if (call.known && call.type == "boolean") return answer(call);
  return passage::raw;
}

bool same_function(std::string_view declared, std::string_view called) {
  if (declared == called) return true;
  const bool qualified = declared.find('.') != std::string_view::npos;
  return !qualified && called.starts_with("public.") && called.substr(7) == declared;
}

bool within(const DeclaredSanitizer::Limit& limit, const Expr& call) {
  using Comparison = DeclaredSanitizer::Comparison;
  const auto value = limit.argument < call.args.size() ? constant_number(*call.args[limit.argument]) : std::nullopt;
  if (!value) return false;
  switch (limit.comparison) {
    case Comparison::at_most:
      return *value <= limit.value;
    case Comparison::at_least:
      return *value >= limit.value;
    case Comparison::equal:
      break;
  }
  return *value == limit.value;
}

Passage of_class(SanitizerClass kind) {
  return kind == SanitizerClass::hash ? passage::salted_hash : passage_of(after(kind));
}

}  // namespace

Level level_of(sql::Passage passage) {
  if (passage == passage::clear) return Level::clear;
  if (passage <= passage::hash) return Level::pseudonymised;
  return passage == passage::reduced ? Level::reduced : Level::raw;
}

sql::Passage passage_of(Level level) {
  switch (level) {
    case Level::clear:
      return passage::clear;
    case Level::pseudonymised:
      return passage::salted_hash;
    case Level::reduced:
      return passage::reduced;
    case Level::raw:
      break;
  }
  return passage::raw;
}

sql::Passage Sanitizers::of(const Expr& through, std::size_t argument) const {
  switch (through.kind) {
    case ExprKind::function:
    case ExprKind::aggregate:
    case ExprKind::window:
      for (const DeclaredSanitizer& declared : x_declared) {
        if (!same_function(declared.name, through.name)) continue;
        if (declared.argument && *declared.argument != argument) continue;
        if (std::ranges::all_of(declared.limits, [&](const auto& limit) { return within(limit, through); })) {
          return of_class(declared.kind);
        }
      }
      return after_call(through);
    case ExprKind::operation:
      return after_operation(through);
    case ExprKind::test:
      return through.name == "is null" || through.name == "is not null" ? passage::clear : passage::raw;
    case ExprKind::subquery:  // IN, ANY, ALL, a comparison of rows: yes or no
      return through.subquery_form == sql::SubqueryForm::array ? passage::raw : passage::clear;
    case ExprKind::null_if:  // is one of its arguments or NULL; the other is only compared
      return argument == 0 ? passage::raw : passage::clear;
    default:
      return passage::raw;
  }
}

}  // namespace tollgate::pii_scan
