//! The compact form of a price book, which is read without a parser.

use super::book::PriceBook;

impl PriceBook {
    /// The compact form of this book.
    pub fn to_compact(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(self)
    }

    /// The book of a compact form.
    pub fn from_compact(bytes: &[u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}
