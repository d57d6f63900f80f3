//! Event triggers.

use super::object::{At, Ddl};
use super::quote::literal;
use super::trigger::Firing;

/// An event trigger.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EventTrigger {
    /// `ddl_command_start`, …
    pub event: String,
    /// The commands that it fires for; none is all.
    pub tags: Vec<String>,
    /// The function's name as SQL.
    pub function: String,
    /// When it fires.
    pub firing: Firing,
}

impl Ddl for EventTrigger {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let name = at.id().sql();
        let tags: Vec<String> = self.tags.iter().map(|tag| literal(tag)).collect();
        let when = match tags.is_empty() {
            true => String::new(),
            false => format!("\n    WHEN TAG IN ({})", tags.join(", ")),
        };
        let create = format!(
            "CREATE EVENT TRIGGER {name} ON {}{when}\n    EXECUTE FUNCTION {}()",
            self.event, self.function
        );
        let firing = self.firing.words();
        let firing = firing.map(|words| format!("ALTER EVENT TRIGGER {name} {words}"));
        [create].into_iter().chain(firing).collect()
    }
}
