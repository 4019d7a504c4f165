import { specSections, type FieldRow, type Section } from './sections.js';

const INTRODUCTION = `# Fields of a spec

<!-- Written by \`dropin schema --markdown\` from the schema in src/spec/schema; do not edit. -->

A spec is a YAML file. \`extends\` names another one, into which this one's maps are merged; \`--set path=value\` changes a field
for one run. Keys that start with \`x-\` are free, for YAML anchors. \`dropin validate\` checks a spec, and \`dropin schema\` prints
its JSON Schema, by which editors check and complete.

Columns: **default** is empty for an optional field without one. **Identity** says whether another value makes another run, with
other weights or another curve. A finished run stays finished if only other fields change. \`name\`: only the last name of the
path counts, so that files may move.
`;

const HEAD = '| field | values | default | identity | meaning |\n| --- | --- | --- | --- | --- |';

/** The text of docs/spec.md: every field of a spec, from the schema. */
export function specPage(): string {
  return [INTRODUCTION, ...specSections().map(sectionText)].join('\n');
}

function sectionText(section: Section): string {
  const title = section.path === '' ? 'The file' : `\`${section.path}\``;
  const rows = section.rows.map(rowText).join('\n');
  return `## ${title}\n\n${escaped(section.meaning)}\n\n${HEAD}\n${rows}\n`;
}

function rowText({ name, values, fallback, identity, meaning }: FieldRow): string {
  const cells = [`\`${name}\``, values, fallback, identity ?? 'in part', meaning];
  return `| ${cells.map((cell) => escaped(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Escapes what Markdown would take for HTML or emphasis, outside code. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll(/[<*]/g, String.raw`\$&`)))
    .join('');
}
