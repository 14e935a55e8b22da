//! The bytes of a file of a data set, read once: what is fingerprinted is what is used.

use super::problem::{Fault, FileFault};
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path};

/// The most bytes of a file, and of a workbook when unpacked: some three times a sheet of a million rows.
pub(super) const LARGEST: u64 = 512 << 20;

/// The bytes of a file of a folder, named from there; `None` where there is none.
///
/// A link is followed inside the folder and refused where it leads out: a data set that was sent to somebody must not put
/// that person's other files into a report. What a path says openly, with `..`, is no such surprise.
///
/// # Errors
/// A file that is none, leads out, is too large, cannot be read or changes meanwhile.
pub(crate) fn file_of(folder: &Path, name: impl AsRef<Path>) -> Result<Option<Vec<u8>>, Fault> {
    let name = name.as_ref();
    let path = folder.join(name);
    let unreadable = |e: io::Error| Fault::Unreadable { reason: e.to_string() };
    let about = match fs::metadata(&path) {
        Ok(about) => about,
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let link = fs::symlink_metadata(&path).is_ok();
            return if link { Err(FileFault::LeadsNowhere.into()) } else { Ok(None) };
        }
        Err(e) => return Err(unreadable(e)),
    };
    // Opening a pipe would wait for ever.
    if !about.is_file() {
        return Err(FileFault::NotAFile.into());
    }
    if name.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir)) {
        let (target, folder) =
            fs::canonicalize(&path).and_then(|target| Ok((target, fs::canonicalize(folder)?))).map_err(unreadable)?;
        if !target.starts_with(folder) {
            return Err(FileFault::LeadsOut { target: target.display().to_string() }.into());
        }
    }
    let file = fs::File::open(&path).map_err(unreadable)?;
    read_whole(&file).map(Some)
}

/// The bytes of an open file.
fn read_whole(mut file: &fs::File) -> Result<Vec<u8>, Fault> {
    let unreadable = |e: io::Error| Fault::Unreadable { reason: e.to_string() };
    let before = file.metadata().map_err(unreadable)?;
    if before.len() > LARGEST {
        return Err(FileFault::TooLarge { megabytes: before.len() >> 20 }.into());
    }
    let mut bytes = Vec::with_capacity(before.len() as usize);
    // One byte more than there should be tells of a file that grows.
    file.by_ref().take(before.len() + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let after = file.metadata().map_err(unreadable)?;
    let touched = before.modified().ok() != after.modified().ok() || before.len() != after.len();
    if touched || bytes.len() as u64 != before.len() {
        return Err(FileFault::Changed.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_file_is_read_whole_or_refused_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join("a.csv"), "a\n1\n").unwrap();
        fs::create_dir(folder.join("b.csv")).unwrap();
        assert_eq!(file_of(folder, "a.csv"), Ok(Some(b"a\n1\n".to_vec())));
        assert_eq!(file_of(folder, "none.csv"), Ok(None));
        assert_eq!(file_of(folder, "b.csv"), Err(FileFault::NotAFile.into()));
        // A file without content but of a length, so that nobody's disk is filled.
        let huge = fs::File::create(folder.join("c.csv")).unwrap();
        huge.set_len(LARGEST + (1 << 20)).unwrap();
        assert_eq!(file_of(folder, "c.csv"), Err(FileFault::TooLarge { megabytes: 513 }.into()));
    }

    /// A reader at its end looks once more: what was added or taken away since it began shows there.
    #[test]
    fn a_file_that_changes_while_it_is_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, "a\n1\n").unwrap();
        let mut file = fs::OpenOptions::new().read(true).append(true).open(&path).unwrap();
        // The place of the reader is behind the first line when it begins: three bytes fewer come than the file has.
        let mut first = [0; 2];
        file.read_exact(&mut first).unwrap();
        assert_eq!(read_whole(&file), Err(FileFault::Changed.into()));
        file.write_all(b"2\n").unwrap();
        assert_eq!(file_of(folder.path(), "a.csv"), Ok(Some(b"a\n1\n2\n".to_vec())));
    }
}
