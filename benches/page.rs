//! How long a page takes: HTML into blocks, blocks into lines, and a long article to its first
//! screen. Run with `cargo bench --bench page`; the budgets stand beside what they are for.

use divan::Bencher;
use divan::counter::BytesCount;
use std::fmt::Write as _;
use std::hint::black_box;
use tidings::chars::ascii::UNICODE;
use tidings::model::Block;
use tidings::model::block::to_html;
use tidings::parse::html;
use tidings::text::{Numbers, Options, Sheet, Text, lay_out};

fn main() {
    divan::main();
}

/// An article of about `bytes` bytes of HTML, with what articles have.
fn article(bytes: usize) -> String {
    let mut out = String::new();
    let mut n = 0;
    while out.len() < bytes {
        n += 1;
        let _ = write!(
            out,
            "<h2>What the tide took, part {n}</h2>\
             <p>The council voted <b>14 to 9</b> on Tuesday night to hand the freight lines under \
             the old harbour to a public trust, ending a dispute that began when the last pilot \
             boat was sold in March. <a href=\"https://quay.example/minutes/{n}\">The minutes</a> \
             follow within ten days, and the harbour master, Ilse Brandt, reads them aloud.</p>\
             <p>Рада порту проголосувала у вівторок увечері за те, щоб передати вантажні колії під \
             старою гаванню громадському фонду; «ми купуємо не рейки», сказала Ільзе Брандт.</p>\
             <ul><li>Night freight stays on the water until the east lock is repaired.</li>\
             <li>Fares on the public ferry are frozen for <em>two</em> years.</li></ul>\
             <blockquote><p>“A port that cannot say no to a ship is a car park.”</p></blockquote>\
             <table><tr><th>Lock</th><th>Wait</th></tr><tr><td>east</td><td>4 h 10 m</td></tr>\
             <tr><td>west</td><td>2 h</td></tr></table>\
             <p>港の夜行貨物線、市が買い取りへ。議会で可決された。</p>"
        );
    }
    out
}

fn lines(blocks: &[Block]) -> usize {
    lay_out(blocks, &Options::new(76, &UNICODE)).len()
}

/// Budget: 10 ms.
#[divan::bench]
fn lay_out_200_kb(bencher: Bencher<'_, '_>) {
    let html = article(200 << 10);
    let blocks = html::blocks(&html);
    bencher
        .counter(BytesCount::of_str(&html))
        .bench(|| lines(black_box(&blocks)));
}

#[divan::bench]
fn parse_200_kb(bencher: Bencher<'_, '_>) {
    let html = article(200 << 10);
    bencher
        .counter(BytesCount::of_str(&html))
        .bench(|| html::blocks(black_box(&html)));
}

/// What a reader waits for with a text that is at hand. Budget: 16 ms.
#[divan::bench]
fn first_screen_of_1_mb(bencher: Bencher<'_, '_>) {
    let html = article(1 << 20);
    let blocks = html::blocks(&html);
    bencher.bench(|| first_screen(black_box(&blocks)));
}

/// The same with the reading of the HTML that is kept. Budget: 16 ms.
#[divan::bench]
fn open_1_mb_that_is_kept(bencher: Bencher<'_, '_>) {
    let kept = to_html(&html::blocks(&article(1 << 20)));
    bencher
        .counter(BytesCount::of_str(&kept))
        .bench(|| first_screen(&html::blocks(black_box(&kept))));
}

fn first_screen(blocks: &[Block]) -> usize {
    let options = Options::new(76, &UNICODE);
    let numbers = Numbers::new(blocks);
    let mut sheet = Sheet::default();
    let text = Text {
        blocks,
        numbers: &numbers,
        options: &options,
    };
    sheet.grow_to_line(&text, 50);
    sheet.lines().len()
}
