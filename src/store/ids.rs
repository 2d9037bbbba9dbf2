//! How ids stand in the files: as text, and refused where they are none. The model itself knows no
//! file.

/// An [`Id`] as its 16 digits.
pub(crate) mod id {
    use crate::model::Id;
    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::Serializer;

    pub(crate) fn serialize<S: Serializer>(id: &Id, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(std::str::from_utf8(&id.digits()).unwrap_or_default())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Id, D::Error> {
        from.deserialize_str(Digits)
    }

    struct Digits;

    impl Visitor<'_> for Digits {
        type Value = Id;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("16 hexadecimal digits")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Id, E> {
            Id::parse(text).ok_or_else(|| E::custom("no id"))
        }
    }
}

/// Those of a list that are an [`Id`]; others are passed over.
pub(crate) mod known {
    use crate::model::Id;
    use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Id>, D::Error> {
        from.deserialize_seq(List)
    }

    struct List;

    impl<'de> Visitor<'de> for List {
        type Value = Vec<Id>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a list of ids")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Id>, A::Error> {
            let mut ids = Vec::new();
            while let Some(Perhaps(id)) = list.next_element()? {
                ids.extend(id);
            }
            Ok(ids)
        }
    }

    /// Of a text no copy is made: a journal may name a million.
    struct Perhaps(Option<Id>);

    impl<'de> Deserialize<'de> for Perhaps {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Perhaps, D::Error> {
            from.deserialize_str(Perhaps(None))
        }
    }

    impl Visitor<'_> for Perhaps {
        type Value = Perhaps;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an id")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Perhaps, E> {
            Ok(Perhaps(Id::parse(text)))
        }
    }
}

/// An [`OutletId`], refused where it would be no safe file name.
pub(crate) mod outlet_id {
    use crate::model::OutletId;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(crate) fn serialize<S: Serializer>(id: &OutletId, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(id.as_str())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<OutletId, D::Error> {
        let text = String::deserialize(from)?;
        OutletId::parse(&text).ok_or_else(|| D::Error::custom("no outlet"))
    }
}

/// An [`OutletId`] that may be missing.
pub(crate) mod outlet {
    use crate::model::OutletId;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(crate) fn serialize<S: Serializer>(
        id: &Option<OutletId>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match id {
            Some(id) => to.serialize_str(id.as_str()),
            None => to.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<OutletId>, D::Error> {
        let Some(text) = Option::<String>::deserialize(from)? else {
            return Ok(None);
        };
        OutletId::parse(&text)
            .map(Some)
            .ok_or_else(|| D::Error::custom("no outlet"))
    }
}
