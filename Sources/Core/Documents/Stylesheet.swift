/// The style of all pages: readable on a screen by day and night, and on A4.
enum Stylesheet {
    static let text = """
        :root { color-scheme: light dark; --text: #1d2329; --soft: #5b6570; --line: #d5dbe1; --back: #ffffff;
          --shade: #f4f6f8; --accent: #0b57a4; --mark: #8a4b00; --markback: #fff6e5; --must: #a4262c;
          --field1: #e3eefb; --field2: #fdf1da; }
        @media (prefers-color-scheme: dark) { :root { --text: #e3e7eb; --soft: #9aa5b1; --line: #3a434d; --back: #14181c;
          --shade: #1e242a; --accent: #7db4f0; --mark: #f0b866; --markback: #33290f; --must: #ff8f8f;
          --field1: #1d3550; --field2: #44371a; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--back); color: var(--text); line-height: 1.75; font-size: 15px;
          font-family: -apple-system, "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
        .sheet { max-width: 1180px; margin: 0 auto; padding: 32px 28px 80px; }
        header { border-bottom: 3px solid var(--accent); padding-bottom: 18px; margin-bottom: 8px; }
        header p { margin: 0; color: var(--soft); }
        h1 { font-size: 28px; line-height: 1.35; margin: 4px 0 10px; }
        h2 { font-size: 21px; margin: 52px 0 12px; padding-bottom: 6px; border-bottom: 1px solid var(--line); }
        h3 { font-size: 17px; margin: 34px 0 8px; }
        h4 { font-size: 15px; margin: 22px 0 6px; }
        h2, h3, h4 { break-after: avoid; scroll-margin-top: 12px; }
        p { margin: 8px 0; }
        a { color: var(--accent); text-decoration: none; }
        a:hover { text-decoration: underline; }
        code, pre { font-family: "Noto Sans Mono CJK SC", "Sarasa Mono SC", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        code { font-size: .92em; overflow-wrap: anywhere; }
        pre { background: var(--shade); border: 1px solid var(--line); border-radius: 4px; padding: 12px 14px; margin: 8px 0;
          font-size: 12.5px; line-height: 1.6; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
        pre.ruler { white-space: pre; }
        ul, ol { margin: 8px 0; padding-left: 1.7em; }
        li { margin: 3px 0; }
        .scroll { overflow-x: auto; margin: 10px 0 14px; }
        table { border-collapse: collapse; width: 100%; font-size: 13.5px; line-height: 1.6; }
        th, td { border: 1px solid var(--line); padding: 6px 9px; text-align: left; vertical-align: top; }
        th { background: var(--shade); font-weight: 600; white-space: nowrap; }
        .facts { width: auto; min-width: 60%; }
        .facts th { width: 9em; }
        .fields td:nth-child(1), .fields td:nth-child(2) { white-space: nowrap; }
        .fields td:nth-child(3) { min-width: 6.5em; }
        .fields td:nth-child(4), .fields td:nth-child(5), .fields td:nth-child(6) { white-space: nowrap; }
        .fields td:nth-child(7) { min-width: 10em; }
        .fields td:nth-child(9) { min-width: 11em; }
        .wide td, .bytes td:nth-child(2), .props td:nth-child(1),
        .messages td:nth-child(3), .messages td:nth-child(4) { white-space: nowrap; }
        .must { color: var(--must); font-weight: 600; }
        .soft { color: var(--soft); }
        .guess { background: var(--markback); color: var(--mark); border-radius: 3px; padding: 0 5px; margin-right: 4px;
          font-size: .9em; white-space: nowrap; }
        .note { background: var(--markback); border-left: 4px solid var(--mark); padding: 8px 14px; margin: 14px 0; }
        .note p { margin: 4px 0; }
        nav.toc { background: var(--shade); border: 1px solid var(--line); border-radius: 4px; padding: 12px 20px; margin: 22px 0; }
        nav.toc > p { font-weight: 600; margin: 0 0 4px; }
        nav.toc ol { list-style: none; padding: 0; margin: 0; columns: 2; column-gap: 40px; }
        nav.toc ol ol { columns: auto; padding-left: 1.6em; font-size: 13.5px; }
        nav.toc li { break-inside: avoid; margin: 1px 0; }
        .depth1 { padding-left: 1.2em; } .depth2 { padding-left: 2.4em; } .depth3 { padding-left: 3.6em; }
        .record { font-family: "Noto Sans Mono CJK SC", Menlo, Consolas, monospace; font-size: 14px; line-height: 1.35;
          background: var(--shade); border: 1px solid var(--line); border-radius: 4px; padding: 10px 12px; overflow-x: auto; }
        .record .row { white-space: nowrap; margin-bottom: 10px; }
        .record .at { display: inline-block; width: 4em; color: var(--soft); }
        .record .scale { color: var(--soft); }
        .record i { font-style: normal; display: inline-block; text-align: center; height: 1.5em; line-height: 1.5em;
          vertical-align: top; overflow: hidden; }
        .record .w1 { width: 1ch; } .record .w2 { width: 2ch; } .record .w3 { width: 3ch; } .record .w4 { width: 4ch; }
        .record .a { background: var(--field1); } .record .b { background: var(--field2); }
        .record .first { box-shadow: inset 1px 0 0 var(--accent); }
        .record .blank { color: var(--soft); }
        footer { margin-top: 60px; border-top: 1px solid var(--line); padding-top: 10px; color: var(--soft); font-size: 13px; }
        @media (max-width: 720px) { .sheet { padding: 20px 14px 60px; } nav.toc ol { columns: 1; } }
        @page { size: A4; margin: 16mm 14mm; }
        @media print {
          :root { --text: #000; --soft: #444; --line: #999; --back: #fff; --shade: #f2f2f2; --accent: #003a75; --mark: #6b3a00;
            --markback: #fff3dc; --must: #8a1016; --field1: #e3eefb; --field2: #fdf1da; }
          body { font-size: 10pt; line-height: 1.6; }
          .sheet { max-width: none; padding: 0; }
          h1 { font-size: 19pt; } h2 { font-size: 14pt; margin-top: 24pt; } h3 { font-size: 11.5pt; }
          table { font-size: 8.5pt; } th, td { padding: 3pt 4pt; }
          .scroll, .record { overflow: visible; } .wide td { white-space: normal; }
          thead { display: table-header-group; } tr, .note { break-inside: avoid; }
          pre { font-size: 8pt; } .record { font-size: 7.5pt; }
          .fields td { min-width: 0 !important; } .fields td:nth-child(4), .fields td:nth-child(5) { white-space: normal; }
          a { color: inherit; }
        }

        """
}
