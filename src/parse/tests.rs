//! What parse promises, tried on small invented documents.
