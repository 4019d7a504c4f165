import { plural } from '../../../common/format.js';
import { footnotesOf } from '../../deviations.js';
import type { Wording } from '../../paper/wording.js';
import type { Report } from '../../report.js';
import type { AccuracyCell, AccuracyTableResult, CellJudgement } from '../../tables/accuracy.js';
import type { ArchitectureColumn, ArchitectureTableResult } from '../../tables/architecture.js';
import {
  commonThresholds,
  deviationFromPaper,
  percent,
  seeds,
  showEstimate,
  showNeeds,
  showThresholds,
} from '../words.js';
import { markup, type Markup } from './markup.js';
import { badge, basisTag, footnoteMarks, runLinks } from './parts.js';

type Anchors = ReadonlyMap<string, string>;

export function accuracySection(
  { id, table, margin, cells }: AccuracyTableResult,
  report: Report,
  anchors: Anchors,
): Markup {
  const judged = cells.some(({ paper }) => paper !== undefined);
  const { wording } = report.paper;
  return markup`<section id="${id}">
    <h2>Table ${table.number} <span>${table.title}</span></h2>
    <table class="accuracy cards">
        <thead>
          <tr>
            ${table.columns.map((column) => markup`<th>${column}</th>`)}
            <th class="number">${wording.column} (%)</th>
            <th class="number">Here (%)</th>
            <th class="number">Difference</th>
            <th>Verdict</th>
          </tr>
        </thead>
        <tbody>
          ${cells.map((cell) => accuracyRows(cell, table.columns, report, anchors))}
        </tbody>
      </table>
    <p class="caption">
      Final accuracy: mean of the last three tests, ± standard deviation over
      seeds.${judged && markup` Reproduced: within ${plural(margin, 'percentage point')} of ${wording.target} (${showThresholds(commonThresholds(cells.map(({ main }) => main)))}).`}
    </p>
  </section>`;
}

function accuracyRows(
  cell: AccuracyCell,
  columns: readonly string[],
  report: Report,
  anchors: Anchors,
): Markup {
  const notes = footnoteMarks(footnotesOf([cell.series], report.deviations));
  const span = cell.labels.length;
  return markup`<tr id="${cell.id}">
      ${cell.labels.map((label, i) => markup`<td class="${i === 0 ? 'name' : ''}" data-label="${columns[i]}">${label}</td>`)}
      <td class="number" data-label="${report.paper.wording.column} (%)">${cell.paper === undefined ? '' : percent(cell.paper)}</td>
      ${measured(cell, cell.main, notes, report, anchors)}
    </tr>
    ${cell.others.map(
      (other) =>
        markup`<tr class="other">
          <td class="name" colspan="${span}">${basisTag(other.conditions)}</td>
          <td></td>
          ${measured(cell, other, notes, report, anchors)}
        </tr>`,
    )}`;
}

function measured(
  cell: AccuracyCell,
  judgement: CellJudgement,
  notes: Markup,
  report: Report,
  anchors: Anchors,
): Markup {
  const { estimate, verdict, needs, runs } = judgement;
  const stale = report.runs.some((row) => row.stale.length > 0 && runs.includes(row.run.id));
  return markup`<td class="number" data-label="Here (%)">
      ${estimate === undefined ? '–' : markup`<b>${showEstimate(estimate)}</b><small>${seeds(estimate.n)}</small>`}${notes}
    </td>
    <td class="number" data-label="Difference">${deviationFromPaper(judgement, cell.paper)}</td>
    <td data-label="Verdict">
      ${badge(verdict)}${stale && markup` <span class="stale">stale</span>`}${needs.length > 0 && verdict === 'undecided' && markup`<small class="needs">${showNeeds(needs)}</small>`}${runLinks(runs, anchors)}
    </td>`;
}

export function architectureSection(
  { id, table, columns }: ArchitectureTableResult,
  wording: Wording,
): Markup {
  return markup`<section id="${id}">
    <h2>Table ${table.number} <span>${table.title}</span></h2>
    <div class="columns">${columns.map((column) => architectureColumn(column, wording))}</div>
  </section>`;
}

function architectureColumn({ title, spec, rows, parameters }: ArchitectureColumn, wording: Wording): Markup {
  const differing = rows.filter(({ same }) => !same).length;
  const state =
    spec === undefined
      ? markup`no spec`
      : markup`<code>${spec}</code>, ${parameters.toLocaleString('en')} parameters,
          ${differing === 0 ? wording.same : `${differing} ${differing === 1 ? 'layer differs' : 'layers differ'}`}`;
  return markup`<div class="scroll">
    <table class="architecture">
      <caption>
        <b>${title}</b
        ><br />${state}
      </caption>
      <thead>
        <tr>
          <th>${wording.column}</th>
          <th>Here</th>
          <th class="number">Output</th>
          <th class="number">Parameters</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            markup`<tr${!row.same && spec !== undefined && markup` class="differs"`}><td>${row.paper}</td><td>${row.ours ?? '–'}</td><td class="number">${row.shape}</td><td class="number">${row.parameters > 0 ? row.parameters.toLocaleString('en') : ''}</td></tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
