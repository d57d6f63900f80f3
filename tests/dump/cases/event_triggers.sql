-- Event triggers, in all states. They come last in a file: they must not fire while it is loaded.
create function public.on_event() returns event_trigger language plpgsql as 'begin end';
create event trigger started on ddl_command_start execute function public.on_event();
create event trigger tagged on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function public.on_event();
create event trigger dropped on sql_drop execute function public.on_event();
create event trigger rewrites on table_rewrite execute function public.on_event();
create event trigger "Evil ""event""" on ddl_command_end execute function public.on_event();
alter event trigger dropped disable;
alter event trigger rewrites enable replica;
alter event trigger tagged enable always;
comment on event trigger started is 'starts';
\if :pg17
create event trigger logged_in on login execute function public.on_event();
alter event trigger logged_in disable;
\endif
