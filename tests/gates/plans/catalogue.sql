-- The catalogue as the judge of plans is given it (docs/inspect.md).
SELECT jsonb_build_object(
  'tables', (SELECT jsonb_object_agg(n.nspname || '.' || c.relname, jsonb_build_object(
      'relkind', c.relkind, 'reltuples', c.reltuples, 'relpages', c.relpages, 'relispartition', c.relispartition,
      'parent', (SELECT pn.nspname || '.' || p.relname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
                 JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE i.inhrelid = c.oid),
      'partkey', pg_get_partkeydef(c.oid),
      'n_parts', (SELECT count(*) FROM pg_inherits i WHERE i.inhparent = c.oid),
      'indexes', COALESCE((SELECT jsonb_agg(jsonb_build_object('name', x.relname, 'unique', i.indisunique AND i.indpred IS NULL,
          'cols', (SELECT jsonb_agg(pg_get_indexdef(i.indexrelid, k, true) ORDER BY k) FROM generate_series(1, i.indnkeyatts) k))
          ORDER BY x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid), '[]'),
      'columns', (SELECT jsonb_object_agg(a.attname, jsonb_build_object('type', format_type(a.atttypid, a.atttypmod),
          'notnull', a.attnotnull, 'n_distinct', NULL)) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0)))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'shop' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')),
  'settings', (SELECT jsonb_object_agg(name, setting) FROM pg_settings
    WHERE name IN ('server_version', 'work_mem', 'hash_mem_multiplier')));
