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

/// What to do with a file of that name that lies where no scenario is read: under an ending that a system hides, or beside the folder.
pub(super) fn lying_about(folder: &Path, name: &str) -> Option<String> {
    let shown = folder.display();
    if is_file(name) || Path::new(name).components().count() != 1 {
        return None;
    }
    let hidden = [".toml.txt", ".txt", ""].into_iter().map(|ending| format!("{name}{ending}"));
    if let Some(file) = hidden.into_iter().find(|file| folder.join(file).is_file()) {
        return Some(format!("{shown} holds `{file}`: name it `{name}{ENDING}`"));
    }
    let file = format!("{name}{ENDING}");
    Path::new(&file).is_file().then(|| format!("put the file `{file}` of this folder into {shown}"))
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
