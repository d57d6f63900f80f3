//! Which server programs are taken, and what is said when there are none.

use std::path::PathBuf;

use proj_migrate::server::{BinarySearch, EmbeddedKind, ServerError};

use crate::support::{installed_majors, majors, programs};
use crate::{kept, open_folder, request};

/// The folder of a major's programs.
fn bin_dir(major: u32) -> PathBuf {
    programs(major).explicit.remove(0)
}

#[test]
fn the_newest_major_is_taken_whatever_the_order() {
    let mut folders: Vec<PathBuf> = majors().into_iter().map(bin_dir).collect();
    for _ in 0..2 {
        let search = BinarySearch {
            explicit: folders.clone(),
            path_dirs: Vec::new(),
        };
        assert_eq!(
            Some(search.newest().unwrap().major),
            majors().into_iter().max()
        );
        folders.reverse();
    }
}

#[test]
fn programs_are_found_on_the_path() {
    let major = majors()[0];
    let search = BinarySearch {
        explicit: Vec::new(),
        path_dirs: vec![bin_dir(major)],
    };
    assert_eq!(
        search.of_major(major, "data".as_ref()).unwrap().bin_dir,
        bin_dir(major).canonicalize().unwrap()
    );
}

#[test]
fn a_folder_without_programs_is_named_with_the_cure() {
    let mut request = request(majors()[0], EmbeddedKind::Scratch);
    request.search = BinarySearch {
        explicit: vec!["/etc".into()],
        path_dirs: Vec::new(),
    };
    let error = request.start().unwrap_err();
    assert_eq!(
        error.to_string(),
        "/etc holds no PostgreSQL server programs (postgres, initdb)"
    );
    assert_eq!(
        error.hint().unwrap(),
        "name the folder that holds postgres and initdb, for example /usr/lib/postgresql/18/bin"
    );
}

#[test]
fn kept_data_want_the_major_that_wrote_them() {
    let major = majors()[0];
    let mut others = installed_majors().into_iter();
    // 12 is there to be refused.
    let Some(other) = others.find(|other| *other != major && *other > 12) else {
        panic!("this test needs a second major beside {major}: run scripts/install-servers");
    };
    let (older, newer) = (major.min(other), major.max(other));
    let folder = open_folder();
    let _ = request(older, kept(folder.path())).start().unwrap().stop();

    let mut both = request(older, kept(folder.path()));
    both.search.explicit.push(bin_dir(newer));
    assert_eq!(both.start().unwrap().major, older);

    let error = request(newer, kept(folder.path())).start().unwrap_err();
    assert!(
        matches!(error, ServerError::MajorMissing { wanted, .. } if wanted == older),
        "{error:?}"
    );
    let data = folder.path().canonicalize().unwrap().join("data");
    assert_eq!(
        error.to_string(),
        format!(
            "the data in {} need PostgreSQL {older}, which was not found (found: {newer})",
            data.display()
        )
    );
    assert!(
        error
            .hint()
            .unwrap()
            .ends_with("or name their folder in PROJ_MIGRATE_PG_BIN")
    );
}

#[test]
fn no_programs_at_all_is_said_with_how_to_get_them() {
    let nowhere = ServerError::NoBinaries {
        advice: "install them with: apt-get install postgresql".to_owned(),
    };
    assert_eq!(
        nowhere.to_string(),
        "no PostgreSQL server programs found (postgres, initdb)"
    );
    assert_eq!(
        nowhere.hint().unwrap(),
        "install them with: apt-get install postgresql, or name their folder in PROJ_MIGRATE_PG_BIN"
    );
}
