import { COLOURS } from '../../figures/palette.js';

/** Colours of the lines on a dark page: lighter versions of the same hues. */
const ON_DARK = ['#56A9E0', '#F0803C', '#2FC79B', '#E0A0C4', '#F2B84B', '#8FD0F5'];

const dark = `
:root{--paper:#16181b;--ink:#e4e6e8;--soft:#a0a6ac;--line:#33383d;--raised:#1e2125;--link:#7fb7e8;--good:#3fbf97;--bad:#f0855a;--open:#d9b44a;--none:#8b9299}
${COLOURS.map((colour, i) => `svg.chart [stroke="${colour}"]{stroke:${ON_DARK[i]!}}svg.chart [fill="${colour}"]{fill:${ON_DARK[i]!}}.swatch-${i}{background:${ON_DARK[i]!}}`).join('')}`;

/** Styles of the page: quiet type, one column, figures as wide as the text; for light, dark, narrow and printed pages. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1d2125;--soft:#646c74;--line:#e1e4e7;--raised:#f6f7f8;--link:#1d5f9e;--good:#00704f;--bad:#b3470a;--open:#8a6200;--none:#646c74}
${COLOURS.map((colour, i) => `.swatch-${i}{background:${colour}}`).join('')}
@media (prefers-color-scheme:dark){${dark}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:3.5rem}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
main,.top{max-width:60rem;margin:0 auto;padding:0 1.25rem}
.top{padding-top:3rem}
h1{font-size:1.9rem;line-height:1.25;margin:0 0 .4rem;font-weight:650;letter-spacing:-.01em}
h2{font-size:1.25rem;font-weight:650;margin:3.2rem 0 1rem}
h2 span{font-weight:400;color:var(--soft);margin-left:.5rem}
h3{font-size:1.05rem;font-weight:650;margin:1.8rem 0 .3rem}
h4{margin:1.2rem 0 .4rem;font-size:.9rem}
p{margin:.5rem 0}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
code{font:.88em ui-monospace,"DejaVu Sans Mono",monospace}
small{display:block;color:var(--soft);font-size:.8rem;line-height:1.4}
.lead,.caption,.how{color:var(--soft)}
.caption,.how{font-size:.88rem}
nav{position:sticky;top:0;z-index:2;background:var(--paper);border-bottom:1px solid var(--line);margin-top:1.5rem}
nav div{max-width:60rem;margin:0 auto;padding:.5rem 1.25rem;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.9rem}
nav span{color:var(--soft);white-space:nowrap}nav span a{padding:0 .22rem}
nav a{text-decoration:none}
.tally{display:flex;flex-wrap:wrap;gap:.6rem;margin:1.4rem 0 0}
.tally div{background:var(--raised);border-radius:.5rem;padding:.55rem .9rem;min-width:7rem}
.tally b{display:block;font-size:1.5rem;line-height:1.2;font-weight:600;font-variant-numeric:tabular-nums}
.tally .badge{padding:0}
.tallies{margin:.8rem 0 0}
.badge{font-size:.82rem;font-weight:600;white-space:nowrap;color:var(--none)}
.badge.reproduced{color:var(--good)}.badge.contradicted{color:var(--bad)}.badge.undecided,.badge.agrees-one-run{color:var(--open)}
.claim{border-top:1px solid var(--line)}
.claim>summary::after{content:'▾';color:var(--soft);transition:rotate .15s}.claim[open]>summary::after{rotate:180deg}
.claim>summary{display:grid;grid-template-columns:9.5rem 1fr 1rem;gap:.8rem;padding:.7rem 0;list-style:none;color:inherit;font-size:1rem}
.claim>summary::-webkit-details-marker{display:none}
.claim>summary:hover .statement{text-decoration:underline;text-decoration-color:var(--line);text-underline-offset:4px}
.claim>summary small{text-decoration:none;display:inline-block;width:100%}
.claim>summary small b{font-weight:500;color:var(--ink)}
.claim[open]{padding-bottom:1rem}
.claim>:not(summary){margin-left:10.3rem}
.id{color:var(--soft);font-size:.82rem;margin-right:.3rem}
.finding,.needs,.other{color:var(--soft);font-size:.88rem}
.checks{list-style:none;padding:0;margin:.4rem 0}
.checks li{display:grid;grid-template-columns:7.5rem 1fr;gap:.6rem;padding:.45rem 0;border-top:1px dotted var(--line);font-size:.92rem}
.basis,.stale{display:inline-block;font-size:.8rem;border:1px solid var(--open);color:var(--open);border-radius:.3rem;padding:0 .4rem}
.basis{margin-right:.3rem}
details>summary{cursor:pointer;color:var(--link);font-size:.88rem}
details.runs ul{margin:.3rem 0;padding-left:1.1rem;font-size:.82rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93rem}
caption{text-align:left;font-size:.88rem;color:var(--soft);padding-bottom:.5rem}
caption b{color:var(--ink);font-size:1rem}
th{text-align:left;font-weight:600;font-size:.82rem;color:var(--soft);border-bottom:1px solid var(--line);padding:.4rem .7rem .4rem 0;white-space:nowrap}
td{padding:.5rem .7rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top;min-width:3.2rem}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.name{min-width:11rem;max-width:20rem}
#runs table{font-size:.85rem;min-width:54rem}#runs td:not(.name){overflow-wrap:break-word}#runs code{white-space:nowrap}
tr.other td{border-bottom-style:dotted}
tr:target,li:target,.claim:target{background:var(--raised)}
.notes a{text-decoration:none;font-size:.72rem}
.problem{color:var(--bad)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:2rem}
.architecture{font-size:.78rem}.architecture td{padding:.15rem .5rem .15rem 0;border:0;white-space:nowrap}
.architecture td:first-child{color:var(--soft)}
.differs td:nth-child(2){color:var(--open)}
.ledger{padding-left:1.6rem}.ledger li{margin:.7rem 0}
figure{margin:0;position:relative}
figcaption{font-size:.9rem;font-weight:600;margin:.4rem 0}
.panels{display:grid;gap:1.5rem}
.drawing svg{display:block;width:100%;height:auto;overflow:visible}
.narrow{display:none}
svg.chart .role-axis-label text,svg.chart .role-axis-title text,svg.chart .role-legend-label text{fill:var(--soft)}
svg.chart text[fill="#444444"]{fill:var(--soft)}
svg.chart .role-axis-grid line{stroke:var(--line)}
svg.chart .role-axis-domain line,svg.chart .role-axis-tick line{stroke:var(--soft)}
.rule{position:absolute;width:1px;background:var(--soft);pointer-events:none}
.tip{position:absolute;z-index:3;pointer-events:none;background:var(--paper);border:1px solid var(--line);border-radius:.4rem;box-shadow:0 4px 18px #0002;padding:.45rem .65rem;font-size:.8rem;line-height:1.5;white-space:nowrap;font-variant-numeric:tabular-nums}
.tip i{display:inline-block;width:.7rem;height:.2rem;margin-right:.4rem;vertical-align:middle}
progress{display:block;width:100%;max-width:14rem;height:.4rem;margin-top:.3rem;accent-color:var(--link)}
.picker{border-top:1px solid var(--line)}.picker ul{list-style:none;padding:0;margin:.6rem 0;max-height:14rem;overflow:auto;columns:18rem;font-size:.88rem}.picker li{break-inside:avoid}
footer{max-width:60rem;margin:3rem auto 0;padding:1.2rem 1.25rem 3rem;color:var(--soft);font-size:.82rem;border-top:1px solid var(--line)}
@media (max-width:36rem){.claim>summary{grid-template-columns:1fr 1rem;gap:.1rem}.claim>summary .badge{grid-column:1/3}nav{position:static}.claim>:not(summary){margin-left:0}
.cards thead{display:none}.cards,.cards tbody,.cards tr,.cards td{display:block;width:auto}.cards tr{border-top:1px solid var(--line);padding:.5rem 0}.cards tr.other{padding-left:.9rem}.cards td{border:0;padding:.08rem 0;text-align:left;white-space:normal;max-width:none}.cards td:empty{display:none}.cards td.name{font-weight:600}.cards td:not(.name)::before{content:attr(data-label);display:inline-block;min-width:8.5rem;color:var(--soft);font-size:.85rem}.cards td small{display:inline;margin-left:.4rem}.cards td details,.cards td small.needs{display:block;margin-left:0}
.wide{display:none}.narrow{display:block}body{font-size:15px}.top{padding-top:1.6rem}h1{font-size:1.5rem}h2 span{display:block;margin:0}.checks li{grid-template-columns:1fr;gap:0}.tally div{flex:1 0 40%}}
@media print{:root{color-scheme:light}nav,.rule,.tip,.picker,details.runs,details.views{display:none}.claim{break-inside:avoid}a{color:inherit;text-decoration:none}h2,h3,figcaption{break-after:avoid}.drawing svg{max-height:9.5cm}body{font-size:10.5pt}main,.top,footer{max-width:none;padding-left:0;padding-right:0}figure,.claim,tr{break-inside:avoid}}
`;
