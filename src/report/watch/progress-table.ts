import { formatTimeLeft } from '../../common/format.js';
import { markup, type Markup } from '../render/html/markup.js';
import type { RunProgress } from './progress.js';

/** Runs in progress, one per row; empty if there are none. */
export function progressTable(runs: readonly RunProgress[]): Markup {
  if (runs.length === 0) return markup``;
  return markup`<section id="running">
    <h2>Running <span>${runs.length}</span></h2>
    <table class="cards">
      <thead>
        <tr>
          <th>Run</th>
          ${['Iteration', 'Loss', 'Test (%)', 'Learning rate', 'p', 'Time left'].map((title) => markup`<th class="number">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${runs.map(progressRow)}
      </tbody>
    </table>
  </section>`;
}

function progressRow(run: RunProgress): Markup {
  const { iteration, iterations, loss, accuracy, learningRate, p, secondsLeft } = run;
  const count = (value: number | undefined) => (value === undefined ? '?' : value.toLocaleString('en'));
  const cells: readonly (readonly [string, string])[] = [
    ['Iteration', `${count(iteration)} of ${count(iterations)}`],
    ['Loss', loss?.toFixed(4) ?? '–'],
    ['Test (%)', accuracy?.toFixed(2) ?? '–'],
    ['Learning rate', learningRate === undefined ? '–' : String(Number(learningRate.toPrecision(4)))],
    ['p', p?.toFixed(3) ?? '–'],
    ['Time left', secondsLeft === undefined ? '–' : formatTimeLeft(secondsLeft, run.mayStopEarly)],
  ];
  return markup`<tr>
    <td class="name">${run.name}<progress max="${iterations ?? 1}" value="${iterations === undefined ? 0 : iteration}"></progress></td>
    ${cells.map(([label, value]) => markup`<td class="number" data-label="${label}">${value}</td>`)}
  </tr>`;
}
