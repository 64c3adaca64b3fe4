/// The report's look: system fonts, no outside files, one column, A4 on paper. Colours hold a contrast of 4.5:1 at least
/// and never say anything the words do not.
enum Stylesheet {
  static let text: StaticString = """
    :root { --ink: #1c2430; --soft: #4f5b6b; --line: #d4dae2; --page: #ffffff; --band: #f4f6f9;
      --good: #1b6e3c; --mind: #8a5300; --bad: #a3201c; }
    * { box-sizing: border-box; }
    html { background: var(--page); color: var(--ink); }
    body { font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; margin: 0 auto;
      max-width: 62rem; padding: 2.5rem 2rem 4rem; }
    header p, .facts dt { color: var(--soft); }
    header p { margin: 0; }
    h1 { font-size: 1.9rem; line-height: 1.2; margin: .2rem 0 1.4rem; letter-spacing: -.01em; overflow-wrap: anywhere; }
    h2 { font-size: 1.2rem; margin: 2.6rem 0 .6rem; break-after: avoid; }
    .verdict { border-left: 6px solid var(--soft); background: var(--band); padding: 1rem 1.2rem; font-size: 1.15rem;
      margin: 0 0 1.4rem; overflow-wrap: anywhere; }
    .verdict strong { display: block; font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; }
    .complete { border-color: var(--good); } .complete strong { color: var(--good); }
    .exceptions { border-color: var(--mind); } .exceptions strong { color: var(--mind); }
    .incomplete { border-color: var(--bad); } .incomplete strong { color: var(--bad); }
    .sum { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 1px; margin: 0 0 1.6rem;
      background: var(--line); border: 1px solid var(--line); }
    .sum div { background: var(--page); padding: .7rem .9rem; }
    .sum dt { color: var(--soft); font-size: .85rem; }
    .sum dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
    .facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1.4rem; margin: 0; }
    .facts dd { margin: 0; overflow-wrap: anywhere; }
    table { border-collapse: collapse; width: 100%; margin: .4rem 0 1.2rem; font-size: .92rem; }
    caption { text-align: left; color: var(--soft); padding: 0 0 .4rem; overflow-wrap: anywhere; }
    th, td { text-align: left; vertical-align: top; padding: .32rem .7rem .32rem 0; border-bottom: 1px solid var(--line);
      overflow-wrap: anywhere; unicode-bidi: plaintext; }
    tbody .t { min-width: 7.5rem; }
    th { font-weight: 600; } tbody th { font-weight: 400; }
    thead th { border-bottom: 2px solid var(--ink); overflow-wrap: normal; }
    tfoot th, tfoot td { border-bottom: 0; border-top: 2px solid var(--ink); font-weight: 600; }
    .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
    .d, .k { white-space: nowrap; }
    .k { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .85em; }
    .c { overflow-wrap: anywhere; font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .85em; }
    footer { margin-top: 3rem; padding-top: .8rem; border-top: 1px solid var(--line); color: var(--soft);
      font-size: .88rem; }
    @media (prefers-color-scheme: dark) { @media screen { :root { --ink: #e6eaf0; --soft: #a3afbf; --line: #39424f;
      --page: #14181e; --band: #1d232c; --good: #6fcf97; --mind: #f0b35a; --bad: #ff8a80; } } }
    @media screen and (max-width: 40rem) { body { padding: 1.2rem 1rem; } h1 { font-size: 1.5rem; }
      .facts { display: block; } .facts dd { margin: 0 0 .4rem; }
      table, caption, tbody, tfoot, tr, th, td { display: block; } thead { display: none; }
      tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } tfoot tr { border-bottom: 0; border-top: 2px solid var(--ink); }
      tr > th, tr > td, tr > .n { border: 0; padding: .08rem 0; text-align: left; white-space: normal; }
      tbody th, tfoot th { font-weight: 600; }
      tbody td.n, tfoot td.n { display: inline-block; margin-right: 1.1rem; }
      td::before { content: attr(data-label) ": "; color: var(--soft); } td:empty { display: none; } }
    @page { size: A4; margin: 16mm 14mm 18mm; }
    @media print { html { font-size: 10pt; } body { max-width: none; padding: 0; font-size: 10pt; }
      th, td { padding: .2rem .5rem .2rem 0; } thead { display: table-header-group; }
      tr, .verdict, .sum { break-inside: avoid; } }
    """
}
