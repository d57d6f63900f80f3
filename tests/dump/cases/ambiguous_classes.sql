-- A preferred type with a class of its own: varchar could as well take that one, so that the server
-- names the class of every index on varchar.
create schema p;
create table p.t (a varchar, b text, c varchar collate "C");
create index before_texty on p.t (a, b, c);
create type p.texty;
create function p.texty_in(cstring) returns p.texty language internal immutable strict as 'textin';
create function p.texty_out(p.texty) returns cstring language internal immutable strict as 'textout';
create type p.texty (input = p.texty_in, output = p.texty_out, like = text, category = 'S', preferred = true);
create cast (varchar as p.texty) without function as implicit;
create function p.texty_lt(p.texty, p.texty) returns bool language internal immutable strict as 'text_lt';
create function p.texty_le(p.texty, p.texty) returns bool language internal immutable strict as 'text_le';
create function p.texty_eq(p.texty, p.texty) returns bool language internal immutable strict as 'texteq';
create function p.texty_ge(p.texty, p.texty) returns bool language internal immutable strict as 'text_ge';
create function p.texty_gt(p.texty, p.texty) returns bool language internal immutable strict as 'text_gt';
create function p.texty_cmp(p.texty, p.texty) returns int language internal immutable strict as 'bttextcmp';
create operator p.< (leftarg = p.texty, rightarg = p.texty, function = p.texty_lt);
create operator p.<= (leftarg = p.texty, rightarg = p.texty, function = p.texty_le);
create operator p.= (leftarg = p.texty, rightarg = p.texty, function = p.texty_eq);
create operator p.>= (leftarg = p.texty, rightarg = p.texty, function = p.texty_ge);
create operator p.> (leftarg = p.texty, rightarg = p.texty, function = p.texty_gt);
create operator class p.texty_ops default for type p.texty using btree as
    operator 1 p.<, operator 2 p.<=, operator 3 p.=, operator 4 p.>=, operator 5 p.>, function 1 p.texty_cmp(p.texty, p.texty);
create index after_texty on p.t (a text_ops, b);
