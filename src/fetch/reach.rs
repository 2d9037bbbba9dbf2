//! Which addresses are on the open net: what comes from there never leads into the reader's own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Whether an address is on the open net: neither loopback nor private, link-local, shared,
/// reserved or multicast (RFC 6890), nor one of those in the clothes of IPv6.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// Whether an address says by its look that it is not on the open net: a number that is not, or a
/// name that never leaves the house (RFC 6761, RFC 6762, RFC 8375).
pub fn looks_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => !is_public_v4(ip),
        Some(Host::Ipv6(ip)) => !is_public_v6(ip),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let last = name.rsplit('.').next().unwrap_or(name);
            ["localhost", "local", "internal", "localdomain", "lan"].contains(&last)
                || name.ends_with("home.arpa")
        }
        None => true,
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let closed = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || matches!(
            (a, b, c),
            (0, ..) | (100, 64..=127, _) | (192, 0, 0) | (198, 18..=19, _) | (224..=255, ..)
        );
    !closed
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // Mapped and compatible addresses; `::` and `::1` are among the latter.
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] => inner(high, low),
        // NAT64 (RFC 6052) and 6to4 (RFC 3056) carry an address of the old kind.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => inner(high, low),
        [0x2002, high, low, ..] => inner(high, low),
        // Documentation, Teredo, and everything outside global unicast.
        [0x2001, 0 | 0xdb8, ..] => false,
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_net_and_the_house_are_told_apart() {
        for (ip, public) in [
            ("93.184.216.34", true),
            ("8.8.8.8", true),
            ("172.15.0.1", true),
            ("172.32.0.1", true),
            ("100.63.0.1", true),
            ("198.20.0.1", true),
            ("2606:2800:220:1::1", true),
            ("2002:5db8:d822::1", true),
            ("64:ff9b::8.8.8.8", true),
            ("::ffff:8.8.8.8", true),
            ("127.0.0.1", false),
            ("127.255.0.9", false),
            ("10.1.2.3", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("192.0.0.8", false),
            ("198.18.0.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:192.168.0.1", false),
            ("::127.0.0.1", false),
            ("64:ff9b::10.0.0.1", false),
            ("2002:7f00:1::1", false),
            ("fe80::1", false),
            ("fc00::1", false),
            ("fd12::1", false),
            ("ff02::1", false),
            ("2001:db8::1", false),
        ] {
            let ip: IpAddr = ip.parse().expect("an address");
            assert_eq!(is_public(ip), public, "{ip}");
        }
    }

    #[test]
    fn a_name_that_stays_in_the_house_is_known_by_its_look() {
        for (url, private) in [
            ("http://riddle.example/", false),
            ("http://localhost.example/", false),
            ("http://localhost/", true),
            ("http://LOCALHOST:80/", true),
            ("http://a.localhost/", true),
            ("http://printer.local./", true),
            ("http://box.home.arpa/", true),
            ("http://2130706433/", true),
            ("http://0x7f000001/", true),
            ("http://[::1]/", true),
            ("http://127.1/", true),
            ("http://8.8.8.8/", false),
        ] {
            let parsed = Url::parse(url).expect("an address");
            assert_eq!(looks_private(&parsed), private, "{url}");
        }
    }
}
