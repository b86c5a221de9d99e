//! How long a long page takes: Markdown to blocks, blocks to lines.
#![allow(missing_docs)]

use std::hint::black_box;

use coldstart::content::expand::{ExpandError, Expansion};
use coldstart::content::{LayoutOptions, Page, Topic, lay_out};
use criterion::{Criterion, criterion_group, criterion_main};

const SECTION: &str = "\
## What happens when no environment is free

A request that finds no free **execution environment** waits until one has been made: the service downloads the code,
starts the runtime and runs everything that stands outside of the handler. An invocation may take {fact:timeout}; the
INIT phase has a limit of its own — see [the limits](topic:limits#init) and `AWS_LAMBDA_INITIALIZATION_TYPE`.

> [!WARNING]
> What is *static* is shared by all invocations of an environment, one after the other.

1. Download of the code
2. INIT
   - extensions
   - runtime and function, in this order
3. INVOKE

| Phase | What runs | Limit | Billed since |
|-------|-----------|------:|--------------|
| INIT | extensions, runtime, static code of the function | {fact:timeout|minutes} | August 2025, for all packages |
| INVOKE | the handler and whatever the extensions do after it | 900 s | always |

```python
client = boto3.client(\"s3\")          # once per environment

def handler(event, context):
    return client.get_object(Bucket=event[\"bucket\"], Key=event[\"key\"])[\"Body\"].read()
```

```text
request -> [ frontend ] -> [ worker: environment ] -> handler
```

";

fn topic() -> Topic {
    let body = SECTION.repeat(60_000 / SECTION.len() + 1);
    Topic {
        id: "bench".into(),
        title: "Bench".into(),
        order: 1,
        summary: String::new(),
        prerequisites: Vec::new(),
        minutes: 60,
        file: "topics/bench.md".into(),
        body: body.into(),
        body_line: 1,
        body_start: 0,
    }
}

fn expand(inside: &str) -> Result<Expansion, ExpandError> {
    match inside {
        "timeout" => Ok(Expansion { text: "900 seconds".into(), fact: "timeout".into() }),
        "timeout|minutes" => Ok(Expansion { text: "15 minutes".into(), fact: "timeout".into() }),
        other => Err(ExpandError { message: format!("no fact `{other}`"), help: None }),
    }
}

fn page(c: &mut Criterion) {
    let topic = topic();
    c.bench_function("parse 60 KB", |b| b.iter(|| Page::parse(black_box(&topic), &expand)));
    let (page, problems) = Page::parse(&topic, &expand);
    assert!(problems.is_empty(), "{problems:?}");
    for width in [40, 88] {
        c.bench_function(&format!("lay out 60 KB at {width}"), |b| {
            b.iter(|| lay_out(black_box(&page), width, &LayoutOptions::default()));
        });
    }
}

criterion_group!(benches, page);
criterion_main!(benches);
