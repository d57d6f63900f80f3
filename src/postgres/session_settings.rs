//! What is set for a session that runs a section outside of a transaction. Pure.

use super::messages::Settings;
use super::quote::path_list;

/// The SETs that hold for every statement unless the section says otherwise. Whatever the role's
/// defaults: the statements run as those of a transaction would.
pub(super) fn for_session(settings: &Settings<'_>) -> String {
    let mut set = format!(
        "set lock_timeout = {};set statement_timeout = {};set idle_in_transaction_session_timeout = 0;\
         set default_transaction_isolation = 'read committed';set default_transaction_read_only = off;\
         set default_transaction_deferrable = off;set standard_conforming_strings = on",
        settings.lock_timeout.as_millis(),
        settings.statement_timeout.as_millis(),
    );
    if settings.major >= 17 {
        set.push_str(";set transaction_timeout = 0");
    }
    if let Some(path) = settings.search_path {
        set.push_str(&format!(";set search_path = {}", path_list(path)));
    }
    set
}
