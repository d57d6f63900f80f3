-- Shell types, and base types with all their options.
create schema b;
create type b.only_a_shell;
create type b.int42;
create function b.int42_in(cstring) returns b.int42 language internal strict immutable as 'int4in';
create function b.int42_out(b.int42) returns cstring language internal strict immutable as 'int4out';
create type b.int42 (
    internallength = 4, input = b.int42_in, output = b.int42_out, alignment = int4, default = 42,
    passedbyvalue, category = 'N', preferred = true
);
comment on type b.int42 is 'forty-two';
create type b.varying;
create function b.varying_in(cstring) returns b.varying language internal strict immutable as 'textin';
create function b.varying_out(b.varying) returns cstring language internal strict immutable as 'textout';
create function b.varying_recv(internal) returns b.varying language internal strict stable as 'textrecv';
create function b.varying_send(b.varying) returns bytea language internal strict stable as 'textsend';
create type b.varying (
    input = b.varying_in, output = b.varying_out, receive = b.varying_recv, send = b.varying_send,
    internallength = variable, alignment = int4, storage = extended, category = 'S', delimiter = ';',
    collatable = true
);
create type b."Like It";
create function b.like_in(cstring) returns b."Like It" language internal strict immutable as 'int8in';
create function b.like_out(b."Like It") returns cstring language internal strict immutable as 'int8out';
create type b."Like It" (input = b.like_in, output = b.like_out, like = int8);
create table b.uses (a b.int42, b b.varying[], c b."Like It");
create domain b.over_base as b.int42;
\if :pg14
create type b.subscripted;
create function b.sub_in(cstring) returns b.subscripted language internal strict immutable as 'int8in';
create function b.sub_out(b.subscripted) returns cstring language internal strict immutable as 'int8out';
create type b.subscripted (
    input = b.sub_in, output = b.sub_out, internallength = 8, alignment = double, element = int4,
    subscript = raw_array_subscript_handler
);
\endif
