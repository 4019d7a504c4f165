import type { ClaimJudgement, ClaimResult } from '../../judge/claim.js';
import { footnotesOfClaim, type Report } from '../../report.js';
import { showNeeds } from '../words.js';
import { markup, type Markup } from './markup.js';
import { badge, basisTag, footnoteMarks, runLinks } from './parts.js';

type Anchors = ReadonlyMap<string, string>;

export function claimsSection(report: Report, anchors: Anchors): Markup {
  if (report.claims.length === 0) return markup``;
  return markup`<section id="claims">
    <h2>Claims</h2>
    ${report.claims.map((one) => claimArticle(one, report, anchors))}
  </section>`;
}

function claimArticle({ claim, main, others }: ClaimResult, report: Report, anchors: Anchors): Markup {
  const { id, text, how } = claim;
  return markup`<article class="claim" id="${id}">
    <header>${badge(main.verdict)} <span class="id">${id}</span></header>
    <p>${text}${footnoteMarks(footnotesOfClaim(claim, report))}</p>
    ${main.needs.length > 0 && markup`<p class="needs">To decide: ${showNeeds(main.needs)}.</p>`}
    ${others.map((other) => markup`<p class="other">${basisTag(other.conditions)} ${badge(other.verdict)}</p>`)}
    <details>
      <summary>The numbers</summary>
      ${how !== undefined && markup`<p class="how">${how}</p>`}
      ${judgement(main, anchors)}${others.map(
        (other) =>
          markup`<h4>${basisTag(other.conditions)} ${badge(other.verdict)}</h4>
            ${judgement(other, anchors)}`,
      )}
    </details>
  </article>`;
}

function judgement({ checks }: ClaimJudgement, anchors: Anchors): Markup {
  return markup`<ul class="checks">
    ${checks.map(
      ({ question, verdict, finding, runs }) =>
        markup`<li>
          ${badge(verdict)}
          <span>${question}<br /><span class="finding">${finding}</span>${runLinks(runs, anchors)}</span>
        </li>`,
    )}
  </ul>`;
}
