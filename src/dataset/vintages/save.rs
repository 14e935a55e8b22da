//! Saving a vintage: whole or not at all, and never over another.

use super::{FOLDER, SEAL, VintageRecord, vintage_folder};
use crate::dataset::{ExportError, InputFile, VintageName};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Why a vintage cannot be saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The name is taken.
    #[error("there is a vintage `{name}` already, saved {made}\n  {}\n  hint: a vintage is never overwritten; choose another name", folder.display())]
    Taken {
        /// The name.
        name: VintageName,
        /// When it was made, or that nobody knows.
        made: String,
        /// Its folder.
        folder: PathBuf,
    },
    /// The folder cannot be written.
    #[error(transparent)]
    Write(#[from] ExportError),
}

/// The text of run.json with the seal at its end.
pub fn sealed(record: &str) -> String {
    let open = record.trim_end().trim_end_matches('}').trim_end();
    format!("{open}{SEAL}{}\"\n}}\n", InputFile::of("run.json", open.as_bytes()).sha256)
}

/// Writes the files of a vintage whole or not at all, and never over another.
///
/// # Errors
/// [`SaveError::Taken`] where the name is taken; [`SaveError::Write`] where the folder cannot be written.
pub fn save_vintage(dataset: &Path, name: &VintageName, files: &[(&str, Vec<u8>)]) -> Result<PathBuf, SaveError> {
    let folder = vintage_folder(dataset, name);
    free(dataset, name)?;
    let all = dataset.join(FOLDER);
    let error = |path: &Path| {
        let path = path.to_owned();
        move |source| ExportError::Write { path, source }
    };
    fs::create_dir_all(&all).map_err(error(&all))?;
    let staging = tempfile::Builder::new().prefix(".rollcast-").tempdir_in(&all).map_err(error(&all))?;
    for (file, bytes) in files {
        let path = staging.path().join(file);
        let mut open = fs::File::create(&path).map_err(error(&path))?;
        open.write_all(bytes).and_then(|()| open.sync_all()).map_err(error(&path))?;
    }
    // A folder that is not empty is never replaced: of two runs that save one name, the second fails here.
    fs::rename(staging.path(), &folder).map_err(error(&folder))?;
    Ok(folder)
}

/// Whether a vintage of that name can be saved.
///
/// # Errors
/// [`SaveError::Taken`] where it is taken.
pub fn free(dataset: &Path, name: &VintageName) -> Result<(), SaveError> {
    let folder = vintage_folder(dataset, name);
    if !folder.exists() {
        return Ok(());
    }
    let record = fs::read(folder.join("run.json")).ok();
    let record: Option<VintageRecord> = record.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let made = record.map_or_else(|| "at a time nobody knows".to_owned(), |r| r.start);
    Err(SaveError::Taken { name: name.clone(), made, folder })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_of_the_text_before_it() {
        let text = sealed("{\n  \"version\": \"1\"\n}\n");
        assert!(text.starts_with("{\n  \"version\": \"1\",\n  \"seal\": \"") && text.ends_with("\"\n}\n"), "{text}");
        let (open, seal) = text.rsplit_once(SEAL).unwrap();
        assert!(seal.starts_with(&InputFile::of("", open.as_bytes()).sha256));
    }
}
