//! URLs, parsed by the same code as the rest of the server's.

use rquickjs::function::Opt;
use rquickjs::{Array, Ctx, Function, Object, Result};
use url::{Url, quirks};

pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Object<'js>) -> Result<()> {
    let parse = |ctx: Ctx<'js>, text: String, base: Opt<String>| -> Result<Option<Array<'js>>> {
        let base = base.0.map(|base| Url::parse(&base)).transpose();
        let url = base.and_then(|base| Url::options().base_url(base.as_ref()).parse(&text));
        url.ok().map(|url| parts(ctx, &url)).transpose()
    };
    host.set("parseUrl", Function::new(ctx.clone(), parse)?)?;

    // Invalid values leave the URL as it is, as the standard's setters do.
    let set =
        |ctx: Ctx<'js>, href: String, part: String, value: String| -> Result<Option<Array<'js>>> {
            let Ok(mut url) = Url::parse(&href) else {
                return Ok(None);
            };
            set_part(&mut url, &part, &value);
            parts(ctx, &url).map(Some)
        };
    host.set("setUrl", Function::new(ctx.clone(), set)?)
}

fn set_part(url: &mut Url, part: &str, value: &str) {
    let _ = match part {
        "protocol" => quirks::set_protocol(url, value),
        "username" => quirks::set_username(url, value),
        "password" => quirks::set_password(url, value),
        "host" => quirks::set_host(url, value),
        "hostname" => quirks::set_hostname(url, value),
        "port" => quirks::set_port(url, value),
        "pathname" => {
            quirks::set_pathname(url, value);
            Ok(())
        }
        "search" => {
            quirks::set_search(url, value);
            Ok(())
        }
        "hash" => {
            quirks::set_hash(url, value);
            Ok(())
        }
        _ => Err(()),
    };
}

/// In the order that `url.js` names them.
fn parts<'js>(ctx: Ctx<'js>, url: &Url) -> Result<Array<'js>> {
    let parts = [
        quirks::href(url),
        quirks::protocol(url),
        quirks::username(url),
        quirks::password(url),
        quirks::host(url),
        quirks::hostname(url),
        quirks::port(url),
        quirks::pathname(url),
        quirks::search(url),
        quirks::hash(url),
        &quirks::origin(url),
    ];
    let array = Array::new(ctx)?;
    for (index, part) in parts.into_iter().enumerate() {
        array.set(index, part)?;
    }
    Ok(array)
}
