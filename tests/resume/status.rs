//! What `status` says of a section.

use crate::interruption::holding;
use crate::support::{eventually, for_each_major};

#[test]
fn a_section_at_work_is_not_called_partial() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table t (x int)");
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\nselect 1;\ncreate index concurrently i on t (x);\n",
        );
        let holder = holding(&project, "lock table t in access share mode");
        let run = project.start("up");
        eventually("the index is being built", || {
            project.query("select count(*) from pg_index where not indisvalid") == "1"
        });
        project
            .run("status")
            .succeeds()
            .stdout_contains("pending")
            .stdout_contains("another run is at statement 2 of 2 of its up section")
            .never_says("partial");
        holder.query("commit");
        run.wait().succeeds();
        project.run("status --exit-code").succeeds();
    });
}
