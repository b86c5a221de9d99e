#![allow(missing_docs)]
mod support;
use support::app::TestApp;
#[test]
fn look() {
    for (w, h) in [(80, 24), (120, 40), (40, 12)] {
        let mut app = TestApp::new(w, h);
        println!("{}", app.screen());
        app.keys("enter");
        println!("{}", app.screen());
        app.keys("space space");
        println!("{}", app.screen());
        app.keys("enter");
        println!("{}", app.screen());
        app.keys("a enter");
        println!("{}", app.screen());
        app.keys("esc esc p");
        println!("{}", app.screen());
        app.keys("?");
        println!("{}", app.screen());
    }
}
