#![no_main]

#[path = "../targets.rs"]
mod targets;

use libfuzzer_sys::Corpus;

libfuzzer_sys::fuzz_target!(|data: &[u8]| -> Corpus {
    if targets::cloudformation_json(data) { Corpus::Keep } else { Corpus::Reject }
});
