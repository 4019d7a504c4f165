import { firstSpec, type Report, type RunRow } from '../../report.js';
import { percent, short, showMachine, showWallTime, touches } from '../words.js';
import { markup, type Markup } from './markup.js';

type Anchors = ReadonlyMap<string, string>;

/** A short anchor for each run, independent of its name. */
export function runAnchors({ runs }: Report): Anchors {
  return new Map(runs.map(({ run }, i) => [run.id, `run-${i + 1}`]));
}

export function runsSection(report: Report, anchors: Anchors): Markup {
  const { runs } = report;
  if (runs.length === 0)
    return markup`<section id="runs">
      <h2>Runs</h2>
      <p>None yet. Start one with <code>dropin run ${firstSpec(report)}</code>.</p>
    </section>`;
  return markup`<section id="runs">
    <h2>Runs <span>${runs.length}</span></h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Run</th>
            <th>Status</th>
            <th class="number">Seed</th>
            <th class="number">Final (%)</th>
            <th>Conditions</th>
            <th>Time</th>
            <th>Commit</th>
            <th>Data</th>
          </tr>
        </thead>
        <tbody>
          ${runs.map((row) => runRow(row, anchors))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function runRow({ run, name, series, basis, final, stale }: RunRow, anchors: Anchors): Markup {
  const { record, problems } = run;
  const remarks = [...stale, ...problems];
  return markup`<tr id="${anchors.get(run.id)}">
    <td class="name">${name}<small>${run.id}${series.length > 0 && ` · ${series.join(', ')}`}</small></td>
    <td>
      ${record.status}${stale.length > 0 && markup` <span class="stale">stale</span>`}${remarks.map((remark) => markup`<small class="problem">${remark}</small>`)}
    </td>
    <td class="number">${run.seed}</td>
    <td class="number">${final === undefined ? '–' : percent(final, 2)}</td>
    <td>${basis || '–'}</td>
    <td>${showWallTime(record)}<small>${showMachine(record)}</small></td>
    <td>
      <code>${short(record.commit)}</code>${record.dirty && markup`<small>with uncommitted changes</small>`}
    </td>
    <td><code>${short(record.dataDigest)}</code></td>
  </tr>`;
}

export function notesSection({ deviations, paper }: Report): Markup {
  if (deviations.length === 0) return markup``;
  return markup`<section id="notes">
    <h2>Deviations and choices</h2>
    <ol class="ledger">
      ${deviations.map(
        ({ number, about, paper: printed, here, series }) =>
          markup`<li id="note-${number}" value="${number}">
            <b>${about}.</b>
            ${printed !== '' && markup`${paper.wording.column}: ${printed}. `}${printed !== '' ? 'Here: ' : ''}${here}
            <small>${touches(series, paper)}</small>
          </li>`,
      )}
    </ol>
  </section>`;
}
