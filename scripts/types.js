// Writes the type declarations of the library, `import … from 'dropin'`, into types/: those that src/library/index.ts needs.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from './setup/paths.js';

const TYPES = join(ROOT, 'types');
const ENTRY = 'src/library/index.ts';

const declarations = declare();
rmSync(TYPES, { recursive: true, force: true });
for (const [path, text] of needed(join(TYPES, ENTRY.replace('.ts', '.d.ts')))) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The declarations of all source files that the library imports, by the path where they belong. */
function declare() {
  const settings = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    outDir: TYPES,
    rootDir: ROOT,
  };
  const config = ts.getParsedCommandLineOfConfigFile(join(ROOT, 'tsconfig.json'), settings, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: fail,
  });
  if (config === undefined) throw new Error('tsconfig.json cannot be read');
  /** @type {Map<string, string>} */
  const texts = new Map();
  const program = ts.createProgram([join(ROOT, ENTRY)], config.options);
  const { diagnostics } = program.emit(undefined, (path, text) => texts.set(path, withPaths(path, text)));
  diagnostics.forEach(fail);
  return texts;
}

/** With relative paths for the imports of `#setup`, which other packages' compilers would look up as JavaScript. */
function withPaths(/** @type {string} */ path, /** @type {string} */ text) {
  const setup = relative(dirname(path), join(TYPES, 'scripts/setup'));
  return text.replaceAll(/(['"])#setup\//g, `$1${setup}/`);
}

/** A declaration and all those that it imports, directly or not. @param {string} entry */
function needed(entry) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const visit = (/** @type {string} */ path) => {
    const text = declarations.get(path);
    if (text === undefined) throw new Error(`${path} is imported but was not emitted`);
    if (found.has(path)) return;
    found.set(path, text);
    for (const { fileName } of ts.preProcessFile(text).importedFiles)
      if (fileName.startsWith('.')) visit(join(dirname(path), fileName.replace(/\.js$/, '.d.ts')));
  };
  visit(entry);
  return found;
}

/** @param {ts.Diagnostic} diagnostic @returns {never} */
function fail({ messageText }) {
  throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
}
