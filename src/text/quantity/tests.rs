//! Tables of what is read and what is refused, and properties of all quantities.

use super::*;
use proptest::prelude::*;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn counts_are_read_as_people_write_them() {
    for (typed, value) in [
        ("0", "0"),
        ("1", "1"),
        ("1000", "1000"),
        ("1M", "1000000"),
        ("1m", "1000000"),
        ("1.5k", "1500"),
        ("1.5 K", "1500"),
        ("10_000", "10000"),
        ("2B", "2000000000"),
        ("2bn", "2000000000"),
        ("3 million", "3000000"),
        ("3,000,000", "3000000"),
        ("1,234.5", "1234.5"),
        ("12,500k", "12500000"),
        ("1e6", "1000000"),
        ("2.5E+3", "2500"),
        ("25e-1", "2.5"),
        (".5", "0.5"),
        ("007", "7"),
        ("1.50", "1.5"),
        ("  42\t", "42"),
        ("79228162514264337593543950335", "79228162514264337593543950335"),
        ("1.000000000000000000000000000000000000", "1"),
    ] {
        assert_eq!(Count::parse(typed).map(Count::value), Ok(dec(value)), "{typed}");
    }
}

#[test]
fn a_count_may_name_what_it_counts() {
    for typed in ["1000 concurrent executions", "1k executions", "1,000 Executions", "1000 execution", "1000"]
    {
        let read = Count::parse_of(typed, "concurrent executions").map(Count::value);
        assert_eq!(read, Ok(dec("1000")), "{typed}");
    }
    let other = Count::parse_of("1000 requests", "concurrent executions").unwrap_err();
    assert_eq!((other.fault, other.offending()), (Fault::UnknownUnit, "requests"));
    assert_eq!(Count::parse_whole("1.5k"), Ok(1500));
    assert_eq!(Count::parse_whole("1.5").unwrap_err().fault, Fault::NotWhole);
    assert_eq!(Count::parse_whole("20000000000B").unwrap_err().fault, Fault::TooLarge);
}

#[test]
fn durations_are_read_in_milliseconds() {
    for (typed, ms) in [
        ("0", "0"),
        ("100ms", "100"),
        ("100 ms", "100"),
        ("1.5s", "1500"),
        ("15m", "900000"),
        ("15 min", "900000"),
        ("15 Minutes", "900000"),
        ("6h", "21600000"),
        ("1m30s", "90000"),
        ("1 min 30 s", "90000"),
        ("1h30m", "5400000"),
        ("2 d", "172800000"),
        ("2d 3h 4m 5s 6ms 7us 8ns", "183845006.007008"),
        ("900 seconds", "900000"),
        ("900S", "900000"),
        ("100MS", "100"),
        ("250us", "0.25"),
        ("250µs", "0.25"),
        ("250\u{3bc}s", "0.25"),
        ("10ns", "0.00001"),
        ("0.3 ns", "0.0000003"),
        ("1_000ms", "1000"),
        ("1,500 ms", "1500"),
        ("12.000000000000000000000001s", "12000.000000000000000000001"),
        ("18446744073.709551615s", "18446744073709.551615"),
    ] {
        assert_eq!(Duration::parse(typed).map(Duration::ms), Ok(dec(ms)), "{typed}");
    }
}

#[test]
fn memory_is_read_in_mb_of_1024_kb() {
    for (typed, mb) in [
        ("512", "512"),
        ("512MB", "512"),
        ("512 mb", "512"),
        ("512 MiB", "512"),
        ("512M", "512"),
        ("1GB", "1024"),
        ("1 gb", "1024"),
        ("10.5 GiB", "10752"),
        ("10,240 MB", "10240"),
        ("256KB", "0.25"),
        ("1 byte", "0.00000095367431640625"),
        ("6 megabytes", "6"),
        ("2 TB", "2097152"),
    ] {
        assert_eq!(Memory::parse(typed).map(Memory::mb), Ok(dec(mb)), "{typed}");
    }
    assert_eq!(Memory::parse_with_unit("512MB"), Memory::parse("512"));
    assert_eq!(Memory::parse_with_unit("512").unwrap_err().fault, Fault::MissingUnit);
}

#[test]
fn shares_are_read_as_fractions() {
    for (typed, fraction) in [
        ("1%", "0.01"),
        ("1 %", "0.01"),
        ("0.01", "0.01"),
        ("100%", "1"),
        ("0", "0"),
        ("0%", "0"),
        ("0.5 percent", "0.005"),
        ("12.5 per cent", "0.125"),
        ("99.95%", "0.9995"),
        ("0.999", "0.999"),
    ] {
        assert_eq!(Share::parse(typed).map(Share::fraction), Ok(dec(fraction)), "{typed}");
    }
}

#[test]
fn rates_are_exact_over_their_time() {
    for (typed, amount, seconds) in [
        ("100/s", "100", 1),
        ("100 / s", "100", 1),
        ("100 per second", "100", 1),
        ("100 rps", "100", 1),
        ("100 requests/s", "100", 1),
        ("100 requests per second", "100", 1),
        ("6k/min", "100", 1),
        ("6,000 / minute", "100", 1),
        ("360k/h", "100", 1),
        ("8.64M/day", "100", 1),
        ("30/min", "0.5", 1),
        ("100/h", "100", 3600),
        ("2/h", "2", 3600),
        ("20/h", "20", 3600),
        ("60/h", "1", 60),
        ("1/d", "1", 86400),
        ("0", "0", 1),
    ] {
        let rate = Rate::parse(typed).unwrap();
        assert_eq!((rate.amount(), rate.seconds()), (dec(amount), seconds), "{typed}");
    }
    assert_eq!(Rate::parse("6k/min"), Rate::parse("100/s"));
    assert_eq!(Rate::parse_or_per_second("12.5"), Rate::parse("12.5/s"));
    assert_eq!(Rate::parse_or_per_second("1.5k"), Rate::parse("1500/s"));
}

#[test]
fn money_is_read_in_dollars() {
    for (typed, dollars) in [
        ("$0.20", "0.2"),
        ("$ 0.20", "0.2"),
        ("0.20 USD", "0.2"),
        ("USD 0.20", "0.2"),
        ("US$0.20", "0.2"),
        ("0.20 $", "0.2"),
        ("$0.20 USD", "0.2"),
        ("4.37", "4.37"),
        ("$1,234.50", "1234.5"),
        ("$1.5k", "1500"),
        ("3 dollars", "3"),
        ("$0.0000166667", "0.0000166667"),
    ] {
        assert_eq!(Money::parse(typed).map(Money::dollars), Ok(dec(dollars)), "{typed}");
    }
}

fn refusal(kind: Kind, typed: &str) -> QuantityError {
    match kind {
        Kind::Count => Count::parse(typed).unwrap_err(),
        Kind::Duration => Duration::parse(typed).unwrap_err(),
        Kind::Memory => Memory::parse(typed).unwrap_err(),
        Kind::Share => Share::parse(typed).unwrap_err(),
        Kind::Rate => Rate::parse(typed).unwrap_err(),
        Kind::Money => Money::parse(typed).unwrap_err(),
    }
}

/// The whole message of a refusal, without the examples that every kind of quantity ends with.
#[test]
fn refusals_say_what_is_wrong_and_what_to_write() {
    let table = [
        (Kind::Count, "", "nothing was typed"),
        (Kind::Count, "  ", "nothing was typed"),
        (Kind::Count, "many", "`many` is not a count: a number is missing where `many` stands"),
        (Kind::Count, "k", "`k` is not a count: a number is missing where `k` stands"),
        (Kind::Count, "-5", "`-5` is not a count: it cannot be negative"),
        (Kind::Count, "\u{2212}5", "`\u{2212}5` is not a count: it cannot be negative"),
        (Kind::Count, "5%", "`5%` is not a count: `%` is a unit of shares, not of counts"),
        (
            Kind::Count,
            "5 milion",
            "`5 milion` is not a count: `milion` is no unit of counts; did you mean `million`?",
        ),
        (Kind::Count, "1,5", "`1,5` is not a count: `1,5` has a decimal comma; write a point: `1.5`"),
        (Kind::Count, "1,5k", "`1,5k` is not a count: `1,5` has a decimal comma; write a point: `1.5`"),
        (Kind::Count, "0,125", "`0,125` is not a count: `0,125` has a decimal comma; write a point: `0.125`"),
        (
            Kind::Count,
            "1.234,5",
            "`1.234,5` is not a count: `1.234,5` has a decimal comma; write a point: `1234.5`",
        ),
        (
            Kind::Count,
            "1,00,000",
            "`1,00,000` is not a count: thousands are separated in threes, as in `3,000,000`",
        ),
        (
            Kind::Count,
            "1,000,",
            "`1,000,` is not a count: thousands are separated in threes, as in `3,000,000`",
        ),
        (Kind::Count, "1.2.3", "`1.2.3` is not a count: it has more than one decimal point"),
        (Kind::Count, "5.", "`5.` is not a count: digits are missing after the point"),
        (Kind::Count, ".", "`.` is not a count: digits are missing after the point"),
        (Kind::Count, "1__0", "`1__0` is not a count: `_` may only stand between digits"),
        (Kind::Count, "_1", "`_1` is not a count: `_` may only stand between digits"),
        (
            Kind::Count,
            "10 000",
            "`10 000` is not a count: there is a space inside the number; write it without spaces, or with `,` or `_` between thousands",
        ),
        (Kind::Count, "1/2", "`1/2` is not a count: `/2` does not belong to it"),
        (
            Kind::Count,
            "79228162514264337593543950336",
            "`79228162514264337593543950336` is not a count: it is too large",
        ),
        (Kind::Count, "1e99999999999", "`1e99999999999` is not a count: it is too large"),
        (
            Kind::Count,
            "0.12345678901234567890123456789",
            "`0.12345678901234567890123456789` is not a count: it has more digits than can be kept exactly (28)",
        ),
        (
            Kind::Duration,
            "500",
            "`500` is not a duration: the unit after `500` is missing; write `500ms` or `500s`",
        ),
        (
            Kind::Duration,
            "1h30",
            "`1h30` is not a duration: the unit after `30` is missing; write `30m` or `30s`",
        ),
        (Kind::Duration, "15M", "`15M` is not a duration: `M` is no unit of time; did you mean `m`?"),
        (
            Kind::Duration,
            "15 minuts",
            "`15 minuts` is not a duration: `minuts` is no unit of time; did you mean `minute`?",
        ),
        (Kind::Duration, "512MB", "`512MB` is not a duration: `MB` is a unit of memory, not of time"),
        (
            Kind::Duration,
            "30s1m",
            "`30s1m` is not a duration: `1m` does not follow from a larger unit to a smaller one",
        ),
        (
            Kind::Duration,
            "1s 2s",
            "`1s 2s` is not a duration: `2s` does not follow from a larger unit to a smaller one",
        ),
        (Kind::Duration, "5 x", "`5 x` is not a duration: `x` is no unit of time"),
        (Kind::Duration, "1m-30s", "`1m-30s` is not a duration: it cannot be negative"),
        (
            Kind::Duration,
            "4,37 s",
            "`4,37 s` is not a duration: `4,37` has a decimal comma; write a point: `4.37`",
        ),
        (Kind::Duration, "1:30", "`1:30` is not a duration: `:30` does not belong to it"),
        (Kind::Duration, "600 years", "`600 years` is not a duration: `years` is no unit of time"),
        (Kind::Duration, "220000d", "`220000d` is not a duration: it is too large"),
        (Kind::Memory, "512ms", "`512ms` is not an amount of memory: `ms` is a unit of time, not of memory"),
        (
            Kind::Memory,
            "512 MBB",
            "`512 MBB` is not an amount of memory: `MBB` is no unit of memory; did you mean `MB`?",
        ),
        (Kind::Memory, "MB", "`MB` is not an amount of memory: a number is missing where `MB` stands"),
        (Kind::Memory, "1GB 512MB", "`1GB 512MB` is not an amount of memory: `512MB` does not belong to it"),
        (
            Kind::Share,
            "1",
            "`1` is not a share: `1` could be a percentage or a fraction; write `1%` for one in a hundred, or `100%` for all",
        ),
        (
            Kind::Share,
            "1.0",
            "`1.0` is not a share: `1.0` could be a percentage or a fraction; write `1%` for one in a hundred, or `100%` for all",
        ),
        (
            Kind::Share,
            "5",
            "`5` is not a share: `5` could be a percentage or a fraction; write `5%` or `0.05`",
        ),
        (Kind::Share, "250", "`250` is not a share: a share is at most 100%"),
        (Kind::Share, "101%", "`101%` is not a share: a share is at most 100%"),
        (Kind::Share, "0,5%", "`0,5%` is not a share: `0,5` has a decimal comma; write a point: `0.5`"),
        (
            Kind::Share,
            "5 percnt",
            "`5 percnt` is not a share: `percnt` is no unit of shares; did you mean `percent`?",
        ),
        (
            Kind::Rate,
            "100",
            "`100` is not a rate: the unit after `100` is missing; write `100/s` or `100/min`",
        ),
        (
            Kind::Rate,
            "100/",
            "`100/` is not a rate: the unit after `100/` is missing; write `100/s` or `100/min`",
        ),
        (Kind::Rate, "100/ms", "`100/ms` is not a rate: `ms` is a unit of time, not of rates"),
        (Kind::Rate, "100 s", "`100 s` is not a rate: `s` is a unit of time, not of rates"),
        (
            Kind::Rate,
            "100/secnd",
            "`100/secnd` is not a rate: `secnd` is no unit of rates; did you mean `second`?",
        ),
        (Kind::Money, "€5", "`€5` is not an amount of money: a number is missing where `€` stands"),
        (Kind::Money, "5 EUR", "`5 EUR` is not an amount of money: `EUR` is no unit of money"),
        (Kind::Money, "us 5", "`us 5` is not an amount of money: a number is missing where `us` stands"),
        (
            Kind::Money,
            "$4,37",
            "`$4,37` is not an amount of money: `4,37` has a decimal comma; write a point: `4.37`",
        ),
        (Kind::Money, "$-1", "`$-1` is not an amount of money: it cannot be negative"),
        (Kind::Money, "$", "`$` is not an amount of money: a number is missing"),
        (
            Kind::Memory,
            "9\u{1b}[2J",
            "`9\u{fffd}[2J` is not an amount of memory: `\u{fffd}[2J` does not belong to it",
        ),
    ];
    for (kind, typed, expected) in table {
        let examples = format!("write it like {}", kind.examples());
        let message = refusal(kind, typed).to_string();
        let told = message
            .strip_suffix(&examples)
            .map_or(message.as_str(), |told| told.trim_end_matches([' ', ';']));
        assert_eq!(told, expected, "{kind:?} {typed:?}");
    }
    assert_eq!(
        refusal(Kind::Memory, "512 MBB").to_string(),
        "`512 MBB` is not an amount of memory: `MBB` is no unit of memory; did you mean `MB`? write it like `512` (MB), `512MB`, `1GB` or `10.5 GiB`"
    );
}

#[test]
fn spans_mark_the_offending_part() {
    for (kind, typed, span) in [
        (Kind::Duration, " 15 minuts ", 4..10),
        (Kind::Memory, "512ms", 3..5),
        (Kind::Count, "10 000 req", 0..6),
        (Kind::Duration, "1m 5µx", 4..7),
        (Kind::Share, "  1 ", 2..3),
        (Kind::Count, "", 0..0),
        (Kind::Money, "$ ", 2..2),
    ] {
        assert_eq!(refusal(kind, typed).span, span, "{typed:?}");
    }
}

#[test]
fn simulated_time_takes_any_number_of_digits() {
    for (typed, nanoseconds) in [
        ("1.5s", 1_500_000_000),
        ("0.4999999999999999999999999999999999999999999999ns", 0),
        ("0.5ns", 1),
        ("1.4999999999999999999999999999999999999999999999ns", 1),
        ("0.33333333333333333333333333333333333333h", 1_200_000_000_000),
        ("1h 0.0000000005s", 3_600_000_000_001),
        ("1e3s", 1_000_000_000_000),
        ("5e-9s", 5),
        ("1e-400s", 0),
        ("0", 0),
        ("18446744073.709551615s", u64::MAX),
    ] {
        assert_eq!(Duration::parse_nanoseconds(typed), Ok(nanoseconds), "{typed}");
    }
    assert_eq!(Duration::parse_nanoseconds("18446744073.7095516155s").unwrap_err().fault, Fault::TooLarge);
    assert_eq!(Duration::parse_nanoseconds("1e400s").unwrap_err().fault, Fault::TooLarge);
    assert_eq!(
        Duration::parse("0.0000000000000000000000000000001ms").unwrap_err().fault,
        Fault::TooManyDigits
    );
}

#[test]
fn people_are_shown_short_forms() {
    let table = [
        (Count::parse("1000").unwrap().pretty(), "1,000"),
        (Count::parse("1234567.8915").unwrap().pretty(), "1,234,567.892"),
        (Duration::parse("1500ms").unwrap().pretty(), "1.5 s"),
        (Duration::parse("900s").unwrap().pretty(), "15 min"),
        (Duration::parse("90s").unwrap().pretty(), "1 min 30 s"),
        (Duration::parse("51h").unwrap().pretty(), "2 d 3 h"),
        (Duration::parse("61.25s").unwrap().pretty(), "1 min 1.25 s"),
        (Duration::parse("12.3456ms").unwrap().pretty(), "12.346 ms"),
        (Duration::parse("999.9999ms").unwrap().pretty(), "1 s"),
        (Duration::parse("59.9996s").unwrap().pretty(), "1 min"),
        (Duration::parse("250us").unwrap().pretty(), "250 µs"),
        (Duration::parse("20ns").unwrap().pretty(), "20 ns"),
        (Duration::parse("0").unwrap().pretty(), "0 ms"),
        (Duration::parse("12.3456ms").unwrap().brief(), "12.35 ms"),
        (Duration::parse("323.6449ms").unwrap().brief(), "323.6 ms"),
        (Duration::parse("999.97ms").unwrap().brief(), "1 s"),
        (Duration::parse("1.2345s").unwrap().brief(), "1.23 s"),
        (Duration::parse("7865.4s").unwrap().brief(), "2 h 11 min 5 s"),
        (Duration::parse("1234ns").unwrap().brief(), "1.2 µs"),
        (Duration::parse("0").unwrap().brief(), "0 ms"),
        (Memory::parse("512").unwrap().pretty(), "512 MB"),
        (Memory::parse("1024").unwrap().pretty(), "1 GB"),
        (Memory::parse("1769").unwrap().pretty(), "1,769 MB"),
        (Memory::parse("10.5GB").unwrap().pretty(), "10.5 GB"),
        (Memory::parse("400KB").unwrap().pretty(), "400 KB"),
        (Memory::parse("100B").unwrap().pretty(), "100 B"),
        (Memory::parse("0").unwrap().pretty(), "0 MB"),
        (Share::parse("1.2%").unwrap().pretty(), "1.2 %"),
        (Share::parse("0.012345").unwrap().pretty(), "1.23 %"),
        (Share::parse("0.00001234").unwrap().pretty(), "0.0012 %"),
        (Share::parse("0").unwrap().pretty(), "0 %"),
        (Rate::parse("6k/min").unwrap().pretty(), "100/s"),
        (Rate::parse("1M/s").unwrap().pretty(), "1,000,000/s"),
        (Rate::parse("0.5/s").unwrap().pretty(), "30/min"),
        (Rate::parse("2/h").unwrap().pretty(), "2/h"),
        (Money::parse("4.366675").unwrap().pretty(), "$4.37"),
        (Money::parse("4.365").unwrap().pretty(), "$4.37"),
        (Money::parse("1234.5").unwrap().pretty(), "$1,234.50"),
        (Money::from_dollars(dec("-4.365")).pretty(), "-$4.37"),
        (Money::from_dollars(dec("-0.001")).pretty(), "$0.00"),
    ];
    for (shown, expected) in table {
        assert_eq!(shown, expected);
    }
    assert_eq!(Money::parse("5").unwrap().to_string(), "$5.00");
    assert_eq!(Money::parse("$0.0000166667").unwrap().to_string(), "$0.0000166667");
    assert_eq!(Money::parse("4.366675").unwrap().rounded().to_string(), "4.37");
}

#[test]
fn the_table_names_every_unit_once() {
    for (at, unit) in UNITS.iter().enumerate() {
        for spelling in unit.spellings {
            let twin = UNITS[..at]
                .iter()
                .find(|other| other.kind == unit.kind && other.spellings.contains(spelling));
            assert!(twin.is_none(), "{spelling} is two units");
            assert_eq!(*spelling, spelling.to_lowercase(), "spellings are matched in lower case");
        }
    }
    let table = unit_table();
    assert!(table.contains("GB") && table.contains("1,024 MB") && table.contains("µs"), "{table}");
}

#[test]
fn values_are_converted_to_the_base_of_their_kind() {
    for (kind, value, word, base) in [
        (Kind::Duration, "15", "min", Some("900000")),
        (Kind::Duration, "900", "seconds", Some("900000")),
        (Kind::Memory, "10", "GB", Some("10240")),
        (Kind::Share, "5", "%", Some("0.05")),
        (Kind::Money, "0.2", "USD", Some("0.2")),
        (Kind::Money, "-0.2", "USD", Some("-0.2")),
        (Kind::Memory, "10", "s", None),
        (Kind::Rate, "10", "s", None),
        (Kind::Duration, "79228162514264337593543950335", "h", None),
    ] {
        assert_eq!(to_base(kind, dec(value), word), base.map(dec), "{value} {word}");
    }
}

/// Decimals of every size and scale that are not negative.
fn decimals() -> impl Strategy<Value = Decimal> {
    (any::<u32>(), any::<u32>(), 0..1000u32, 0..=28u32)
        .prop_map(|(low, middle, high, scale)| Decimal::from_parts(low, middle, high, false, scale))
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(value in decimals(), nanoseconds in any::<u64>(), unit in 0..4usize) {
        let count = Count::new(value).unwrap();
        prop_assert_eq!(Count::parse(&count.to_string()), Ok(count));
        prop_assert_eq!(Count::parse(&grouped(count.value())), Ok(count));
        let memory = Memory::from_mb(value).unwrap();
        prop_assert_eq!(Memory::parse(&memory.to_string()), Ok(memory));
        let money = Money::from_dollars(value);
        prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
        if let Some(share) = Share::new(value) {
            prop_assert_eq!(Share::parse(&share.to_string()), Ok(share));
        }
        if let Some(duration) = Duration::from_ms(value) {
            prop_assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
        }
        let rate = Rate::parse(&format!("{}{}", count, ["/s", "/min", "/h", "/day"][unit]));
        if let Ok(rate) = rate {
            prop_assert_eq!(Rate::parse(&rate.to_string()), Ok(rate));
        }
        let duration = Duration::from_nanoseconds(nanoseconds);
        prop_assert_eq!(duration.nanoseconds(), nanoseconds);
        prop_assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
        prop_assert_eq!(Duration::parse_nanoseconds(&duration.to_string()), Ok(nanoseconds));
    }

    #[test]
    fn long_multiplication_agrees_with_exact_rounding(value in decimals(), unit in prop::sample::select(vec!["ns", "us", "ms", "s", "h"])) {
        let typed = format!("{value}{unit}");
        if let Ok(duration) = Duration::parse(&typed) {
            prop_assert_eq!(Duration::parse_nanoseconds(&typed), Ok(duration.nanoseconds()));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(typed in "[0-9a-zA-Zµ%$/.,_ \\-+é]{0,14}|.{0,12}") {
        let check = |result: Option<QuantityError>| {
            if let Some(error) = result {
                assert!(typed.get(error.span.clone()).is_some(), "{:?} of {typed:?}", error.span);
                assert!(!error.to_string().is_empty());
            }
        };
        check(Count::parse(&typed).err());
        check(Duration::parse(&typed).err());
        check(Duration::parse_nanoseconds(&typed).err());
        check(Memory::parse(&typed).err());
        check(Share::parse(&typed).err());
        check(Rate::parse(&typed).err());
        check(Money::parse(&typed).err());
    }
}
