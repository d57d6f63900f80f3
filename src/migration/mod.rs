//! The nouns of a migration and the pure parser from text to migration.
