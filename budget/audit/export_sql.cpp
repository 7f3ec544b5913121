#include <algorithm>
#include <cstddef>
#include <string_view>

#include "budget/audit/export.hpp"
#include "core/error.hpp"

namespace tollgate::budget {

namespace {

constexpr std::string_view script_head =
    R"(-- The audit log of tollgate. This script may be run again and again: what is there stays, what is missing is added.
\set ON_ERROR_STOP on
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local client_min_messages = warning;

do $tollgate$
begin
  if to_regclass('@table@') is not null then
    return;
  end if;
  create table @table@ (
    id text primary key check (id = 'sha256:' || encode(sha256(convert_to(event, 'UTF8')), 'hex')),
    lamport bigint not null generated always as ((event::jsonb ->> 'lamport')::bigint) stored,
    ts timestamptz not null,
    type text not null generated always as (event::jsonb ->> 'type') stored,
    repo text generated always as (event::jsonb ->> 'repo') stored,
    pr bigint generated always as ((event::jsonb ->> 'pr')::bigint) stored,
    head text generated always as (event::jsonb ->> 'head') stored,
    layer text generated always as (event::jsonb ->> 'layer') stored,
    outcome text generated always as (event::jsonb ->> 'outcome') stored,
    details jsonb not null generated always as (event::jsonb) stored,
    event text not null
  );
  comment on table @table@ is 'Events of the tollgate audit log; append-only';
  comment on column @table@.event is 'The canonical text: id is its SHA-256';
  create function @function@() returns trigger language plpgsql as
    $refuse$ begin raise exception 'the audit log is append-only: % is refused', tg_op; end $refuse$;
  create trigger append_only before update or delete or truncate on @table@
    for each statement execute function @function@();
  alter table @table@ enable always trigger append_only;
  revoke update, delete, truncate on @table@ from public, current_user;
end
$tollgate$;
)";

constexpr std::size_t rows_per_statement = 500;

bool is_plain_name(std::string_view name) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= 48 && std::ranges::all_of(name, is_plain) && (name[0] < '0' || name[0] > '9');
}

/// `"schema"."name"`, with `suffix` after the name.
std::string quoted_name(const std::string& name, std::string_view suffix) {
  const std::size_t dot = name.find('.');
  const std::string schema = dot == std::string::npos ? std::string() : name.substr(0, dot);
  const std::string last = dot == std::string::npos ? name : name.substr(dot + 1);
  if ((dot != std::string::npos && !is_plain_name(schema)) || !is_plain_name(last)) {
    throw Error(ErrorKind::usage,
                {"\"" + name.substr(0, 100) + "\" is no name for a table",
                 "write name or schema.name in lower-case letters, digits and _, each at most 48 long",
                 {}});
  }
  return (schema.empty() ? "" : "\"" + schema + "\".") + "\"" + last + std::string(suffix) + "\"";
}

std::string replaced(std::string_view text, std::string_view word, std::string_view by) {
  std::string result;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word)) {
    result += text.substr(0, at);
    result += by;
    text.remove_prefix(at + word.size());
  }
  return result += text;
}

std::string literal(std::string_view text) { return "'" + replaced(text, "'", "''") + "'"; }

}  // namespace

std::string audit_sql(const std::vector<StoredEvent>& events, const std::string& table) {
  const std::string name = quoted_name(table, {});
  std::string text = replaced(script_head, "@table@", name);
  text = replaced(text, "@function@", quoted_name(table, "_append_only"));
  for (std::size_t begin = 0; begin < events.size(); begin += rows_per_statement) {
    text += "\ninsert into " + name + " (id, ts, event) values\n";
    const std::size_t end = std::min(events.size(), begin + rows_per_statement);
    for (std::size_t i = begin; i < end; ++i) {
      const StoredEvent& event = events[i];
      text += "  (" + literal(event.id) + ", " + literal(event.ts) + ", " + literal(event.bytes) + ")";
      text += i + 1 < end ? ",\n" : "\n";
    }
    text += "on conflict (id) do nothing;\n";
  }
  return text + "commit;\n";
}

}  // namespace tollgate::budget
