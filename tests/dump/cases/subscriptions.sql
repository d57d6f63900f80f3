-- Subscriptions, which connect to nothing while they are made; the connection holds no secret here.
create subscription plain connection 'host=nowhere dbname=x' publication p with (connect = false, slot_name = none);
create subscription "Evil ""sub""" connection 'host=nowhere dbname=''it s''' publication "Evil ""pub""", q
    with (connect = false, slot_name = none, synchronous_commit = 'on');
comment on subscription plain is 's';
\if :pg14
create subscription binary_ connection 'dbname=x' publication p with (connect = false, slot_name = none, binary = true, streaming = true);
\endif
\if :pg15
create subscription two_phase_ connection 'dbname=x' publication p with (connect = false, slot_name = none, two_phase = true, disable_on_error = true);
\endif
\if :pg16
create subscription parallel_ connection 'dbname=x' publication p with (connect = false, slot_name = none, streaming = parallel, origin = none, run_as_owner = true, password_required = false);
\endif
\if :pg17
create subscription failover_ connection 'dbname=x' publication p with (connect = false, slot_name = none, failover = true);
\endif
