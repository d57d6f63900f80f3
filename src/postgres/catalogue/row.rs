//! One row of a catalogue query, read by the names of its columns.

use std::str::FromStr;

use tokio_postgres::SimpleQueryRow;

use super::super::error::Error;
use super::super::rows;
use crate::schema::{Address, Catalogue};

/// A row.
pub(super) struct Row<'a>(pub(super) &'a SimpleQueryRow);

impl Row<'_> {
    /// A text that can't be NULL.
    pub(super) fn text(&self, column: &str) -> Result<String, Error> {
        rows::required(self.0, column).map(str::to_owned)
    }

    /// A text, or `None` for NULL.
    pub(super) fn optional(&self, column: &str) -> Result<Option<String>, Error> {
        Ok(rows::text(self.0, column)?.map(str::to_owned))
    }

    /// A boolean; NULL counts as false.
    pub(super) fn flag(&self, column: &str) -> Result<bool, Error> {
        rows::flag(self.0, column)
    }

    /// A number.
    pub(super) fn number<T: FromStr>(&self, column: &str) -> Result<T, Error> {
        rows::parsed(self.0, column)?
            .ok_or_else(|| Error::Protocol(format!("{column} is no number in the reply")))
    }

    /// A number, or `None` for NULL.
    pub(super) fn optional_number<T: FromStr>(&self, column: &str) -> Result<Option<T>, Error> {
        rows::parsed(self.0, column)
    }

    /// What a vector (`1 2 3`) or a one-dimensional array (`{1,2,3}`) of numbers holds; `None` for
    /// NULL.
    pub(super) fn numbers<T: FromStr>(&self, column: &str) -> Result<Option<Vec<T>>, Error> {
        let Some(text) = rows::text(self.0, column)? else {
            return Ok(None);
        };
        let numbers = text.trim_matches(['{', '}']).split([' ', ',']);
        let numbers = numbers.filter(|number| !number.is_empty());
        let numbers = numbers.map(|number| number.parse().ok());
        match numbers.collect::<Option<_>>() {
            Some(numbers) => Ok(Some(numbers)),
            None => Err(Error::Protocol(format!("{column} in the reply: {text}"))),
        }
    }

    /// The row of `catalogue` whose OID stands in `column`.
    pub(super) fn address(&self, catalogue: Catalogue, column: &str) -> Result<Address, Error> {
        Ok(Address::new(catalogue, self.number(column)?))
    }

    /// The same, or `None` for NULL and 0.
    pub(super) fn optional_address(
        &self,
        catalogue: Catalogue,
        column: &str,
    ) -> Result<Option<Address>, Error> {
        let oid = self.optional_number(column)?.filter(|&oid| oid != 0);
        Ok(oid.map(|oid| Address::new(catalogue, oid)))
    }

    /// What a JSON array holds; empty for NULL.
    pub(super) fn list<T: serde::de::DeserializeOwned>(
        &self,
        column: &str,
    ) -> Result<Vec<T>, Error> {
        let Some(text) = rows::text(self.0, column)? else {
            return Ok(Vec::new());
        };
        serde_json::from_str(text)
            .map_err(|error| Error::Protocol(format!("{column} in the reply: {error}")))
    }
}
