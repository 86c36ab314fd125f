-- duckdb.sql - the scorecard rules in DuckDB, exact: every figure is a BIGINT number of cents.
--
-- duckdb_run.py runs the statements by the names after "-- :". A BIGINT that overflows raises an error in DuckDB, so a
-- wrong figure cannot come out silently. round(a/b) half away from zero is (2a + b) // 2b; only dev can be negative.

-- Text is read as DOUBLE because that is the fastest exact way DuckDB has: a figure of two decimals below 2^51 cents is off
-- by less than half a cent after parsing and multiplying, and the cast rounds it to the very cent. DECIMAL takes 1.2 times
-- as long, VARCHAR without its point 2 times.

-- :csv_view
CREATE OR REPLACE VIEW csv AS
SELECT CAST(bud * 100 AS BIGINT) AS bud, CAST(exe * 100 AS BIGINT) AS exe,
       CAST(b1 * 100 AS BIGINT) AS b1, CAST(b2 * 100 AS BIGINT) AS b2,
       CAST(b3 * 100 AS BIGINT) AS b3, CAST(b4 * 100 AS BIGINT) AS b4,
       CAST(e1 * 100 AS BIGINT) AS e1, CAST(e2 * 100 AS BIGINT) AS e2,
       CAST(e3 * 100 AS BIGINT) AS e3, CAST(e4 * 100 AS BIGINT) AS e4,
       CAST(t1 * 100 AS BIGINT) AS t1, CAST(a1 * 100 AS BIGINT) AS a1,
       CAST(t2 * 100 AS BIGINT) AS t2, CAST(a2 * 100 AS BIGINT) AS a2,
       CAST(sat * 100 AS BIGINT) AS sat, CAST(self * 100 AS BIGINT) AS self,
       CAST(w1 * 100 AS BIGINT) AS w1, CAST(w2 * 100 AS BIGINT) AS w2
FROM read_csv(getvariable('path'), header = true, auto_detect = false, delim = ',', quote = '', escape = '',
              columns = {'bud': 'DOUBLE', 'exe': 'DOUBLE', 'b1': 'DOUBLE', 'b2': 'DOUBLE', 'b3': 'DOUBLE', 'b4': 'DOUBLE',
                         'e1': 'DOUBLE', 'e2': 'DOUBLE', 'e3': 'DOUBLE', 'e4': 'DOUBLE', 't1': 'DOUBLE', 'a1': 'DOUBLE',
                         't2': 'DOUBLE', 'a2': 'DOUBLE', 'sat': 'DOUBLE', 'self': 'DOUBLE', 'w1': 'DOUBLE', 'w2': 'DOUBLE'});

-- :reports_loaded
CREATE TABLE reports AS SELECT * FROM csv;

-- :reports_streamed
CREATE VIEW reports AS SELECT * FROM csv;

-- :figures
WITH quotients AS (
    SELECT *,
           (20000 * exe + bud) // (2 * nullif(bud, 0)) AS rate,
           20000 * (a1 - t1) AS gap,
           (20000 * greatest(b1, b2, b3, b4) + bud) // (2 * nullif(bud, 0)) AS share,
           (26 * exe + 113) // 226 AS vat
    FROM reports
), scores AS (
    SELECT *,
           (least(10000, coalesce(rate, 0)) + 5) // 10 AS sexec,
           CASE WHEN a1 IS NULL THEN 0 WHEN t1 = 0 OR a1 >= t1 THEN w1 WHEN a1 <= 0 THEN 0
                ELSE (2 * w1 * a1 + t1) // (2 * t1) END AS s1,
           CASE WHEN a2 IS NULL THEN 0 WHEN a2 <= t2 THEN w2 ELSE (2 * w2 * t2 + a2) // (2 * a2) END AS s2,
           CASE WHEN sat IS NULL THEN 0 WHEN sat >= 9500 THEN 1000 ELSE (20 * sat + 95) // 190 END AS ssat,
           CASE WHEN gap >= 0 THEN (gap + t1) // (2 * nullif(t1, 0)) ELSE (gap - t1) // (2 * nullif(t1, 0)) END AS dev
    FROM quotients
), totals AS (
    SELECT *, sexec + s1 + s2 + ssat AS total FROM scores
)
SELECT count(*) FILTER (WHERE abs(b1 + b2 + b3 + b4 - bud) > 1),
       count(*) FILTER (WHERE abs(coalesce(e1, 0) + coalesce(e2, 0) + coalesce(e3, 0) + coalesce(e4, 0) - exe) > 1),
       count(*) FILTER (WHERE exe > bud),
       count(*) FILTER (WHERE e1 > b1), count(*) FILTER (WHERE e2 > b2),
       count(*) FILTER (WHERE e3 > b3), count(*) FILTER (WHERE e4 > b4),
       count(*) FILTER (WHERE w1 + w2 <> 8000),
       count(*) FILTER (WHERE abs(dev) > 3000),
       count(*) FILTER (WHERE abs(self - total) > 1),
       count(exe), count(e1), count(e2), count(e3), count(e4), count(dev), count(self),
       sum(rate), sum(sexec), sum(s1), sum(s2), sum(ssat), sum(dev), sum(total), sum(share), sum(vat),
       count(rate), count(share), count(vat),
       count(*) FILTER (WHERE total >= 9000), count(*) FILTER (WHERE total >= 8000),
       count(*) FILTER (WHERE total >= 6000), count(*)
FROM totals;
