//! A small handler in each language: what stands above the handler and runs once, and what runs for each request.
//!
//! The code is an example of the shape, not the scenario's function: it opens a table once and reads an order from it for every request.

use super::path::Step;

/// A line of the example and the part of a request's way in which it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceLine {
    /// The code.
    pub text: &'static str,
    /// When it runs.
    pub runs_in: Option<Step>,
}

const fn once(text: &'static str) -> SourceLine {
    SourceLine { text, runs_in: Some(Step::InitCode) }
}

const fn each(text: &'static str) -> SourceLine {
    SourceLine { text, runs_in: Some(Step::Handler) }
}

const fn restored(text: &'static str) -> SourceLine {
    SourceLine { text, runs_in: Some(Step::Restore) }
}

const fn published(text: &'static str) -> SourceLine {
    SourceLine { text, runs_in: None }
}

const PYTHON: &[SourceLine] = &[
    once("import boto3"),
    once("table = boto3.resource(\"dynamodb\").Table(\"orders\")"),
    published(""),
    each("def handler(event, context):"),
    each("    order = table.get_item(Key=event[\"key\"])"),
    each("    return order[\"Item\"]"),
];

const PYTHON_SNAPSTART: &[SourceLine] = &[
    published("table = boto3.resource(\"dynamodb\").Table(\"orders\")"),
    restored("@register_after_restore"),
    restored("def renew(): seed()"),
    each("def handler(event, context):"),
    each("    order = table.get_item(Key=event[\"key\"])"),
    each("    return order[\"Item\"]"),
];

const NODE: &[SourceLine] = &[
    once("import { openTable } from \"./orders.mjs\";"),
    once("const table = openTable(\"orders\");"),
    each("export const handler = async (event) => {"),
    each("  const order = await table.get(event.key);"),
    each("  return order;"),
    each("};"),
];

const JAVA: &[SourceLine] = &[
    once("class Orders implements RequestHandler<Event, Order> {"),
    once("  static final Table TABLE = Table.open(\"orders\");"),
    each("  public Order handleRequest(Event event, Context c) {"),
    each("    Order order = TABLE.get(event.key());"),
    each("    return order;"),
    each("} }"),
];

const JAVA_SNAPSTART: &[SourceLine] = &[
    published("  static final Table TABLE = Table.open(\"orders\");"),
    restored("  public void afterRestore(Context<?> c) {"),
    restored("    random = new SecureRandom(); }"),
    each("  public Order handleRequest(Event event, Context c) {"),
    each("    Order order = TABLE.get(event.key());"),
    each("    return order; }"),
];

const DOTNET: &[SourceLine] = &[
    once("public class Orders {"),
    once("  static readonly Table table = Table.Open(\"orders\");"),
    each("  public async Task<Order> HandleAsync(Event e) {"),
    each("    var order = await table.GetAsync(e.Key);"),
    each("    return order;"),
    each("} }"),
];

const DOTNET_SNAPSTART: &[SourceLine] = &[
    published("  static readonly Table table = Table.Open(\"orders\");"),
    restored("  SnapshotRestore.RegisterAfterRestore(Renew);"),
    restored("  static ValueTask Renew() { Seed(); return default; }"),
    each("  public async Task<Order> HandleAsync(Event e) {"),
    each("    var order = await table.GetAsync(e.Key);"),
    each("    return order; }"),
];

const GO: &[SourceLine] = &[
    once("var table = orders.Open(\"orders\")"),
    once("func main() { lambda.Start(handler) }"),
    published(""),
    each("func handler(ctx context.Context, e Event) (Order, error) {"),
    each("    order, err := table.Get(ctx, e.Key)"),
    each("    return order, err }"),
];

const RUST: &[SourceLine] = &[
    once("async fn main() -> Result<(), Error> {"),
    once("    let table = &Table::open(\"orders\").await?;"),
    once("    run(service_fn(|event| handler(table, event))).await }"),
    each("async fn handler(table: &Table, event: Event) -> Answer {"),
    each("    let order = table.get(&event.key).await?;"),
    each("    Ok(order) }"),
];

const RUBY: &[SourceLine] = &[
    once("require \"aws-sdk-dynamodb\""),
    once("TABLE = Aws::DynamoDB::Resource.new.table(\"orders\")"),
    each("def handler(event:, context:)"),
    each("  order = TABLE.get_item(key: event[\"key\"])"),
    each("  order.item"),
    each("end"),
];

/// The example in the language of a runtime, Python where none is known; for a function that starts from a snapshot, with its hook.
pub fn example(runtime: Option<&str>, from_snapshot: bool) -> &'static [SourceLine] {
    let runtime = runtime.unwrap_or("python");
    let is = |start: &str| runtime.starts_with(start);
    match from_snapshot {
        true if is("java") => JAVA_SNAPSTART,
        true if is("dotnet") => DOTNET_SNAPSTART,
        true => PYTHON_SNAPSTART,
        false if is("java") => JAVA,
        false if is("dotnet") => DOTNET,
        false if is("nodejs") || is("llrt") => NODE,
        false if is("go") => GO,
        false if is("rust") => RUST,
        false if is("ruby") => RUBY,
        false => PYTHON,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_runs_something_once_and_something_for_each_request() {
        for runtime in ["python3.12", "nodejs24.x", "llrt", "java21", "dotnet10-aot", "go", "rust", "ruby3.4"]
        {
            for from_snapshot in [false, true] {
                let code = example(Some(runtime), from_snapshot);
                let before = if from_snapshot { Step::Restore } else { Step::InitCode };
                let first = code.iter().position(|line| line.runs_in == Some(Step::Handler)).unwrap();
                let last = code.iter().rposition(|line| line.runs_in == Some(before)).unwrap();
                assert!(last < first, "{runtime}");
                // Labels and cursor take 17 columns of the 76 that an 80-column terminal has.
                assert!(code.len() == 6 && code.iter().all(|line| line.text.len() <= 59), "{runtime}");
            }
        }
    }
}
