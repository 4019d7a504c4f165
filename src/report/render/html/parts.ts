import { markup, type Markup } from './markup.js';

const SYMBOLS: Readonly<Record<string, string>> = {
  reproduced: '✓',
  'agrees, one run': '≈',
  contradicted: '✕',
  undecided: '?',
  measured: '•',
  'not run': '–',
};

/** A verdict, told by word, sign and colour. */
export function badge(verdict: string): Markup {
  const kind = verdict.replaceAll(/\W+/g, '-');
  return markup`<span class="badge ${kind}"
    ><span aria-hidden="true">${SYMBOLS[verdict] ?? ''}</span> ${verdict}</span
  >`;
}

/** Under what conditions: loud wherever they are not the paper's. */
export function basisTag(conditions: string): Markup {
  return markup`<span class="basis">${conditions}</span>`;
}

export function footnoteMarks(numbers: readonly number[]): Markup {
  return markup`<sup class="notes"
    >${numbers.map((n, i) => markup`${i > 0 && ' '}<a href="#note-${n}">${n}</a>`)}</sup
  >`;
}

/** Runs behind a number, folded away. */
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
