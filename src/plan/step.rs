//! A plan: the steps of a run, in the order in which they run.

use std::rc::Rc;

use super::{PartialRow, Warning};
use crate::migration::{Direction, Migration, Section};

/// What a run would do. Empty `steps` mean that there is nothing to do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The steps in running order.
    pub steps: Vec<Step>,
    /// What people should know before it runs.
    pub warnings: Vec<Warning>,
    /// Unverified versions to stamp (`up --adopt`), with what their files hold now.
    pub stamps: Vec<Rc<Migration>>,
}

/// One section to run.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which section.
    pub direction: Direction,
    /// Where its text comes from.
    pub origin: Origin,
    /// The migration.
    pub migration: Rc<Migration>,
    /// What a run that stopped midway left of the version: this step goes on from there when
    /// its section is the same, else it reverts that.
    pub partial: Option<PartialRow>,
}

impl Step {
    /// The section to run; planning made sure that it exists.
    pub fn section(&self) -> &Section {
        self.migration
            .section(self.direction)
            .unwrap_or(&self.migration.up)
    }
}

/// Where a step's text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A file.
    File,
    /// The script stored in the ledger.
    Stored,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::parse;
    use crate::plan::fixtures::file;

    #[test]
    fn a_step_runs_the_section_of_its_direction() {
        let migration = Rc::new(parse(&file("1")).unwrap());
        for (direction, expected) in [
            (Direction::Up, migration.up.span.clone()),
            (Direction::Down, migration.down.clone().unwrap().span),
        ] {
            let step = Step {
                direction,
                origin: Origin::File,
                migration: Rc::clone(&migration),
                partial: None,
            };
            assert_eq!(step.section().span, expected);
        }
    }
}
