# The versions of the files in the folders that the command line names, else the environment,
# else db/migrations.
_proj_migrate_versions() {
    local -a typed folders versions
    local word following expl
    # `words` lacks what stands in front of the subcommand.
    typed=(${(Q)${(z)BUFFER}})
    for word in $typed; do
        if [[ -n $following ]]; then
            folders+=($word) following=
        elif [[ $word == (-d|--migrations-dir) ]]; then
            following=yes
        elif [[ $word == (-d|--migrations-dir=)* ]]; then
            folders+=(${word#(--migrations-dir=|-d)})
        fi
    done
    if (( $#folders == 0 )); then
        folders=(${(s:,:)${PROJ_MIGRATE_MIGRATIONS_DIR:-${DBMATE_MIGRATIONS_DIR:-db/migrations}}})
    fi
    versions=(${^folders}/[0-9]*.sql(N:t))
    versions=(${versions%%[^0-9]*})
    _wanted versions expl version compadd -a versions
}

