//! stand-in
use super::Migration;
/// stand-in
pub fn stored_script(migration: &Migration) -> String {
    migration.text.clone()
}
