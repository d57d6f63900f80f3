//! What the watchdog is told to do, and its passage through a command line.
//!
//! The order travels as positional arguments, not as text to be parsed: paths may hold any byte.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use super::account::Account;
use super::binaries::Binaries;

/// Which data the server works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// Data kept in this folder, shared with other commands.
    Kept(PathBuf),
    /// New data in a temporary folder, removed afterwards.
    Scratch,
}

/// One server to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) place: Place,
    /// Where the socket's folder is made, and scratch data.
    pub(crate) temp_dir: PathBuf,
    pub(crate) binaries: Binaries,
    pub(crate) account: Account,
    /// How long the server outlives its last user.
    pub(crate) linger: Duration,
    /// `name=value` settings for the server.
    pub(crate) settings: Vec<String>,
}

impl Order {
    /// The arguments that [`Self::from_args`] reads back.
    pub(crate) fn to_args(&self) -> Vec<OsString> {
        let place = match &self.place {
            Place::Kept(folder) => ["kept".into(), folder.clone().into_os_string()],
            Place::Scratch => ["scratch".into(), OsString::new()],
        };
        let account = match self.account {
            Account::Ourselves => "-".to_owned(),
            Account::Other { uid, gid } => format!("{uid}:{gid}"),
        };
        let mut args = Vec::from(place);
        args.extend([
            self.temp_dir.clone().into_os_string(),
            self.binaries.bin_dir.clone().into_os_string(),
            self.binaries.major.to_string().into(),
            account.into(),
            self.linger.as_millis().to_string().into(),
        ]);
        args.extend(self.settings.iter().map(OsString::from));
        args
    }

    /// The order in these arguments; nothing when they were not made by [`Self::to_args`].
    pub(crate) fn from_args(args: impl IntoIterator<Item = OsString>) -> Option<Self> {
        let mut args = args.into_iter();
        let place = match (args.next()?.to_str()?, args.next()?) {
            ("kept", folder) => Place::Kept(folder.into()),
            ("scratch", _) => Place::Scratch,
            _ => return None,
        };
        Some(Self {
            place,
            temp_dir: args.next()?.into(),
            binaries: Binaries {
                bin_dir: args.next()?.into(),
                major: args.next()?.to_str()?.parse().ok()?,
            },
            account: account(args.next()?.to_str()?)?,
            linger: Duration::from_millis(args.next()?.to_str()?.parse().ok()?),
            settings: args
                .map(|arg| arg.into_string().ok())
                .collect::<Option<_>>()?,
        })
    }
}

fn account(text: &str) -> Option<Account> {
    if text == "-" {
        return Some(Account::Ourselves);
    }
    let (uid, gid) = text.split_once(':')?;
    Some(Account::Other {
        uid: uid.parse().ok()?,
        gid: gid.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::path::PathBuf;
    use std::time::Duration;

    use super::{Account, Binaries, Order, Place};

    #[test]
    fn orders_survive_the_command_line() {
        let odd = PathBuf::from(OsStr::from_bytes(b"/a \xff\n--b"));
        let kept = Order {
            place: Place::Kept(odd.clone()),
            temp_dir: "/tmp".into(),
            binaries: Binaries {
                bin_dir: odd,
                major: 18,
            },
            account: Account::Other { uid: 101, gid: 104 },
            linger: Duration::from_millis(1500),
            settings: vec!["fsync=off".to_owned()],
        };
        let scratch = Order {
            place: Place::Scratch,
            account: Account::Ourselves,
            settings: Vec::new(),
            ..kept.clone()
        };
        for order in [kept, scratch] {
            assert_eq!(Order::from_args(order.to_args()), Some(order));
        }
        assert_eq!(Order::from_args(["up".into()]), None);
    }
}
