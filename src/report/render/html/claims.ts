import type { ClaimJudgement, ClaimResult } from '../../judge/claim.js';
import { footnotesOfClaim, type Report } from '../../report.js';
import { showNeeds } from '../words.js';
import { html, type Markup } from './markup.js';
import { badge, basisTag, footnoteMarks, runLinks } from './parts.js';

type Anchors = ReadonlyMap<string, string>;

export function claimsSection(report: Report, anchors: Anchors): Markup {
  if (report.claims.length === 0) return html``;
  return html`<section id="claims">
    <h2>Claims</h2>
    ${report.claims.map((one) => claim(one, report, anchors))}
  </section>`;
}

function claim(
  { claim: { id, text, how }, main, others }: ClaimResult,
  report: Report,
  anchors: Anchors,
): Markup {
  const { claim } = report.claims.find((one) => one.claim.id === id)!;
  return html`<article class="claim" id="${id}">
    <header>${badge(main.verdict)} <span class="id">${id}</span></header>
    <p>${text}${footnoteMarks(footnotesOfClaim(claim, report))}</p>
    ${main.needs.length > 0 && html`<p class="needs">To decide: ${showNeeds(main.needs)}.</p>`}
    ${others.map((other) => html`<p class="other">${basisTag(other.basis)} ${badge(other.verdict)}</p>`)}
    <details>
      <summary>The numbers</summary>
      ${how !== undefined && html`<p class="how">${how}</p>`}
      ${judgement(main, anchors)}${others.map(
        (other) =>
          html`<h4>${basisTag(other.basis)} ${badge(other.verdict)}</h4>
            ${judgement(other, anchors)}`,
      )}
    </details>
  </article>`;
}

function judgement({ checks }: ClaimJudgement, anchors: Anchors): Markup {
  return html`<ul class="checks">
    ${checks.map(
      ({ question, verdict, finding, runs }) =>
        html`<li>
          ${badge(verdict)}
          <span>${question}<br /><span class="finding">${finding}</span>${runLinks(runs, anchors)}</span>
        </li>`,
    )}
  </ul>`;
}
