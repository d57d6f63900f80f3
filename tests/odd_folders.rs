//! Folders and disks that nobody wished for: links in a circle, a FIFO where the folder should be,
//! no rights, no room, no writing; names as long as can be; ten thousand files.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't start a shell or list its own folder fails"
)]

mod support;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use support::{Project, Ran, Server, for_each_major, for_the_newest_major};

/// Someone without rights: 65534 is `nobody` wherever there is one.
const NOBODY: [&str; 4] = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];

/// Runs a shell script in the project's folder; `$migrate` is the binary.
#[track_caller]
fn shell(project: &Project, around: &[&str], script: &str) -> Ran {
    let binary = project.command([""; 0]).get_program().to_owned();
    let words = [around, &["sh", "-c", script]].concat();
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .current_dir(project.path())
        .env("migrate", binary);
    project.run_command(&mut command)
}

/// The files in a folder of the project, joined with commas.
fn files(project: &Project, folder: &str) -> String {
    let entries = fs::read_dir(project.path().join(folder)).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names.join(",")
}

#[test]
fn a_folder_that_is_a_loop_of_links_or_a_fifo_is_named_and_nobody_waits() {
    for_each_major(|server| {
        let project = server.project();
        symlink("loop", project.path().join("loop")).unwrap();
        let mkfifo = Command::new("mkfifo")
            .arg(project.path().join("fifo"))
            .status();
        assert!(mkfifo.unwrap().success());
        for command in ["up", "status", "new x"] {
            for folder in ["loop", "fifo"] {
                project
                    .run(&format!("{command} -d {folder}"))
                    .reads(&format!("odd_folders/{folder}"));
            }
        }
    });
}

#[test]
fn an_empty_folder_has_nothing_to_do_and_a_first_file_to_write() {
    for_each_major(|server| {
        let project = server.project();
        project
            .run("up")
            .succeeds()
            .stdout("")
            .stderr_contains("nothing to do");
        project
            .run("status")
            .succeeds()
            .stdout("")
            .stderr_contains("no migrations");
        project
            .run("down")
            .succeeds()
            .stdout("")
            .stderr_contains("nothing to do");
        project.run("redo").succeeds().stdout("");
        project
            .run("baseline --to 1")
            .exits(2)
            .stderr_contains("neither a file");
        let empty = project
            .query("select count(*) from pg_class where relnamespace = 'public'::regnamespace");
        assert_eq!(empty, "0", "who has nothing to do writes nothing");
        project.run("new first").succeeds();
        assert!(files(&project, "db/migrations").ends_with("_first.sql"));
    });
}

/// A file system of one page, full; in a name space of its own, where root may mount what it likes.
#[test]
fn on_a_full_disk_new_leaves_no_part_of_a_file_behind() {
    for_each_major(|server| {
        let project = server.project();
        if may_mount() {
            shell(
                &project,
                &["unshare", "--mount"],
                "mkdir tiny && mount -t tmpfs -o size=4k tiny tiny && head -c 4096 /dev/zero > tiny/full
             $migrate new x -d tiny; status=$?
             ls tiny; exit $status",
            )
            .stdout("full\n")
            .exits(3)
            .stderr_contains("No space left on device")
            .stderr_contains("hint: make room, and run this again: nothing of it was left behind\n");
        }
        // The same by a limit, which needs no rights: the signal that comes with it is ignored.
        shell(
            &project,
            &[],
            "trap '' XFSZ; ulimit -f 0; exec $migrate new x -d m 2> /dev/null",
        )
        .exits(3)
        .stdout("");
        assert_eq!(files(&project, "m"), "");
    });
}

/// Whether a file system may be mounted: not in every container. The limit on a file's size and the
/// missing right stand for it there.
fn may_mount() -> bool {
    let tried = Command::new("unshare").args(["--mount", "true"]).output();
    tried.is_ok_and(|output| output.status.success())
}

#[test]
fn where_nothing_may_be_written_new_says_why() {
    for_each_major(|server| {
        let project = server.project();
        if may_mount() {
            shell(
                &project,
                &["unshare", "--mount"],
                "mkdir ro && mount -t tmpfs -o ro ro ro && exec $migrate new x -d ro/migrations",
            )
            .reads("odd_folders/read_only");
        }
        // Its folders belong to whoever runs the tests, and so does the binary.
        fs::set_permissions(project.path(), Permissions::from_mode(0o755)).unwrap();
        let binary = project.command([""; 0]).get_program().to_owned();
        fs::copy(binary, project.path().join("binary")).unwrap();
        let mut command = vec!["setpriv"];
        command.extend(NOBODY);
        shell(&project, &command, "exec ./binary new x -d elsewhere").reads("odd_folders/no_right");
        project
            .run_command(&mut project.command(["new", &"x".repeat(300)]))
            .exits(3)
            .stderr_contains("File name too long")
            .stderr_contains("hint: choose a shorter name");
        assert_eq!(files(&project, "db/migrations"), "");
    });
}

#[test]
fn a_name_as_long_as_can_be_is_applied_shown_and_reverted_whole() {
    for_each_major(|server| {
        let project = server.project();
        let name = format!("0001_{}", "ü".repeat(123));
        let file = project.migration(
            &format!("{name}.sql"),
            "-- migrate:up\ncreate table a ();\n-- migrate:down\ndrop table a;\n",
        );
        assert_eq!(file.file_name().unwrap().len(), 255);
        project.run("up").succeeds().stdout_contains(&name);
        let (_, shown) = name.split_once('_').unwrap();
        project.run("status").succeeds().stdout_contains(shown);
        fs::remove_file(file).unwrap();
        project.run("status").succeeds().stdout_contains(shown);
        project.run("down").succeeds().stdout_contains(&name);
        // `new` goes as far: fourteen digits, a line and the ending leave 236.
        let longest = "y".repeat(236);
        project.run(&format!("new {longest}")).succeeds();
        project.run(&format!("new {longest}y")).exits(3);
    });
}

#[test]
fn ten_thousand_files_are_applied_shown_and_left_alone() {
    for_the_newest_major(ten_thousand_files);
}

fn ten_thousand_files(server: &Server) {
    let project = server.project();
    for version in 1..=10_000 {
        project.migration(
            &format!("{version:05}_x.sql"),
            "-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;\n",
        );
    }
    project.run("baseline --to 09990 -q").succeeds();
    let ran = project.run("up --count 3").succeeds();
    assert_eq!(ran.out.matches("applied  ").count(), 3, "{}", ran.out);
    let ran = project.run("up").succeeds();
    assert_eq!(ran.out.matches("applied  ").count(), 7, "{}", ran.out);
    project
        .run("up")
        .succeeds()
        .stdout("")
        .stderr_contains("nothing to do");
    let status = project.run("status --exit-code").succeeds();
    assert_eq!(status.out.lines().count(), 10_001);
    assert_eq!(status.err, "10000 applied\n");
    let document = project.run("status --format json").succeeds().json();
    assert_eq!(
        document["result"]["versions"].as_array().unwrap().len(),
        10_000
    );
    let ran = project.run("down --to 9998").succeeds();
    assert_eq!(ran.out.matches("reverted  ").count(), 2, "{}", ran.out);
    // One edit in the midst of them is found, and one file that is gone.
    project.migration("05000_x.sql", "-- migrate:up\nselect 3;\n");
    project
        .run("up")
        .exits(4)
        .stderr_contains("05000_x was edited after it was applied");
    project.remove("db/migrations/05000_x.sql");
    project
        .run("up --strict")
        .exits(4)
        .stderr_contains("file missing: 05000_x");
}
