# The versions of the files in the folders that the command line names, else the environment,
# else db/migrations.
_proj_migrate_versions() {
    local folders=() folder path name i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "${COMP_WORDS[i]}" in
            # Readline splits at the equals sign.
            -d | --migrations-dir)
                [[ "${COMP_WORDS[i + 1]}" == "=" ]] && ((i++))
                folders+=("${COMP_WORDS[i + 1]}")
                ;;
            -d*) folders+=("${COMP_WORDS[i]#-d}") ;;
        esac
    done
    if ((${#folders[@]} == 0)); then
        IFS=, read -ra folders \
            <<<"${PROJ_MIGRATE_MIGRATIONS_DIR:-${DBMATE_MIGRATIONS_DIR:-db/migrations}}"
    fi
    for folder in "${folders[@]}"; do
        for path in "$folder"/[0-9]*.sql; do
            name="${path##*/}"
            [[ -e "$path" ]] && echo "${name%%[!0-9]*}"
        done
    done
}

