//! One bad file of each kind.

/// Each of the refusals, in a file of its own: name and text.
pub(crate) const BAD: &[(&str, &[u8])] = &[
    (
        "01_near_down.sql",
        b"-- migrate:up\nselect 1;\n-- migrate:donw\nselect 2;\n",
    ),
    (
        "02_space.sql",
        b"-- migrate:up\nselect 1;\n-- migrate: down\nselect 2;\n",
    ),
    (
        "03_semicolon.sql",
        b"-- migrate:up\nselect 1;\n--migrate:down;\nselect 2;\n",
    ),
    (
        "04_two_ups.sql",
        b"-- migrate:up\nselect 1;\n-- migrate:up\nselect 2;\n",
    ),
    (
        "05_two_downs.sql",
        b"-- migrate:up\n-- migrate:down\n-- migrate:down\n",
    ),
    (
        "06_down_first.sql",
        b"-- migrate:down\nselect 1;\n-- migrate:up\nselect 2;\n",
    ),
    (
        "07_sql_first.sql",
        b"-- why\nset x.y = '1';\n-- migrate:up\nselect 2;\n",
    ),
    ("08_no_up.sql", b"create table a ();\n"),
    ("09_empty.sql", b""),
    (
        "10_unknown_option.sql",
        b"-- migrate:up lock-timout:2s\nselect 1;\n",
    ),
    (
        "11_equals.sql",
        b"-- migrate:up transaction=false\nselect 1;\n",
    ),
    (
        "12_option_space.sql",
        b"-- migrate:up transaction: false\nselect 1;\n",
    ),
    (
        "13_value.sql",
        b"-- migrate:up lock-timeout:soon\nselect 1;\n",
    ),
    (
        "14_twice.sql",
        b"-- migrate:up transaction:false transaction:true\nselect 1;\n",
    ),
    (
        "15_quote.sql",
        b"-- migrate:up\nselect 1, 'it;\nselect 2;\n",
    ),
    (
        "16_identifier.sql",
        b"-- migrate:up\nselect 1 as \"it;\nselect 2;\n",
    ),
    (
        "17_dollar.sql",
        b"-- migrate:up\ndo $body$ begin end $boddy$;\n",
    ),
    (
        "18_comment.sql",
        b"-- migrate:up\nselect 1; /* a /* nested */ one\n",
    ),
    (
        "19_latin1.sql",
        b"-- migrate:up\nselect 1;\nselect 'caf\xe9';\n",
    ),
    ("20_nul.sql", b"-- migrate:up\nselect 'a\0b';\n"),
    (
        "21_commit.sql",
        "-- migrate:up\nselect 'é'; commit;\n".as_bytes(),
    ),
    (
        "22_rollback.sql",
        b"-- migrate:up\nselect 1;\n-- migrate:down\nrollback;\n",
    ),
    ("23_chain.sql", b"-- migrate:up\r\n  commit and chain;\r\n"),
    (
        "24_prepare.sql",
        b"-- migrate:up\nprepare transaction 'x';\n",
    ),
    ("25_end.sql", b"-- migrate:up\nbegin;\nend;\nabort;\n"),
    (
        "26_concurrently.sql",
        b"-- migrate:up\n\tcreate index concurrently on a (b);\n",
    ),
    ("27_vacuum.sql", b"-- migrate:up\nvacuum a;\n"),
    (
        "28_open.sql",
        b"-- migrate:up transaction:false\nbegin;\nselect 1;\n",
    ),
    (
        "29_in_unit.sql",
        b"-- migrate:up transaction:false\nbegin;\nvacuum;\ncommit;\n",
    ),
    (
        "30_meta.sql",
        b"-- migrate:up\nselect 1;\n\\connect other\n",
    ),
    (
        "31_behind.sql",
        b"-- migrate:up\nselect 1; -- migrate:down\nselect 2;\n",
    ),
    ("32_a.sql", b"-- migrate:up\n"),
    ("0032_b.sql", b"-- migrate:up\n"),
    (
        "33_several.sql",
        b"-- migrate:up transaction:no\nvacuum;\n\\i x\n-- migrate:dwon\n",
    ),
];
