//! Parts of an address that say who sent the reader, not what they want to read.

/// Query parameters that follow the reader about. Those that end in `*` name all that begin so.
const TRACKING: [&str; 31] = [
    "utm_*",
    "mtm_*",
    "pk_*",
    "piwik_*",
    "hsa_*",
    "vero_*",
    "oly_*",
    "_hs*",
    "at_medium",
    "at_campaign",
    "at_custom*",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "ymclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "ml_subscriber*",
    "ref_src",
    "_openstat",
    "ysclid",
];

/// Whether a parameter of a query, `name=value`, follows the reader about.
pub(super) fn is_tracking(parameter: &str) -> bool {
    is_one_of(&TRACKING, parameter)
}

/// Whether the name of a parameter is among `names`, in any case.
pub(super) fn is_one_of(names: &[&str], parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or(parameter);
    let name = name.to_ascii_lowercase();
    names.iter().any(|known| match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *known,
    })
}
