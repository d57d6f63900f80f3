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

# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_proj_migrate_global_optspecs
    string join \n u/url= e/env= direct-url= env-file= d/migrations-dir= seeds-dir= s/schema-file= migrations-table= role= password-command= wait= wait-timeout= wait-interval= lock-wait= lock-timeout= lock-retry-for= concurrent-wait-for= dump-schema no-dump-schema allow-protected format= q/quiet v/verbose color= h/help V/version
end

function __fish_proj_migrate_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_proj_migrate_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_proj_migrate_using_subcommand
    set -l cmd (__fish_proj_migrate_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -s V -l version -d 'Print version'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "new" -d 'Write an empty migration file and print its path'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "n" -d 'Write an empty migration file and print its path'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "up" -d 'Apply pending migrations'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "migrate" -d 'Apply pending migrations to a database that is there: `up --no-create`'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "down" -d 'Revert applied migrations, latest applied first'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "rollback" -d 'Revert applied migrations, latest applied first'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "dump" -d 'Write the database\'s schema as a file of SQL'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "status" -d 'Show every migration with its state'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "redo" -d 'Revert the latest migration and apply it again'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "seed" -d 'Load the seeds: SQL, CSV, TSV and NDJSON files, each change of them once'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "load" -d 'Make the schema in an empty database from the schema file'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "create" -d 'Create the database, unless it is there'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "drop" -d 'Drop the database with everything in it'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "wait" -d 'Wait until the server takes connections'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "protect" -d 'Mark the database, so that nothing empties it by a slip'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "repair" -d 'Make the ledger say what is true of single migrations, without running any'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "baseline" -d 'Record everything up to a version as applied, without running it'
complete -c proj-migrate -n "__fish_proj_migrate_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand n" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l to -d 'Last version to apply' -r -f -a "(__proj_migrate_versions)"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l count -d 'Apply at most so many migrations' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l dry-run -d 'Show what would be done instead of doing it; alone it means plan' -r -f -a "plan\t'List the migrations'
sql\t'Write every statement that would be sent, for psql'
execute\t'Try them in one transaction that is rolled back: how long each statement takes, which locks it takes, what it writes anew'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l on-live -d 'Try it although others use the database: whatever would keep them waiting for longer is ended, and everything rolled back' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l resume -d 'Decide about the statement at which a `transaction:false` section stopped, when nothing tells whether it took effect' -r -f -a "retry\t'Run it again'
skip\t'Count it as done'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l release -d 'Label what this run applies, for `down --release` [default: PROJ_MIGRATE_RELEASE]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l strict -d 'Refuse to run while a migration is out of order or missing'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l adopt -d 'Stamp unverified versions, such as those that dbmate applied, with the checksums of their files'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l no-store-script -d 'Keep no copy of the migrations\' SQL in the database'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l create -d 'Create the database when it does not exist [default: only on this machine\'s server]'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l no-create -d 'Never create the database'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand up" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l to -d 'Last version to apply' -r -f -a "(__proj_migrate_versions)"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l count -d 'Apply at most so many migrations' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l dry-run -d 'Show what would be done instead of doing it; alone it means plan' -r -f -a "plan\t'List the migrations'
sql\t'Write every statement that would be sent, for psql'
execute\t'Try them in one transaction that is rolled back: how long each statement takes, which locks it takes, what it writes anew'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l on-live -d 'Try it although others use the database: whatever would keep them waiting for longer is ended, and everything rolled back' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l resume -d 'Decide about the statement at which a `transaction:false` section stopped, when nothing tells whether it took effect' -r -f -a "retry\t'Run it again'
skip\t'Count it as done'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l release -d 'Label what this run applies, for `down --release` [default: PROJ_MIGRATE_RELEASE]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l strict -d 'Refuse to run while a migration is out of order or missing'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l adopt -d 'Stamp unverified versions, such as those that dbmate applied, with the checksums of their files'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l no-store-script -d 'Keep no copy of the migrations\' SQL in the database'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand migrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l count -d 'Revert the latest so many [default: 1]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l to -d 'Revert everything that was applied above this version, which stays' -r -f -a "(__proj_migrate_versions)"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l release -d 'Revert what was applied with this label, in however many runs' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l dry-run -d 'Show what would be done instead of doing it; alone it means plan' -r -f -a "plan\t'List the migrations'
sql\t'Write every statement that would be sent, for psql'
execute\t'Try them in one transaction that is rolled back: how long each statement takes, which locks it takes, what it writes anew'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l on-live -d 'Try it although others use the database: whatever would keep them waiting for longer is ended, and everything rolled back' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l resume -d 'Decide about the statement at which a `transaction:false` section stopped, when nothing tells whether it took effect' -r -f -a "retry\t'Run it again'
skip\t'Count it as done'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l from -d 'Which text reverts a migration whose file was modified' -r -f -a "file\t'The file as it is now'
stored\t'The script as it was applied, which the database keeps'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l last-run -d 'Revert what the latest run applied'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l all -d 'Revert everything'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l trust-stored -d 'Run a script stored in the database although others than its owner may have written it'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand down" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l count -d 'Revert the latest so many [default: 1]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l to -d 'Revert everything that was applied above this version, which stays' -r -f -a "(__proj_migrate_versions)"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l release -d 'Revert what was applied with this label, in however many runs' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l dry-run -d 'Show what would be done instead of doing it; alone it means plan' -r -f -a "plan\t'List the migrations'
sql\t'Write every statement that would be sent, for psql'
execute\t'Try them in one transaction that is rolled back: how long each statement takes, which locks it takes, what it writes anew'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l on-live -d 'Try it although others use the database: whatever would keep them waiting for longer is ended, and everything rolled back' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l resume -d 'Decide about the statement at which a `transaction:false` section stopped, when nothing tells whether it took effect' -r -f -a "retry\t'Run it again'
skip\t'Count it as done'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l from -d 'Which text reverts a migration whose file was modified' -r -f -a "file\t'The file as it is now'
stored\t'The script as it was applied, which the database keeps'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l last-run -d 'Revert what the latest run applied'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l all -d 'Revert everything'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l trust-stored -d 'Run a script stored in the database although others than its owner may have written it'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l schema -d 'Only this schema, without what lies in none; may be repeated' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l exclude -d 'Leave out a schema, or NAME.NAME in one; * at the end is anything; may be repeated' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l data -d 'Rows of this table, too; for small ones that the schema needs; may be repeated' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l preset -d 'Leave out what a hosting platform makes in every database of its own' -r -f -a "azure\t'Azure Database for PostgreSQL'
cloudsql\t'Cloud SQL and AlloyDB'
heroku\t'Heroku Postgres'
neon\t'Neon'
rds\t'Amazon RDS and Aurora'
supabase\t'Supabase'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l check -d 'Write nothing; exit with 1, and show how, when the file differs from the database'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l privileges -d 'Owners, grants and default privileges, too'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l require-complete -d 'Write nothing, and fail, when secrets or missing rights keep something out of the dump'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand dump" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l exit-code -d 'Exit with 1 when a migration is pending, out-of-order, modified or partial'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l count -d 'The latest so many [default: 1]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l from -d 'Which text reverts a migration whose file was modified' -r -f -a "file\t'The file as it is now'
stored\t'The script as it was applied, which the database keeps'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l trust-stored -d 'Run a script stored in the database although others than its owner may have written it'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand redo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l key -d 'Columns that tell a table\'s rows apart, instead of its primary key; may be repeated' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l list -d 'Show every seed file, with what became of it'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l dry-run -d 'Show what would be loaded instead of loading it'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l force -d 'Load every file again, also those that did not change'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l reset -d 'Empty the seeded tables first, then load every file'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l strict -d 'Refuse to run while a migration is pending'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and not __fish_seen_subcommand_from generate" -a "generate" -d 'Make rows that satisfy the tables\' constraints'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l seed -d 'Number that decides the rows [default: 1]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l locale -d 'Whose names and words to use [default: en]' -r -f -a "en\t'English'
de\t'German'
fr\t'French'
es\t'Spanish'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l out -d 'Write the rows as seed files into this folder instead of loading them' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand seed; and __fish_seen_subcommand_from generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l force -d 'Load it although the database is not empty; nothing is dropped before'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l create -d 'Create the database when it does not exist [default: only on this machine\'s server]'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l no-create -d 'Never create the database'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand load" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -s y -l yes -d 'Agree beforehand: without a terminal nobody can be asked'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand drop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l off -d 'Take the mark away again'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand protect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l forget -d 'Drop the row of a migration whose file is gone; may be repeated' -r -f -a "(__proj_migrate_versions)"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l mark-applied -d 'Record a pending migration as applied without running it; may be repeated' -r -f -a "(__proj_migrate_versions)"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l reason -d 'Why, for the log' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l down-only -d 'Accept only edits of the down section, of comments and of white space'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -s y -l yes -d 'Agree beforehand; needed where there is no terminal to ask at'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l to -d 'Last version that the database has already' -r -f -a "(__proj_migrate_versions)"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l reason -d 'Why, for the log' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -s u -l url -d 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -s e -l env -d 'Variable to read the URL from [default: DATABASE_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l direct-url -d 'The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l env-file -d 'File of NAME=value lines; may be repeated [default: .env]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -s d -l migrations-dir -d 'Folder with the migration files; may be repeated [default: db/migrations]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l seeds-dir -d 'Folder with the seed files [default: db/seeds]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -s s -l schema-file -d 'File that holds the schema as SQL, for dump and load [default: db/schema.sql]' -r -F
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l migrations-table -d 'Table that records what is applied, with or without its schema [default: schema_migrations]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l role -d 'Role to work as, which the login must be a member of [default: the login]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l password-command -d 'Shell command that prints the password' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l wait -d 'Wait for a server that is not up yet; alone for as long as --wait-timeout says' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l wait-timeout -d 'How long --wait and the command `wait` wait for the server [default: 1min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l wait-interval -d 'How long they pause before they try again [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l lock-wait -d 'How long to wait while another run works on the database [default: 15min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l lock-timeout -d 'How long a migration\'s statement may wait for a table\'s lock [default: 1s]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l lock-retry-for -d 'How much waiting a migration that meets such time-outs is worth [default: 5min]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l concurrent-wait-for -d 'How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]' -r
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l format -d 'Form of the output [default: text]' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l dump-schema -d 'Write the schema file after a run that changed something, also when the server is not local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l no-dump-schema -d 'Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is local'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -l allow-protected -d 'Do to a protected database what it is to be spared'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -s q -l quiet -d 'Say only results and errors'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -s v -l verbose -d 'Say more'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand baseline" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "new" -d 'Write an empty migration file and print its path'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "up" -d 'Apply pending migrations'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "migrate" -d 'Apply pending migrations to a database that is there: `up --no-create`'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "down" -d 'Revert applied migrations, latest applied first'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "dump" -d 'Write the database\'s schema as a file of SQL'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "status" -d 'Show every migration with its state'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "redo" -d 'Revert the latest migration and apply it again'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "seed" -d 'Load the seeds: SQL, CSV, TSV and NDJSON files, each change of them once'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "load" -d 'Make the schema in an empty database from the schema file'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "create" -d 'Create the database, unless it is there'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "drop" -d 'Drop the database with everything in it'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "wait" -d 'Wait until the server takes connections'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "protect" -d 'Mark the database, so that nothing empties it by a slip'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "repair" -d 'Make the ledger say what is true of single migrations, without running any'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "baseline" -d 'Record everything up to a version as applied, without running it'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and not __fish_seen_subcommand_from new up migrate down dump status redo seed load create drop wait protect repair baseline help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand help; and __fish_seen_subcommand_from seed" -f -a "generate" -d 'Make rows that satisfy the tables\' constraints'
complete -c proj-migrate -n "__fish_proj_migrate_using_subcommand repair" -f -a "(__proj_migrate_versions)"
