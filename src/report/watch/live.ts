import { pointsOf } from '../figures/lines.js';
import { fullPanel } from '../figures/panel.js';
import { drawPanel, drawReport } from '../render/draw.js';
import { panelFigure } from '../render/html/figures.js';
import { inlineScript, markup, type Markup } from '../render/html/markup.js';
import { renderBody, renderPage } from '../render/html/page.js';
import { Reporter } from '../report.js';
import type { Paper } from '../paper/paper.js';
import { stateOf } from '../own/listing.js';
import { nameRuns } from '../own/names.js';
import { RunReader, type Run } from '../results/run.js';
import { progressTable } from './progress-table.js';
import { runsInProgress } from './progress.js';
import { LIVE_SCRIPT } from './script.js';

/** More lines cannot be told apart in one drawing. */
const MOST_COMPARED = 12;

/** The report of a results folder that is still growing. */
export class LiveReport {
  /** Increases whenever a run appears, grows or changes. */
  revision = 0;
  private readonly reader = new RunReader();
  private readonly reporter: Reporter;
  private runs: readonly Run[] = [];
  private drawn: { revision: number; body: Promise<string> } | undefined;

  constructor(
    private readonly results: string,
    paper: Paper,
  ) {
    this.reporter = new Reporter(paper);
    this.refresh();
  }

  /** Reads the folder again, but only what has changed. */
  refresh(): boolean {
    const runs = this.reader.readAll(this.results);
    const same = runs.length === this.runs.length && runs.every((run, i) => run === this.runs[i]);
    if (same) return false;
    this.runs = runs;
    this.revision += 1;
    return true;
  }

  async page(): Promise<string> {
    const report = this.reporter.report(this.runs);
    const head = markup`<link rel="icon" href="data:," />`;
    const before = markup`<div id="progress">${this.progress()}</div>
      <section class="picker">
        <h2>Compare runs</h2>
        <div id="picker">${this.picker()}</div>
        <div id="comparison"></div>
      </section>
      ${inlineScript(LIVE_SCRIPT)}`;
    return renderPage(report, await drawReport(report), { head, before });
  }

  /** The parts that an open page replaces. */
  async update(): Promise<{ revision: number; report: string; picker: string; progress: string }> {
    const { revision } = this;
    if (this.drawn?.revision !== revision) this.drawn = { revision, body: this.body() };
    const report = await this.drawn.body;
    return { revision, report, picker: this.picker().text, progress: this.progress().text };
  }

  /** The test accuracy of the named runs in one drawing. Unknown names are ignored. */
  async comparison(ids: readonly string[]): Promise<string> {
    const chosen = this.runs.filter(({ id }) => ids.includes(id)).slice(0, MOST_COMPARED);
    if (chosen.length === 0) return '';
    const names = nameRuns(this.runs);
    const lines = chosen.map((run) => ({
      label: names.get(run.id)!.text,
      points: pointsOf([run]),
      seeds: 1,
      unfinished: run.record.status === 'running' ? 1 : 0,
      paper: undefined,
      runs: [run.id],
    }));
    const end = Math.max(1, ...lines.map(({ points }) => points.at(-1)?.iteration ?? 0));
    const panel = fullPanel({ id: 'a', title: 'Selected runs', lines, end, yTitle: 'Test accuracy (%)' });
    return panelFigure('comparison', await drawPanel(panel), false).text;
  }

  private async body(): Promise<string> {
    const report = this.reporter.report(this.runs);
    return renderBody(report, await drawReport(report)).text;
  }

  private progress(): Markup {
    return progressTable(runsInProgress(this.results, this.runs));
  }

  private picker(): Markup {
    if (this.runs.length === 0) return markup`<p class="caption">No runs yet.</p>`;
    const names = nameRuns(this.runs);
    return markup`<ul>
      ${this.runs.map(
        (run) =>
          markup`<li>
            <label><input type="checkbox" value="${run.id}" /> ${names.get(run.id)!.text}${stateOf(this.results, run) === 'running' && ' (running)'}</label>
          </li>`,
      )}
    </ul>`;
  }
}
