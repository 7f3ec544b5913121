-- One line of JSON for each case; then catalogue.sql has the catalogue.
CREATE FUNCTION public.plan_of(statement text, setting text, analyze_it boolean) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE answer json;
BEGIN
  PERFORM set_config('jit', 'off', true);
  IF setting IS NOT NULL THEN
    PERFORM set_config(split_part(setting, '=', 1), split_part(setting, '=', 2), true);
  END IF;
  EXECUTE 'EXPLAIN (FORMAT JSON, VERBOSE, COSTS, SETTINGS' ||
    CASE WHEN analyze_it THEN ', ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF' ELSE '' END || ') ' || statement INTO answer;
  IF setting IS NOT NULL THEN
    EXECUTE 'RESET ' || quote_ident(split_part(setting, '=', 1));
  END IF;
  RETURN answer::jsonb;
END $$;
SELECT jsonb_strip_nulls(jsonb_build_object('name', name, 'sql', sql, 'raises', raises, 'spares', spares,
  'base', CASE WHEN base IS NULL THEN NULL ELSE jsonb_build_object('sql', base, 'plan', public.plan_of(base, NULL, false)) END,
  'plan', public.plan_of(sql, setting, analyze_it)))
FROM public.plan_cases ORDER BY number;
