//! A seeds folder with one large file, and the commands that load it.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::server::Server;

const TABLE: &str = "create table items (id int primary key, name text not null, \
     made_at timestamptz not null, price numeric not null, facts jsonb not null)";

/// A folder with `seeds/<table>.csv`.
pub(crate) struct Project {
    folder: PathBuf,
    file: PathBuf,
}

impl Project {
    /// Rows of int, text, timestamptz, numeric and jsonb.
    ///
    /// # Errors
    /// The folder can't be written.
    pub(crate) fn write(parent: &Path, rows: usize) -> Result<Self> {
        let project = Self::new(parent, "items")?;
        let mut out = BufWriter::new(File::create(&project.file)?);
        writeln!(out, "id,name,made_at,price,facts")?;
        for id in 1..=rows {
            let (day, minute, cents) = (id % 28 + 1, id % 60, id % 100);
            writeln!(
                out,
                "{id},\"Item number {id}, as sold\",2024-03-{day:02} 12:{minute:02}:00+00,{}.{cents:02},\
                 \"{{\"\"colour\"\": \"\"green\"\", \"\"stock\"\": {}, \"\"tags\"\": [\"\"a\"\", \"\"b\"\"]}}\"",
                id % 1000,
                id % 77
            )?;
        }
        out.flush()?;
        Ok(project)
    }

    /// A file of so many gigabytes, in rows of a kilobyte.
    ///
    /// # Errors
    /// The folder can't be written.
    pub(crate) fn write_wide(parent: &Path, gigabytes: usize) -> Result<Self> {
        let project = Self::new(parent, "wide")?;
        let mut out = BufWriter::new(File::create(&project.file)?);
        writeln!(out, "id,filler")?;
        let filler = "all work and no play ".repeat(49);
        let rows = gigabytes * (1 << 30) / (filler.len() + 9) + 1;
        for id in 1..=rows {
            writeln!(out, "{id:08},{filler}")?;
        }
        out.flush()?;
        Ok(project)
    }

    fn new(parent: &Path, table: &str) -> Result<Self> {
        let folder = parent.join(format!("project-{table}"));
        let seeds = folder.join("seeds");
        fs::create_dir_all(&seeds).with_context(|| format!("making {}", seeds.display()))?;
        let file = seeds.join(format!("{table}.csv"));
        Ok(Self { folder, file })
    }

    /// The size of the file.
    ///
    /// # Errors
    /// It can't be looked at.
    pub(crate) fn bytes(&self) -> Result<u64> {
        Ok(fs::metadata(&self.file)?.len())
    }

    /// The empty table in a fresh database.
    ///
    /// # Errors
    /// The server refuses.
    pub(crate) fn create_table(&self, server: &Server, database: &str) -> Result<()> {
        server.create_database(database)?;
        server.ask(database, TABLE)?;
        server.ask(database, "checkpoint")?;
        Ok(())
    }

    /// `proj-migrate seed` of the file.
    pub(crate) fn seed(
        &self,
        server: &Server,
        database: &str,
        binary: &Path,
        options: &[&str],
    ) -> Command {
        let mut command = Command::new(binary);
        command
            .args(["seed", "--seeds-dir", "seeds"])
            .args(options)
            .current_dir(&self.folder)
            .env("DATABASE_URL", server.url(database));
        command
    }

    /// psql's `\copy` of the file.
    pub(crate) fn copy(&self, server: &Server, database: &str) -> Command {
        let mut command = server.psql(database);
        let copy = format!(
            "\\copy items from '{}' with (format csv, header)",
            self.file.display()
        );
        command.args(["-c", &copy]);
        command
    }
}
