import type { CheckResult } from '../../judge/result.js';
import type { ClaimJudgement, ClaimResult } from '../../judge/claim.js';
import { footnotesOfClaim, type Report } from '../../report.js';
import type { ConditionsTable } from '../../tables/conditions.js';
import { extensionsOf, ownClaims } from '../claim-groups.js';
import { countVerdicts } from '../tally.js';
import { commonThresholds, showNeeds, showThresholds } from '../words.js';
import { markup, type Markup } from './markup.js';
import { badge, basisTag, footnoteMarks, runLinks, verdictSign } from './parts.js';

type Anchors = ReadonlyMap<string, string>;

/** One line per claim: its verdict and the number that decides it. Details are collapsed. */
export function claimsSection(report: Report, anchors: Anchors): Markup {
  const own = ownClaims(report.claims);
  if (own.length === 0) return markup``;
  return markup`<section id="claims">
    <h2>Claims</h2>
    ${own.map((one) => claimMarkup(one, report, anchors))}
  </section>`;
}

/** Stand-ins and further questions, apart from the claims of the source. */
export function extensionsSection(report: Report, anchors: Anchors): Markup {
  const groups = extensionsOf(report.claims);
  if (groups.length === 0) return markup``;
  return markup`<section id="extensions">
    <h2>Extensions</h2>
    ${groups.map(
      ({ title, remark, claims }) =>
        markup`<h3>${title}</h3>
          <p class="caption">${remark}</p>
          ${claims.map((one) => claimMarkup(one, report, anchors))}`,
    )}
  </section>`;
}

function claimMarkup({ claim, main, others }: ClaimResult, report: Report, anchors: Anchors): Markup {
  const { id, text, how } = claim;
  return markup`<details class="claim" id="${id}">
    <summary>
      ${badge(main.verdict)}
      <span class="statement"
        ><span class="id">${id}</span> ${text}
        <small><b>${main.headline}</b>${others.length > 0 && markup` · under other settings: ${countVerdicts(others)}`}</small>
        <small>${showThresholds(commonThresholds(main.checks))}</small></span
      >
    </summary>
    ${main.needs.length > 0 && markup`<p class="needs">To decide: ${showNeeds(main.needs)}.</p>`}
    ${how !== undefined && markup`<p class="how">${how}</p>`}
    ${judgement(main, anchors)}${others.map(
      (other) =>
        markup`<h4>${basisTag(other.conditions)} ${badge(other.verdict)} <small>${other.headline}</small></h4>
          ${judgement(other, anchors)}`,
    )}
    ${report.deviations.length > 0 && markup`<p class="caption">Relevant deviations and choices:${footnoteMarks(footnotesOfClaim(claim, report))}</p>`}
  </details>`;
}

function judgement({ checks }: ClaimJudgement, anchors: Anchors): Markup {
  return markup`<ul class="checks">
    ${checks.map((check, i) => checkMarkup(check, check.rule !== checks[i - 1]?.rule, anchors))}
  </ul>`;
}

function checkMarkup(
  { question, verdict, finding, rule, runs }: CheckResult,
  withRule: boolean,
  anchors: Anchors,
): Markup {
  return markup`<li>
    ${badge(verdict)}
    <span
      >${question}<br /><span class="finding">${finding}</span>${withRule && markup`<small>${rule}</small>`}${runLinks(runs, anchors)}</span
    >
  </li>`;
}

/** The verdict of each claim under each of the settings that were run. */
export function conditionsSection({ id, title, columns, rows }: ConditionsTable): Markup {
  if (rows.length === 0) return markup``;
  return markup`<section id="${id}">
    <h2>${title}</h2>
    <table class="cards">
      <thead>
        <tr>
          <th>Settings</th>
          ${columns.map((column) => markup`<th><a href="#${column}">${column}</a></th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ conditions, verdicts }) =>
            markup`<tr>
              <td class="name">${conditions}</td>
              ${columns.map((column) => {
                const { verdict, headline } = verdicts[column]!;
                return markup`<td data-label="${column}" title="${verdict}: ${headline}">${verdictSign(verdict)}</td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="caption">✓ reproduced, ≈ agrees with one run, ✕ contradicted, ? undecided, – not run.</p>
  </section>`;
}
