select 'it''s' as a, "b""c", $$ {{ $$, $t$ x $t$, E'\'' -- {{
/* /* {% */ */ from t where x = 1
