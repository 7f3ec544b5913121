-- The tables that cases.sql asks about. No random(): the same rows every time.
SET client_min_messages = warning;
CREATE SCHEMA shop;
SET search_path = shop;
CREATE TABLE clients (id int PRIMARY KEY, mail text NOT NULL, region text NOT NULL, tier varchar(10));
INSERT INTO clients SELECT i, 'c' || i || '@shop.example', 'r' || i % 10, 't' || i % 3 FROM generate_series(1, 20000) i;
CREATE TABLE purchases (id bigint PRIMARY KEY, client_id int NOT NULL, placed_on date NOT NULL, state text NOT NULL,
  code text COLLATE "en-x-icu" NOT NULL, channel varchar(12) NOT NULL, price numeric, touched_at timestamptz NOT NULL);
INSERT INTO purchases SELECT i, i % 20000 + 1, date '2023-01-01' + i % 730, CASE WHEN i % 1000 = 0 THEN 'lost' ELSE 'done' END,
  'P-' || i, 'ch' || i % 40000, i % 5000, timestamptz '2023-01-01 00:00+00' + i * interval '5 minutes' FROM generate_series(1, 200000) i;
CREATE INDEX purchases_client ON purchases (client_id);
CREATE INDEX purchases_placed ON purchases (placed_on);
CREATE INDEX purchases_code ON purchases (code);
CREATE INDEX purchases_channel ON purchases (channel);
CREATE TABLE lines (purchase_id bigint, line_no int, article_id int NOT NULL, qty int NOT NULL, price numeric,
  PRIMARY KEY (purchase_id, line_no));
INSERT INTO lines SELECT (i + 1) / 2, i % 2, i % 1000 + 1, i % 5 + 1, i % 300 FROM generate_series(1, 300000) i;
CREATE TABLE refunds (id bigint, purchase_id bigint, kind text, amount numeric);
INSERT INTO refunds SELECT i, i % 120000 + 1, 'k' || i % 4, i % 90 FROM generate_series(1, 150000) i;
CREATE TABLE articles (id int PRIMARY KEY, label text, kind text, price numeric);
INSERT INTO articles SELECT i, 'a' || i, 'g' || i % 20, i FROM generate_series(1, 1000) i;
CREATE TABLE days (d date PRIMARY KEY);
INSERT INTO days SELECT date '2023-01-01' + i FROM generate_series(0, 729) i;
CREATE TABLE rates (code text, day date, until date, rate numeric, PRIMARY KEY (code, day));
INSERT INTO rates SELECT 'r' || c, date '2023-01-01' + i, date '2023-01-02' + i, 1 FROM generate_series(0, 9) c, generate_series(0, 729) i;
CREATE TABLE spans (client_id int, since date, until date, grade text);
INSERT INTO spans SELECT i % 2000 + 1, date '2023-01-01' + i / 20, date '2023-01-20' + i / 20, 'g' FROM generate_series(1, 40000) i;
CREATE TABLE limits (low date, high date);
INSERT INTO limits VALUES ('2023-02-01', '2023-03-01');
CREATE TABLE visits (id bigint NOT NULL, day date NOT NULL, client_id int, page text) PARTITION BY RANGE (day);
SELECT format('CREATE TABLE visits_2023_%s PARTITION OF visits FOR VALUES FROM (%L) TO (%L)', to_char(m, 'MM'), m, m + interval '1 month')
  FROM generate_series(date '2023-01-01', date '2023-06-01', '1 month') m \gexec
INSERT INTO visits SELECT i, date '2023-01-01' + i % 181, i % 20000 + 1, 'p' || i % 4 FROM generate_series(1, 240000) i;
CREATE TABLE seats (id bigint NOT NULL, room int NOT NULL) PARTITION BY HASH (room);
SELECT format('CREATE TABLE seats_%s PARTITION OF seats FOR VALUES WITH (MODULUS 4, REMAINDER %s)', r, r) FROM generate_series(0, 3) r \gexec
INSERT INTO seats SELECT i, i % 300 FROM generate_series(1, 40000) i;
CREATE INDEX seats_id ON seats (id);
CREATE TABLE fresh (id int, v text) WITH (autovacuum_enabled = off);
CREATE VIEW done AS SELECT id, client_id, price FROM purchases WHERE state = 'done';
CREATE VIEW every_pair AS SELECT c.id AS client_id, a.id AS article_id FROM clients c, articles a;
CREATE FUNCTION slow_price(numeric) RETURNS numeric LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
ANALYZE clients, purchases, lines, refunds, articles, days, rates, spans, limits, visits, seats;
RESET search_path;
