//! Where links lead that other commands print: to the server that uses the data.

use super::USUAL_ADDRESS;
use crate::data_dir::DataDir;
use crate::web::Origins;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How often a server that starts is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How often at most: for a minute.
const LOOKS: u32 = 600;

/// How long a server on this machine may take to take a connection.
const TAKES_WITHIN: Duration = Duration::from_secs(1);

/// What the command line says, else what the server has written down, which is waited for while it starts; and whether
/// a server is there, as far as is known.
pub(super) fn origin(
    directory: &DataDir,
    addr: Option<SocketAddr>,
    origin: Option<String>,
) -> (String, bool) {
    let usual = |addr| Origins::new(addr, None).public().to_owned();
    if let Some(origin) = origin.or_else(|| addr.map(usual)) {
        return (origin, true);
    }
    for _ in 0..LOOKS {
        let is_served = is_served(directory);
        match directory.public_origin() {
            Some(origin) => return (origin, is_served),
            None if is_served => std::thread::sleep(LOOK_EVERY),
            None => break,
        }
    }
    (usual(USUAL_ADDRESS), false)
}

/// Whether something listens where the server of the data does, from the moment when it starts.
fn is_served(directory: &DataDir) -> bool {
    let address = directory
        .address()
        .and_then(|address| address.parse::<SocketAddr>().ok());
    address.is_some_and(|address| TcpStream::connect_timeout(&address, TAKES_WITHIN).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_link_leads_to_where_the_server_of_the_data_is() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let found = |addr: Option<&str>, named: Option<&str>| {
            let addr = addr.map(|addr| addr.parse().unwrap());
            origin(&directory, addr, named.map(str::to_owned)).0
        };
        assert_eq!(found(None, None), "http://127.0.0.1:3000");
        directory
            .write_public_origin("http://127.0.0.1:4567")
            .unwrap();
        assert_eq!(found(None, None), "http://127.0.0.1:4567");
        assert_eq!(found(Some("127.0.0.1:80"), None), "http://127.0.0.1:80");
        let named = Some("https://conclave.example");
        assert_eq!(
            found(Some("127.0.0.1:80"), named),
            "https://conclave.example"
        );
    }

    #[test]
    fn a_server_that_starts_is_waited_for_and_one_that_is_gone_is_told_from_it() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let public = "http://127.0.0.1:4567";
        directory.write_public_origin("http://127.0.0.1:1").unwrap();
        directory.forget_public_origin().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        directory
            .write_address(listener.local_addr().unwrap())
            .unwrap();
        std::thread::scope(|scope| {
            let found = scope.spawn(|| origin(&directory, None, None));
            // Being looked at is what shows that the other thread is on its way.
            listener.accept().unwrap();
            directory.write_public_origin(public).unwrap();
            assert_eq!(found.join().unwrap(), (public.to_owned(), true));
        });
        drop(listener);
        assert_eq!(origin(&directory, None, None), (public.to_owned(), false));
    }
}
