-- Extended statistics.
create schema st;
create table st.t (a int, b int, c text, "D d" int);
create statistics st.all_kinds on a, b from st.t;
create statistics st.two_kinds (ndistinct, dependencies) on a, b, c from st.t;
create statistics st.mcv_ (mcv) on b, "D d" from st.t;
create statistics st."Evil ""stat""" on a, "D d" from st.t;
alter statistics st.mcv_ set statistics 333;
comment on statistics st.mcv_ is 'common values';
create schema st_other;
create statistics st_other.elsewhere on a, c from st.t;
\if :pg14
create statistics st.expressions on (a + b), lower(c) from st.t;
create statistics st.one_expression on (a % 7) from st.t;
create statistics st.mixed (mcv) on a, (b * 2), (c || 'it''s') from st.t;
\endif
