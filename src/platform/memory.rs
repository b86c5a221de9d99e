//! How much memory there is.

/// What is taken to be there where the system does not say: 2 GiB.
const UNKNOWN: u64 = 2 << 30;

/// Bytes of memory that programs can still have.
pub fn available_memory() -> u64 {
    std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| available(&text)).unwrap_or(UNKNOWN)
}

fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_linux_is_read() {
        let text = "MemTotal:       16000000 kB\nMemFree:          100 kB\nMemAvailable:    8000000 kB\n";
        assert_eq!(available(text), Some(8_192_000_000));
        assert_eq!(available("MemAvailable: many"), None);
        assert!(available_memory() > 0);
    }
}
