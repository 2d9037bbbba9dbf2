//! A server that speaks TLS, with a certificate made for the test by an authority made for the test.

use super::{Asked, head, listen};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::Write;
use std::sync::Arc;

/// What the certificate is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Certificate {
    Good,
    Expired,
    Future,
    OtherName,
}

/// A server for `localhost`, and the authority that signed its certificate, as PEM.
pub(crate) fn server(
    certificate: Certificate,
    say: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static,
) -> (u16, String) {
    let (config, authority) = config(certificate);
    let port = listen(move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        while let Some(asked) = head(&mut stream) {
            if stream.write_all(&say(&asked)).is_err() {
                return;
            }
        }
    });
    (port, authority)
}

fn config(certificate: Certificate) -> (Arc<ServerConfig>, String) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    // Two authorities of one name would be taken for one with a wrong signature.
    let name = hex(&authority_key.public_key_raw()[..12]);
    authority.distinguished_name.push(DnType::CommonName, name);
    let pem = authority.self_signed(&authority_key).unwrap().pem();
    let name = match certificate {
        Certificate::OtherName => "riddle.example",
        _ => "localhost",
    };
    let mut leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
    match certificate {
        Certificate::Expired => leaf.not_after = date_time_ymd(2001, 1, 1),
        Certificate::Future => leaf.not_before = date_time_ymd(3000, 1, 1),
        _ => {}
    }
    let key = KeyPair::generate().unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let leaf = leaf.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .unwrap();
    (Arc::new(config), pem)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
