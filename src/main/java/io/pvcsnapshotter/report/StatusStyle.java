package io.pvcsnapshotter.report;

/** How the page of the status looks. */
final class StatusStyle {
    /** No colour says anything that no shape and no word says. */
    static final String CSS =
            """
            :root {
              --paper: #fff; --ink: #1b1f24; --soft: #57606a; --rule: #d0d7de; --band: #e3f1e6;
              --good: #1a7f37; --bad: #b3261e; --warn: #9a5b00; --info: #0b57b0; --tint: #f6f8fa;
            }
            @media screen and (prefers-color-scheme: dark) {
              :root {
                --paper: #14181d; --ink: #e6e9ec; --soft: #a3acb5; --rule: #3a424b; --band: #1d3324;
                --good: #57c774; --bad: #ff8a80; --warn: #f0b35a; --info: #7db8ff; --tint: #1c2229;
              }
            }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--paper); color: var(--ink);
              font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; }
            main { max-width: 76rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 3rem; }
            h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .4rem; }
            h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 2px solid var(--rule); }
            h3 { font-size: 1rem; margin: 0; }
            h3, .state, .facts, li, td, th, .verdict { overflow-wrap: anywhere; }
            p, ul { margin: .3rem 0; }
            ul { padding-left: 1.2rem; }
            a { color: var(--info); }
            code { font-family: ui-monospace, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: .92em; }
            header p, footer p, .facts, caption, section > p { color: var(--soft); }
            footer { margin-top: 2rem; border-top: 1px solid var(--rule); padding-top: .6rem; }
            header .verdict { margin: .9rem 0 0; padding: .6rem .9rem; border-left: 6px solid; background: var(--tint); font-size: 1.1rem; font-weight: 600; }
            header .good { color: var(--good); }
            header .bad { color: var(--bad); }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            caption { text-align: left; padding: .2rem 0; }
            th, td { text-align: left; vertical-align: top; padding: .2rem 1.1rem .2rem 0; border-top: 1px solid var(--rule); font-weight: 400; }
            thead th { color: var(--soft); font-size: .87em; border-top: 0; overflow-wrap: normal; }
            section > table tbody th { white-space: nowrap; overflow-wrap: normal; font-weight: 600; }
            section > table td:nth-child(2) { text-align: right; }
            article { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); grid-template-rows: auto auto 1fr; column-gap: 2rem;
              padding: .55rem 16px .6rem .8rem; margin-bottom: .5rem; border-left: 4px solid var(--rule); }
            article > * { grid-column: 1; min-width: 0; }
            article > .line { grid-column: 2; grid-row: 1 / span 3; }
            article > details { grid-column: 1 / -1; grid-row: 4; }
            .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); column-gap: 2.5rem; }
            .state { font-weight: 600; }
            .WITHOUT article, .WRONG article { border-left-color: var(--bad); }
            .WITHOUT .state, .WRONG .state { color: var(--bad); }
            .GOOD article { border-left-color: var(--good); }
            .GOOD .state { color: var(--good); }
            .facts { font-size: .92em; }
            summary { cursor: pointer; color: var(--info); font-size: .92em; margin-top: .2rem; }
            details table { font-size: .87em; margin: .3rem 0 .5rem; }
            details td:last-child { font-family: ui-monospace, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: .95em; }
            .shapes { position: absolute; }
            .line { display: block; width: calc(100% - 16px); height: 50px; margin: .35rem 8px 0; overflow: visible; }
            .line rect { fill: var(--band); }
            .sign { vertical-align: -5px; margin-right: .4rem; }
            #axis line { stroke: var(--rule); }
            #axis text { font-size: 10.5px; fill: var(--soft); text-anchor: middle; }
            #ready { fill: var(--good); stroke: var(--paper); }
            #held { fill: var(--info); stroke: var(--paper); }
            #aside { fill: var(--soft); stroke: var(--paper); }
            #later { fill: var(--paper); stroke: var(--warn); stroke-width: 2; }
            #next { stroke: var(--warn); stroke-width: 2.6; }
            #unready { fill: var(--bad); stroke: var(--paper); stroke-width: 1.6; }
            #deleting { fill: var(--paper); stroke: var(--soft); stroke-width: 1.6; }
            @media screen and (max-width: 50rem) {
              article { display: block; padding-left: .6rem; }
              th, td { padding-right: .7rem; }
              section > table tbody th { white-space: normal; }
              details table { display: block; overflow-x: auto; }
            }
            @media print {
              @page { margin: 14mm 12mm; }
              body { font-size: 9.5pt; }
              main { max-width: none; padding: 0; }
              h2, h3 { break-after: avoid; }
              article, table { break-inside: avoid; }
              details table { break-inside: auto; }
              details:not([open]) { display: none; }
              section > table a { color: inherit; text-decoration: none; }
              * { print-color-adjust: exact; }
            }
            """;

    private StatusStyle() {}
}
