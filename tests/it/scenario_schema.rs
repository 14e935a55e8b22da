//! The JSON Schema of scenario files says what the program reads: no kind, key or needed key more or less.

use super::small::small;
use super::support::project;
use rollcast::scenario::Scenario;
use serde_json::Value;
use std::collections::BTreeSet;

fn schema() -> Value {
    serde_json::from_str(&std::fs::read_to_string(project().join("docs/scenario.schema.json")).unwrap()).unwrap()
}

/// Kinds of change by the schema, each with its keys and the needed ones, `kind` aside.
fn kinds() -> Vec<(String, BTreeSet<String>, BTreeSet<String>)> {
    let schema = schema();
    let of = |name: &Value| {
        let name = name["$ref"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let definition = &schema["definitions"][&name];
        assert_eq!(definition["properties"]["kind"]["const"], Value::from(name.clone()));
        assert_eq!(definition["additionalProperties"], Value::from(false));
        let keys = definition["properties"].as_object().unwrap().keys().filter(|k| *k != "kind").cloned().collect();
        let needed = definition["required"].as_array().unwrap().iter().map(|k| k.as_str().unwrap().to_owned());
        (name, keys, needed.filter(|k| k != "kind").collect())
    };
    schema["properties"]["change"]["items"]["oneOf"].as_array().unwrap().iter().map(of).collect()
}

/// What the program says of a scenario with one change, message and hint.
fn said(change: &str) -> String {
    let mut files = small();
    files.set("scenarios/test.toml", format!("title = \"T\"\nwhy = \"W\"\n[[change]]\n{change}"));
    let folder = files.save("small");
    match Scenario::load(&folder.path("small"), "test") {
        Ok(_) => String::new(),
        Err(problems) => problems.iter().map(|p| format!("{p}\n")).collect(),
    }
}

/// Names in backticks after a text.
fn listed(text: &str, after: &str) -> BTreeSet<String> {
    let line = text.lines().find(|l| l.contains(after)).unwrap_or_else(|| panic!("no `{after}` in {text}"));
    let rest = &line[line.find(after).unwrap() + after.len()..];
    let rest = rest.split('"').next().unwrap();
    rest.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_schema_has_the_kinds_and_keys_that_the_program_reads() {
    let kinds = kinds();
    let names: BTreeSet<String> = kinds.iter().map(|(name, ..)| name.clone()).collect();
    assert_eq!(names, listed(&said("kind = \"0000000000\"\n"), "one of "));
    for (name, keys, needed) in kinds {
        let unknown = said(&format!("kind = \"{name}\"\n\"0000000000\" = 1\n"));
        assert_eq!(keys, listed(&unknown, "hint: the change has "), "keys of {name}");
        // Each needed key is missed in turn, where those before it are there.
        let value = |key: &String| match key.as_str() {
            "draws_from" | "goes_to" | "shares" => "{ ash = 1 }",
            "area" | "of" | "school" | "year_group" | "first_intake" | "reason" | "event" | "target" => "\"x\"",
            _ => "1",
        };
        for missing in &needed {
            let others = needed.iter().filter(|k| *k != missing);
            let lines: String = others.map(|k| format!("{k} = {}\n", value(k))).collect();
            let text = said(&format!("kind = \"{name}\"\n{lines}"));
            assert!(text.contains(&format!("the change has no `{missing}`")), "{name} without {missing}: {text}");
        }
        let lines: String = needed.iter().map(|k| format!("{k} = {}\n", value(k))).collect();
        assert_eq!(said(&format!("kind = \"{name}\"\n{lines}")), "", "{name} needs no more than the schema says");
    }
}
