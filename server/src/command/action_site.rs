//! Where HTTP actions are a site of their own.
//!
//! Convex gives them an origin without a path, and libraries count on it: what lies below an address with one is
//! not found by those that put their own paths after the origin.

use super::ListenOptions;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::web::{self, Listening, Origins};
use clap::Args;
use std::net::SocketAddr;

#[derive(Args)]
pub(super) struct SiteOptions {
    /// Where HTTP actions are a site of their own; without it a free port, which stays the same, of a server for this
    /// machine, and `/http` of any other server's address.
    #[arg(long, value_name = "ADDR")]
    site_addr: Option<SocketAddr>,
    /// Where others reach that site, if something stands in front of it: https://host.
    #[arg(long, value_name = "ORIGIN", requires = "site_addr", value_parser = web::parse_origin)]
    site_origin: Option<String>,
}

/// A site that listens.
pub(super) struct ActionSite {
    pub(super) listening: Listening,
    pub(super) origins: Origins,
}

impl SiteOptions {
    /// Listens where that was said; for a server of this machine only, where the last one with its data did, or on
    /// another free port if that is taken by now.
    async fn open(
        &self,
        server: &Origins,
        directory: &DataDir,
    ) -> Result<Option<ActionSite>, Failure> {
        let listening = match self.site_addr {
            Some(addr) => Listening::bind(addr).await?,
            None if server.is_loopback() => kept(server.addr(), directory).await?,
            None => return Ok(None),
        };
        let origins = Origins::new(listening.addr(), self.site_origin.as_deref());
        Ok(Some(ActionSite { listening, origins }))
    }
}

impl ListenOptions {
    /// Whether others reach the site, however the server is reached.
    pub(super) fn has_remote_site(&self) -> bool {
        let SiteOptions {
            site_addr,
            site_origin,
        } = &self.site;
        site_origin.is_some() || site_addr.is_some_and(|addr| !addr.ip().is_loopback())
    }

    /// Says that what was asked for is not there: the HTTP actions are another deployment's.
    pub(super) fn warn_without_site(&self) {
        if self.site.site_addr.is_some() {
            tracing::warn!(
                "--site-addr does nothing with --convex-url: HTTP actions are where that deployment has them"
            );
        }
    }

    /// The site beside a server that embeds a deployment.
    pub(super) async fn action_site(
        &self,
        server: &Origins,
        directory: &DataDir,
    ) -> Result<Option<ActionSite>, Failure> {
        match self.site.site_addr {
            Some(addr)
                if !addr.ip().is_loopback() && server.is_loopback() && !self.allow_remote =>
            {
                Err(Failure::RemoteAddress(addr))
            }
            _ => self.site.open(server, directory).await,
        }
    }
}

/// Where functions say that their HTTP actions are.
pub(super) fn address(site: Option<&ActionSite>, server: &Origins) -> String {
    match site {
        Some(site) => site.origins.public().to_owned(),
        None => format!("{}/http", server.public()),
    }
}

/// On the port that the site of these data had last. Not the one after the server's: that may well be where the next
/// server is to listen.
async fn kept(server: SocketAddr, directory: &DataDir) -> Result<Listening, Failure> {
    let on = |port| SocketAddr::new(server.ip(), port);
    if let Some(last) = directory.site_address() {
        match Listening::bind(on(last.port())).await {
            Ok(listening) => return Ok(listening),
            Err(error) => tracing::warn!(%last, %error, "HTTP actions get another address"),
        }
    }
    let listening = Listening::bind(on(0)).await?;
    directory.write_site_address(listening.addr())?;
    Ok(listening)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(site_addr: Option<&str>) -> SiteOptions {
        SiteOptions {
            site_addr: site_addr.map(|addr| addr.parse().unwrap()),
            site_origin: None,
        }
    }

    fn server(public: Option<&str>) -> Origins {
        Origins::new("127.0.0.1:3000".parse().unwrap(), public)
    }

    #[tokio::test]
    async fn the_site_of_a_directory_stays_where_it_was_unless_somebody_else_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let open = async || said(None).open(&server(None), &directory).await.unwrap();
        let first = open().await.unwrap();
        let at = first.listening.addr();
        assert_eq!(address(Some(&first), &server(None)), format!("http://{at}"));
        let beside = open().await.unwrap();
        let elsewhere = beside.listening.addr();
        assert_ne!(elsewhere, at);
        drop((first, beside));
        assert_eq!(open().await.unwrap().listening.addr(), elsewhere);
    }

    #[tokio::test]
    async fn a_server_that_others_reach_has_one_only_where_that_was_said() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let server = server(Some("https://a.example"));
        let site = said(None).open(&server, &directory).await.unwrap();
        assert_eq!(address(site.as_ref(), &server), "https://a.example/http");
        let options = SiteOptions {
            site_origin: Some("https://site.example".to_owned()),
            ..said(Some("127.0.0.1:0"))
        };
        let site = options.open(&server, &directory).await.unwrap();
        assert_eq!(address(site.as_ref(), &server), "https://site.example");
    }
}
