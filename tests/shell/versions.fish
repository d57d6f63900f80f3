# The versions of the files in the folders that the command line names, else the environment,
# else db/migrations; each with its name.
function __proj_migrate_versions
    set -l folders
    set -l following
    for word in (commandline -opc)
        if set -q following[1]
            set -a folders $word
            set following
        else if contains -- $word -d --migrations-dir
            set following yes
        else if string match -qr '^(--migrations-dir=|-d.)' -- $word
            set -a folders (string replace -r '^(--migrations-dir=|-d)' '' -- $word)
        end
    end
    if not set -q folders[1]
        set -l named $PROJ_MIGRATE_MIGRATIONS_DIR $DBMATE_MIGRATIONS_DIR db/migrations
        set folders (string split , -- $named[1])
    end
    set -l files $folders/*.sql
    string replace -rf '^.*/([0-9]+)[-_. ]?(.*)\.sql$' '$1\t$2' -- $files
end

