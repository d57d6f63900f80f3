//! What the catalogue says of a statement of the CONCURRENTLY family whose end nobody saw.
//!
//! Names are resolved in the section's own session, as the statement would resolve them; all
//! else is asked by oid. Checked on 13 to 18.

mod before;
mod behind;
mod found;
mod lookup;
mod new_index;
mod rebuilt;

pub(super) use before::look_before;
pub(super) use behind::look_behind;
pub(super) use found::Found;
