-- Text search: parsers, templates, dictionaries, configurations.
create schema ts;
create text search parser ts.parser_ (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, headline = prsd_headline, lextypes = prsd_lextype);
create text search template ts.template_ (init = dsimple_init, lexize = dsimple_lexize);
create text search template ts.no_init (lexize = dsimple_lexize);
create text search dictionary ts.dict (template = ts.template_, stopwords = english, accept = false);
create text search dictionary ts."Evil ""dict""" (template = pg_catalog.simple);
create text search dictionary ts.snow (template = snowball, language = russian, stopwords = 'english');
create text search configuration ts.conf (parser = ts.parser_);
alter text search configuration ts.conf add mapping for asciiword, word with ts.dict, ts."Evil ""dict""", simple;
alter text search configuration ts.conf add mapping for int with simple;
create text search configuration ts.copied (copy = pg_catalog.english);
create text search configuration ts."Evil ""conf""" (parser = default);
comment on text search parser ts.parser_ is 'p';
comment on text search template ts.template_ is 't';
comment on text search dictionary ts.dict is 'd''s';
comment on text search configuration ts.conf is 'c';
create table ts.docs (body text, v tsvector generated always as (to_tsvector('ts.copied'::regconfig, body)) stored);
create index on ts.docs using gin (to_tsvector('ts.copied'::regconfig, body));
