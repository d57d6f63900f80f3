//! How to get PostgreSQL's server programs on the system at hand, in one sentence.
//!
//! The system is told by `/etc/os-release` (freedesktop's os-release(5): `ID`, `ID_LIKE`).

use std::fs;

/// How to install PostgreSQL here; `major` only when one and no other will do.
pub(crate) fn install_advice(major: Option<u32>) -> String {
    if cfg!(target_os = "macos") {
        return format!(
            "install them with: brew install postgresql@{}",
            major.unwrap_or(18)
        );
    }
    let os_release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    advice_for(&os_release, major)
}

/// The sentence for a system with this os-release file.
fn advice_for(os_release: &str, major: Option<u32>) -> String {
    let package = |plain: &str, separator: &str, suffix: &str| match major {
        Some(major) => format!("{plain}{separator}{major}{suffix}"),
        None => format!("{plain}{suffix}"),
    };
    let command = families(os_release)
        .iter()
        .find_map(|family| match family.as_str() {
            "debian" | "ubuntu" => Some(format!(
                "apt-get install {}",
                package("postgresql", "-", "")
            )),
            "fedora" | "rhel" | "centos" => Some(format!(
                "dnf install {}",
                package("postgresql", "", "-server")
            )),
            "alpine" => Some(format!("apk add {}", package("postgresql", "", ""))),
            "arch" => Some("pacman -S postgresql".to_owned()),
            "suse" | "opensuse" => Some(format!(
                "zypper install {}",
                package("postgresql", "", "-server")
            )),
            _ => None,
        });
    match command {
        Some(command) => format!("install them with: {command}"),
        None => "install PostgreSQL's server with this system's package manager".to_owned(),
    }
}

/// The system's own name, then those it resembles, nearest first.
fn families(os_release: &str) -> Vec<String> {
    ["ID=", "ID_LIKE="]
        .iter()
        .filter_map(|key| os_release.lines().find_map(|line| line.strip_prefix(key)))
        .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::advice_for;

    #[test]
    fn names_the_command_of_the_system() {
        let cases = [
            ("ID=debian\n", None, "apt-get install postgresql"),
            (
                "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n",
                Some(16),
                "apt-get install postgresql-16",
            ),
            (
                "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
                None,
                "dnf install postgresql-server",
            ),
            ("ID=alpine\n", Some(17), "apk add postgresql17"),
            ("ID=plan9\n", None, "this system's package manager"),
        ];
        for (os_release, major, expected) in cases {
            let advice = advice_for(os_release, major);
            assert!(advice.ends_with(expected), "{os_release:?}: {advice}");
        }
    }
}
