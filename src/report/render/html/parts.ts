import { markup, type Markup } from './markup.js';

const SYMBOLS: Readonly<Record<string, string>> = {
  reproduced: '✓',
  'agrees, one run': '≈',
  contradicted: '✕',
  undecided: '?',
  measured: '•',
  'not run': '–',
};

/** Most footnote marks next to a number. */
const MOST_MARKS = 3;

/** A verdict, shown by word, symbol and colour. */
export function badge(verdict: string): Markup {
  const kind = verdict.replaceAll(/\W+/g, '-');
  return markup`<span class="badge ${kind}"
    ><span aria-hidden="true">${SYMBOLS[verdict] ?? ''}</span> ${verdict}</span
  >`;
}

/** A verdict as a symbol only, for large tables; screen readers read the word. */
export function verdictSign(verdict: string): Markup {
  const kind = verdict.replaceAll(/\W+/g, '-');
  return markup`<span class="badge ${kind}" role="img" aria-label="${verdict}">${SYMBOLS[verdict] ?? ''}</span>`;
}

/** The conditions of a number; prominent if they are not the paper’s. */
export function basisTag(conditions: string): Markup {
  return markup`<span class="basis">${conditions}</span>`;
}

/** Links to the first few notes, and to all notes if there are more. */
export function footnoteMarks(numbers: readonly number[]): Markup {
  const shown = numbers.slice(0, MOST_MARKS);
  const more = numbers.length - shown.length;
  return markup`<sup class="notes"
    >${shown.map((n) => markup` <a href="#note-${n}">${n}</a>`)}${more > 0 && markup` <a href="#notes">+${more}</a>`}</sup
  >`;
}

/** The runs behind a number, collapsed. */
export function runLinks(ids: readonly string[], anchors: ReadonlyMap<string, string>): Markup {
  if (ids.length === 0) return markup``;
  const shown = ids.slice(0, 50);
  return markup`<details class="runs">
    <summary>${ids.length} ${ids.length === 1 ? 'run' : 'runs'}</summary>
    <ul>
      ${shown.map(
        (id) => markup`<li><a href="#${anchors.get(id) ?? 'runs'}">${id}</a></li>`,
      )}${ids.length > shown.length && markup`<li><a href="#runs">and ${ids.length - shown.length} more</a></li>`}
    </ul>
  </details>`;
}
