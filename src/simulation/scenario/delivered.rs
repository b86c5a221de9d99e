//! Sources that no caller waits for, in a scenario file.

use super::keys;
use super::parse::place;
use super::quantity;
use super::reader::{Fields, Reader, kind};
use super::{Asynchronous, Invocation, Queue, Quotas, Records, Redrive, Stream};
use crate::text::quantity::Duration;

/// Who hands the requests of a source to the function. `timeout_ns` is the function's.
pub(super) fn invocation(
    reader: &mut Reader<'_>,
    fields: Fields<'_, '_>,
    timeout_ns: Option<u64>,
    quotas: &Quotas,
) -> Invocation {
    let kinds = keys::INVOCATIONS;
    let names: Vec<(&str, usize)> = kinds.iter().enumerate().map(|(at, (name, _))| (*name, at)).collect();
    let at = if fields.get("invocation").is_some() {
        let Some(at) = reader.choice(fields, "invocation", &names) else { return Invocation::Sync };
        at
    } else {
        0
    };
    let has = |lists: &[&[&str]], key: &str| lists.iter().any(|list| list.contains(&key));
    let Some(&(name, allowed)) = kinds.get(at) else { return Invocation::Sync };
    for key in keys::of_sources() {
        if fields.get(key).is_some() && !has(allowed, key) && !keys::EVERY_SOURCE.contains(&key) {
            let of: Vec<&str> =
                kinds.iter().filter(|(_, lists)| has(lists, key)).map(|(name, _)| *name).collect();
            reader.report_with_help(
                place(fields, key),
                format!("`{key}` says nothing of a source whose invocation is \"{name}\""),
                format!("it belongs to invocation \"{}\"", of.join("\" or \"")),
            );
        }
    }
    let read = Delivered { fields, quotas };
    match at {
        1 => Invocation::Async(read.asynchronous(reader)),
        2 => Invocation::Sqs(read.queue(reader, timeout_ns)),
        3 => Invocation::Stream(read.stream(reader)),
        _ => Invocation::Sync,
    }
}

#[derive(Clone, Copy)]
struct Delivered<'f, 'v, 't> {
    fields: Fields<'v, 't>,
    quotas: &'f Quotas,
}

impl Delivered<'_, '_, '_> {
    fn asynchronous(self, reader: &mut Reader<'_>) -> Asynchronous {
        let delivery = &self.quotas.delivery;
        let failed = reader.text(self.fields, "on_failure");
        let lost = reader.text(self.fields, "dead_letter_queue");
        Asynchronous {
            maximum_retry_attempts: self
                .count(reader, "maximum_retry_attempts", 0, delivery.async_retries)
                .unwrap_or(delivery.async_retries),
            maximum_event_age_ns: self
                .time(reader, "maximum_event_age", delivery.async_age_min_ns, delivery.async_age_max_ns)
                .unwrap_or(delivery.async_age_max_ns),
            on_failure: failed.or(lost),
            on_success: reader.text(self.fields, "on_success"),
        }
    }

    fn queue(self, reader: &mut Reader<'_>, timeout_ns: Option<u64>) -> Queue {
        let sqs = &self.quotas.delivery.sqs;
        let fields = self.fields;
        let message_groups = self.count(reader, "message_groups", 1, MOST_GROUPS);
        let is_fifo = message_groups.is_some();
        let most = if is_fifo { sqs.fifo_batch_max } else { sqs.batch_max };
        let batch_size = self.count(reader, "batch_size", 1, most).unwrap_or(sqs.batch_default);
        let window = self.window(reader);
        if is_fifo && fields.get("maximum_batching_window").is_some() {
            reader.report(
                place(fields, "maximum_batching_window"),
                "a FIFO queue, which is one with `message_groups`, has no batching window",
            );
        }
        if batch_size > sqs.poll_messages && window == 0 {
            reader.report_with_help(
                place(fields, "batch_size"),
                format!("AWS refuses batches of more than {} messages without a window", sqs.poll_messages),
                "for example `maximum_batching_window = \"1s\"`",
            );
        }
        let visibility_timeout_ns = self
            .time(reader, "visibility_timeout", sqs.visibility_min_ns, sqs.visibility_max_ns)
            .unwrap_or(sqs.visibility_default_ns);
        if let Some(timeout) = timeout_ns
            && timeout > visibility_timeout_ns
        {
            reader.report(
                place(fields, "visibility_timeout"),
                format!(
                    "AWS refuses a mapping whose function has a longer time-out, here {}, than the queue's visibility \
                     time-out, here {}",
                    Duration::from_nanoseconds(timeout).pretty(),
                    Duration::from_nanoseconds(visibility_timeout_ns).pretty()
                ),
            );
        }
        let (least, greatest) = sqs.maximum_concurrency;
        let maximum_concurrency = self.count(reader, "maximum_concurrency", least, greatest);
        let pollers = (
            self.count(reader, "minimum_pollers", sqs.pollers_min, sqs.pollers_max),
            self.count(reader, "maximum_pollers", sqs.pollers_min, sqs.pollers_max),
        );
        let provisioned_pollers = match pollers {
            (None, None) => None,
            (least, most) => {
                let least = least.unwrap_or(sqs.pollers_min);
                Some((least, most.unwrap_or(least)))
            }
        };
        if provisioned_pollers.is_some_and(|(least, most)| least > most) {
            reader.report(place(fields, "maximum_pollers"), "fewer than `minimum_pollers`");
        }
        if provisioned_pollers.is_some() && maximum_concurrency.is_some() {
            reader.report(
                place(fields, "maximum_concurrency"),
                "AWS does not allow maximum concurrency together with provisioned pollers",
            );
        }
        let dead_letter_queue = reader.text(fields, "dead_letter_queue");
        let max_receive_count = self.count(reader, "max_receive_count", 1, u32::MAX);
        let redrive = match (max_receive_count, dead_letter_queue) {
            (Some(max_receive_count), Some(dead_letter_queue)) => {
                Some(Redrive { max_receive_count, dead_letter_queue })
            }
            (None, None) => None,
            (count, _) => {
                let (has, lacks) = if count.is_some() {
                    ("max_receive_count", "dead_letter_queue = \"orders-dlq\"")
                } else {
                    ("dead_letter_queue", "max_receive_count = 5")
                };
                if fields.get("max_receive_count").is_none() || fields.get("dead_letter_queue").is_none() {
                    reader.report_with_help(
                        place(fields, has),
                        "a redrive policy has a `max_receive_count` and a `dead_letter_queue`",
                        format!("for example `{lacks}`"),
                    );
                }
                None
            }
        };
        Queue {
            batch_size,
            maximum_batching_window_ns: window,
            visibility_timeout_ns,
            message_retention_ns: self
                .time(reader, "message_retention_period", 1, sqs.retention_max_ns)
                .unwrap_or(sqs.retention_default_ns),
            maximum_concurrency,
            provisioned_pollers,
            redrive,
            message_groups,
            records: self.records(reader),
        }
    }

    fn stream(self, reader: &mut Reader<'_>) -> Stream {
        let stream = &self.quotas.delivery.stream;
        let fields = self.fields;
        if fields.get("shards").is_none() {
            reader.missing(fields, "a stream", "shards", "shards = 4");
        }
        let retention_ns =
            self.time(reader, "retention_period", 1, u64::MAX).unwrap_or(stream.retention_default_ns);
        let age_ns = self.time(reader, "maximum_record_age", 1, stream.age_max_ns).unwrap_or(u64::MAX);
        Stream {
            // As many as anybody has: the state of each takes memory.
            shards: self.count(reader, "shards", 1, MOST_SHARDS).unwrap_or(1),
            parallelization_factor: self
                .count(reader, "parallelization_factor", 1, stream.parallelization_max)
                .unwrap_or(1),
            batch_size: self.count(reader, "batch_size", 1, stream.batch_max).unwrap_or(stream.batch_default),
            maximum_batching_window_ns: self.window(reader),
            bisect_batch_on_function_error: reader
                .flag(fields, "bisect_batch_on_function_error")
                .unwrap_or_default(),
            maximum_retry_attempts: self.count(reader, "maximum_retry_attempts", 0, stream.retries_max),
            maximum_record_age_ns: age_ns.min(retention_ns),
            on_failure: reader.text(fields, "on_failure"),
            hot_shard_share: reader.parse(fields, "hot_shard_share", quantity::share).unwrap_or_default(),
            records: self.records(reader),
        }
    }

    fn window(self, reader: &mut Reader<'_>) -> u64 {
        let most = self.quotas.delivery.window_max_ns;
        self.time(reader, "maximum_batching_window", 0, most).unwrap_or_default()
    }

    fn records(self, reader: &mut Reader<'_>) -> Records {
        let fields = self.fields;
        let mut poison = Vec::new();
        if let Some(value) = fields.get("poison_records") {
            match value.get_ref().as_array() {
                Some(list) => {
                    poison = list.iter().filter_map(|it| reader.parse_value(it, quantity::count)).collect();
                }
                None => reader.report_with_help(
                    value.span(),
                    format!("`poison_records` has to be a list of numbers, not {}", kind(value)),
                    "for example `poison_records = [20]`",
                ),
            }
        }
        poison.sort_unstable();
        Records {
            kb: reader.parse(fields, "record_size", quantity::kilobytes).unwrap_or_default(),
            time_ns: reader.duration(fields, "record_duration").unwrap_or_default(),
            poison_share: reader.parse(fields, "poison_share", quantity::share).unwrap_or_default(),
            poison,
            report_batch_item_failures: reader.flag(fields, "report_batch_item_failures").unwrap_or_default(),
        }
    }

    /// A count within AWS's bounds.
    fn count(self, reader: &mut Reader<'_>, key: &str, least: u32, most: u32) -> Option<u32> {
        reader.parse(self.fields, key, |text| match quantity::count(text)? {
            count if (u64::from(least)..=u64::from(most)).contains(&count) => {
                u32::try_from(count).map_err(|_| format!("`{text}` is too much").into())
            }
            _ if most == u32::MAX => Err(format!("`{text}` is not at least {least}").into()),
            _ => Err(format!("`{text}` is outside {least} to {most}").into()),
        })
    }

    /// A time within AWS's bounds.
    fn time(self, reader: &mut Reader<'_>, key: &str, least: u64, most: u64) -> Option<u64> {
        reader.parse(self.fields, key, |text| match quantity::duration(text)? {
            time if (least..=most).contains(&time) => Ok(time),
            _ => {
                let words = |ns| Duration::from_nanoseconds(ns).pretty();
                Err(format!("`{text}` is outside {} to {}", words(least), words(most)).into())
            }
        })
    }
}

/// More shards than any stream has by default in any Region, and few enough to keep.
const MOST_SHARDS: u32 = 20_000;
/// Message groups of a FIFO queue that are kept apart.
const MOST_GROUPS: u32 = 100_000;
