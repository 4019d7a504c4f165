import type { Report } from '../../report.js';
import { ownClaims } from '../claim-groups.js';
import { countsOf, tallyOf, type Tally } from '../tally.js';
import { markup, type Markup } from './markup.js';
import { badge } from './parts.js';

/** Counts the claims of the source, and below them all claims by part and settings. */
export function tally({ claims, runs }: Report): Markup {
  const own = countsOf(ownClaims(claims).map(({ main }) => main));
  const stale = runs.filter((row) => row.stale.length > 0).length;
  return markup`<div class="tally">
      ${own.map(({ verdict, found }) => markup`<div><b>${found}</b>${badge(verdict)}</div>`)}
      <div>
        <b>${runs.length}</b
        ><span class="badge">${runs.length === 1 ? 'run' : 'runs'}${stale > 0 && `, ${stale} stale`}</span>
      </div>
    </div>
    ${bySettings(tallyOf(claims))}`;
}

function bySettings({ verdicts, rows }: Tally): Markup {
  if (rows.length < 2) return markup``;
  return markup`<details class="tallies">
    <summary>By part and settings</summary>
    <table class="cards">
      <thead>
        <tr>
          <th>Part</th>
          <th>Settings</th>
          ${verdicts.map((verdict) => markup`<th class="number">${verdict}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ part, settings, counts }) =>
            markup`<tr>
              <td class="name">${part}</td>
              <td data-label="settings">${settings}</td>
              ${counts.map((count, i) => markup`<td class="number" data-label="${verdicts[i]}">${count}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
