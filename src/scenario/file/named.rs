//! Which scenario somebody means: by its name, by its file, by the path of its file.

use std::path::Path;

const ENDING: &str = ".toml";

/// Whether a file is meant, and not a name.
pub(super) fn is_file(argument: &str) -> bool {
    argument.ends_with(ENDING)
}

/// The name in the path of a file.
pub(super) fn stem(argument: &str) -> &str {
    if !is_file(argument) {
        return argument;
    }
    Path::new(argument).file_stem().and_then(|stem| stem.to_str()).unwrap_or(argument)
}

/// The name of a scenario in a folder. A path elsewhere is no scenario of the data set and stays as it is.
pub(super) fn name_of(folder: &Path, argument: &str) -> String {
    let within = Path::new(argument).parent().is_some_and(|parent| {
        parent.as_os_str().is_empty()
            || folder.file_name().is_some_and(|name| parent == Path::new(name))
            || folder.canonicalize().is_ok_and(|folder| parent.canonicalize().is_ok_and(|parent| parent == folder))
    });
    if within { stem(argument).to_owned() } else { argument.to_owned() }
}
