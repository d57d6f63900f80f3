
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'proj-migrate' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'proj-migrate'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'proj-migrate' {
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'File of NAME=value lines; may be repeated [default: .env]')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-dir', '--migrations-dir', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-table', '--migrations-table', [CompletionResultType]::ParameterName, 'Table that records what is applied, with or without its schema [default: schema_migrations]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Role to work as, which the login must be a member of [default: the login]')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Shell command that prints the password')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait while another run works on the database [default: 15min]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long a migration''s statement may wait for a table''s lock [default: 1s]')
            [CompletionResult]::new('--lock-retry-for', '--lock-retry-for', [CompletionResultType]::ParameterName, 'How long a migration that meets such lock time-outs is tried again [default: 5min]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the output [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--allow-protected', '--allow-protected', [CompletionResultType]::ParameterName, 'Do to a protected database what it is to be spared')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Write an empty migration file and print its path')
            [CompletionResult]::new('up', 'up', [CompletionResultType]::ParameterValue, 'Apply pending migrations')
            [CompletionResult]::new('down', 'down', [CompletionResultType]::ParameterValue, 'Revert applied migrations, latest applied first')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show every migration with its state')
            [CompletionResult]::new('redo', 'redo', [CompletionResultType]::ParameterValue, 'Revert the latest migration and apply it again')
            [CompletionResult]::new('protect', 'protect', [CompletionResultType]::ParameterValue, 'Mark the database, so that nothing empties it by a slip')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Make the ledger say what is true of single migrations, without running any')
            [CompletionResult]::new('baseline', 'baseline', [CompletionResultType]::ParameterValue, 'Record everything up to a version as applied, without running it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'proj-migrate;new' {
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'File of NAME=value lines; may be repeated [default: .env]')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-dir', '--migrations-dir', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-table', '--migrations-table', [CompletionResultType]::ParameterName, 'Table that records what is applied, with or without its schema [default: schema_migrations]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Role to work as, which the login must be a member of [default: the login]')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Shell command that prints the password')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait while another run works on the database [default: 15min]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long a migration''s statement may wait for a table''s lock [default: 1s]')
            [CompletionResult]::new('--lock-retry-for', '--lock-retry-for', [CompletionResultType]::ParameterName, 'How long a migration that meets such lock time-outs is tried again [default: 5min]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the output [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--allow-protected', '--allow-protected', [CompletionResultType]::ParameterName, 'Do to a protected database what it is to be spared')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'proj-migrate;up' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Last version to apply')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'Apply at most so many migrations')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done instead of doing it; alone it means plan')
            [CompletionResult]::new('--release', '--release', [CompletionResultType]::ParameterName, 'Label what this run applies, for `down --release` [default: PROJ_MIGRATE_RELEASE]')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'File of NAME=value lines; may be repeated [default: .env]')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-dir', '--migrations-dir', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-table', '--migrations-table', [CompletionResultType]::ParameterName, 'Table that records what is applied, with or without its schema [default: schema_migrations]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Role to work as, which the login must be a member of [default: the login]')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Shell command that prints the password')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait while another run works on the database [default: 15min]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long a migration''s statement may wait for a table''s lock [default: 1s]')
            [CompletionResult]::new('--lock-retry-for', '--lock-retry-for', [CompletionResultType]::ParameterName, 'How long a migration that meets such lock time-outs is tried again [default: 5min]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the output [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Refuse to run while a migration is out of order or missing')
            [CompletionResult]::new('--adopt', '--adopt', [CompletionResultType]::ParameterName, 'Stamp unverified versions, such as those that dbmate applied, with the checksums of their files')
            [CompletionResult]::new('--create', '--create', [CompletionResultType]::ParameterName, 'Create the database when it does not exist [default: only on this machine''s server]')
            [CompletionResult]::new('--no-create', '--no-create', [CompletionResultType]::ParameterName, 'Never create the database')
            [CompletionResult]::new('--no-store-script', '--no-store-script', [CompletionResultType]::ParameterName, 'Keep no copy of the migrations'' SQL in the database')
            [CompletionResult]::new('--allow-protected', '--allow-protected', [CompletionResultType]::ParameterName, 'Do to a protected database what it is to be spared')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'proj-migrate;down' {
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'Revert the latest so many [default: 1]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Revert everything that was applied above this version, which stays')
            [CompletionResult]::new('--release', '--release', [CompletionResultType]::ParameterName, 'Revert what was applied with this label, in however many runs')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done instead of doing it; alone it means plan')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Which text reverts a migration whose file was modified')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'File of NAME=value lines; may be repeated [default: .env]')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-dir', '--migrations-dir', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-table', '--migrations-table', [CompletionResultType]::ParameterName, 'Table that records what is applied, with or without its schema [default: schema_migrations]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Role to work as, which the login must be a member of [default: the login]')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Shell command that prints the password')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait while another run works on the database [default: 15min]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long a migration''s statement may wait for a table''s lock [default: 1s]')
            [CompletionResult]::new('--lock-retry-for', '--lock-retry-for', [CompletionResultType]::ParameterName, 'How long a migration that meets such lock time-outs is tried again [default: 5min]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the output [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--last-run', '--last-run', [CompletionResultType]::ParameterName, 'Revert what the latest run applied')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Revert everything')
            [CompletionResult]::new('--trust-stored', '--trust-stored', [CompletionResultType]::ParameterName, 'Run a script stored in the database although others than its owner may have written it')
            [CompletionResult]::new('--allow-protected', '--allow-protected', [CompletionResultType]::ParameterName, 'Do to a protected database what it is to be spared')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'proj-migrate;status' {
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'File of NAME=value lines; may be repeated [default: .env]')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-dir', '--migrations-dir', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-table', '--migrations-table', [CompletionResultType]::ParameterName, 'Table that records what is applied, with or without its schema [default: schema_migrations]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Role to work as, which the login must be a member of [default: the login]')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Shell command that prints the password')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait while another run works on the database [default: 15min]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long a migration''s statement may wait for a table''s lock [default: 1s]')
            [CompletionResult]::new('--lock-retry-for', '--lock-retry-for', [CompletionResultType]::ParameterName, 'How long a migration that meets such lock time-outs is tried again [default: 5min]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the output [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit with 1 when a migration is pending, out-of-order, modified or partial')
            [CompletionResult]::new('--allow-protected', '--allow-protected', [CompletionResultType]::ParameterName, 'Do to a protected database what it is to be spared')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'proj-migrate;redo' {
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'The latest so many [default: 1]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Which text reverts a migration whose file was modified')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'File of NAME=value lines; may be repeated [default: .env]')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-dir', '--migrations-dir', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-table', '--migrations-table', [CompletionResultType]::ParameterName, 'Table that records what is applied, with or without its schema [default: schema_migrations]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Role to work as, which the login must be a member of [default: the login]')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Shell command that prints the password')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait while another run works on the database [default: 15min]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long a migration''s statement may wait for a table''s lock [default: 1s]')
            [CompletionResult]::new('--lock-retry-for', '--lock-retry-for', [CompletionResultType]::ParameterName, 'How long a migration that meets such lock time-outs is tried again [default: 5min]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the output [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--trust-stored', '--trust-stored', [CompletionResultType]::ParameterName, 'Run a script stored in the database although others than its owner may have written it')
            [CompletionResult]::new('--allow-protected', '--allow-protected', [CompletionResultType]::ParameterName, 'Do to a protected database what it is to be spared')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'proj-migrate;protect' {
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'File of NAME=value lines; may be repeated [default: .env]')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-dir', '--migrations-dir', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-table', '--migrations-table', [CompletionResultType]::ParameterName, 'Table that records what is applied, with or without its schema [default: schema_migrations]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Role to work as, which the login must be a member of [default: the login]')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Shell command that prints the password')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait while another run works on the database [default: 15min]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long a migration''s statement may wait for a table''s lock [default: 1s]')
            [CompletionResult]::new('--lock-retry-for', '--lock-retry-for', [CompletionResultType]::ParameterName, 'How long a migration that meets such lock time-outs is tried again [default: 5min]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the output [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--off', '--off', [CompletionResultType]::ParameterName, 'Take the mark away again')
            [CompletionResult]::new('--allow-protected', '--allow-protected', [CompletionResultType]::ParameterName, 'Do to a protected database what it is to be spared')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'proj-migrate;repair' {
            [CompletionResult]::new('--forget', '--forget', [CompletionResultType]::ParameterName, 'Drop the row of a migration whose file is gone; may be repeated')
            [CompletionResult]::new('--mark-applied', '--mark-applied', [CompletionResultType]::ParameterName, 'Record a pending migration as applied without running it; may be repeated')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for the log')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'File of NAME=value lines; may be repeated [default: .env]')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-dir', '--migrations-dir', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-table', '--migrations-table', [CompletionResultType]::ParameterName, 'Table that records what is applied, with or without its schema [default: schema_migrations]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Role to work as, which the login must be a member of [default: the login]')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Shell command that prints the password')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait while another run works on the database [default: 15min]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long a migration''s statement may wait for a table''s lock [default: 1s]')
            [CompletionResult]::new('--lock-retry-for', '--lock-retry-for', [CompletionResultType]::ParameterName, 'How long a migration that meets such lock time-outs is tried again [default: 5min]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the output [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--down-only', '--down-only', [CompletionResultType]::ParameterName, 'Accept only edits of the down section, of comments and of white space')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Agree beforehand; needed where there is no terminal to ask at')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Agree beforehand; needed where there is no terminal to ask at')
            [CompletionResult]::new('--allow-protected', '--allow-protected', [CompletionResultType]::ParameterName, 'Do to a protected database what it is to be spared')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'proj-migrate;baseline' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Last version that the database has already')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for the log')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The database: postgres://user:password@host:port/database, a key=value string, embedded: or embedded:scratch')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable to read the URL from [default: DATABASE_URL]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'File of NAME=value lines; may be repeated [default: .env]')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-dir', '--migrations-dir', [CompletionResultType]::ParameterName, 'Folder with the migration files; may be repeated [default: db/migrations]')
            [CompletionResult]::new('--migrations-table', '--migrations-table', [CompletionResultType]::ParameterName, 'Table that records what is applied, with or without its schema [default: schema_migrations]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Role to work as, which the login must be a member of [default: the login]')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Shell command that prints the password')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait while another run works on the database [default: 15min]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long a migration''s statement may wait for a table''s lock [default: 1s]')
            [CompletionResult]::new('--lock-retry-for', '--lock-retry-for', [CompletionResultType]::ParameterName, 'How long a migration that meets such lock time-outs is tried again [default: 5min]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the output [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--allow-protected', '--allow-protected', [CompletionResultType]::ParameterName, 'Do to a protected database what it is to be spared')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'proj-migrate;help' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Write an empty migration file and print its path')
            [CompletionResult]::new('up', 'up', [CompletionResultType]::ParameterValue, 'Apply pending migrations')
            [CompletionResult]::new('down', 'down', [CompletionResultType]::ParameterValue, 'Revert applied migrations, latest applied first')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show every migration with its state')
            [CompletionResult]::new('redo', 'redo', [CompletionResultType]::ParameterValue, 'Revert the latest migration and apply it again')
            [CompletionResult]::new('protect', 'protect', [CompletionResultType]::ParameterValue, 'Mark the database, so that nothing empties it by a slip')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Make the ledger say what is true of single migrations, without running any')
            [CompletionResult]::new('baseline', 'baseline', [CompletionResultType]::ParameterValue, 'Record everything up to a version as applied, without running it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'proj-migrate;help;new' {
            break
        }
        'proj-migrate;help;up' {
            break
        }
        'proj-migrate;help;down' {
            break
        }
        'proj-migrate;help;status' {
            break
        }
        'proj-migrate;help;redo' {
            break
        }
        'proj-migrate;help;protect' {
            break
        }
        'proj-migrate;help;repair' {
            break
        }
        'proj-migrate;help;baseline' {
            break
        }
        'proj-migrate;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
