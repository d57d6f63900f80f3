-- Languages; their handlers are plpgsql's under names of their own.
create function handler_() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
create function "Inline ""it"""(internal) returns void language c strict as '$libdir/plpgsql', 'plpgsql_inline_handler';
create function validator_(oid) returns void language c strict as '$libdir/plpgsql', 'plpgsql_validator';
create trusted language plmine handler handler_ inline "Inline ""it""" validator validator_;
create language "PL Evil" handler handler_;
comment on language plmine is 'mine';
create function in_mine() returns int language plmine as 'begin return 1; end';
create function in_evil() returns int language "PL Evil" as 'begin return 2; end';
