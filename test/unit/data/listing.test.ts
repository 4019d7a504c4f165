import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFolders } from '../../../src/data/folders.js';
import { folderOf, photos } from './photos.js';

const descriptor = { ...photos, test: { folder: 'test' } };

/** Files of two classes; their contents are never read. */
function folder(...more: string[]): string {
  const paths = ['train/cat/a.png', 'train/dog/b.png', ...more];
  return folderOf(Object.fromEntries(paths.map((path) => [path, 'x'])));
}

function trainPaths(root: string): readonly string[] {
  return listFolders(descriptor, root).train.paths;
}

describe('listFolders', () => {
  it('orders classes and files by code point, not by UTF-16 unit', () => {
    const root = folderOf({
      'train/\u{1f600}/a': '',
      'train/\uff21/\u{1f600}': '',
      'train/\uff21/\uff21': '',
    });
    const { classNames, train } = listFolders(descriptor, root);
    expect(classNames).toEqual(['\uff21', '\u{1f600}']);
    expect(train.paths).toEqual(['train/\uff21/\uff21', 'train/\uff21/\u{1f600}', 'train/\u{1f600}/a']);
  });

  it('walks folders below a class as torchvision’s DatasetFolder does', () => {
    const nested = ['cat/z.png', 'cat/images/1.png', 'cat/images/deep/0.png', 'cat/images-b/2.png'];
    const root = folder(...nested.map((path) => `train/${path}`));
    expect(trainPaths(root)).toEqual([
      'train/cat/a.png',
      'train/cat/z.png',
      'train/cat/images/1.png',
      'train/cat/images-b/2.png',
      'train/cat/images/deep/0.png',
      'train/dog/b.png',
    ]);
  });

  it('skips hidden files and files of operating systems, and lists them', () => {
    const junk = ['Thumbs.db', 'desktop.ini', '.DS_Store', '._a.png', '__MACOSX/a.png'];
    const root = folder(...junk.map((path) => `train/cat/${path}`), 'train/__MACOSX/x.png', 'train/.git/x');
    const { train, leftOut } = listFolders(descriptor, root);
    expect(train.paths).toEqual(['train/cat/a.png', 'train/dog/b.png']);
    expect([...leftOut].sort()).toEqual([
      'train/cat/.DS_Store',
      'train/cat/._a.png',
      'train/cat/Thumbs.db',
      'train/cat/__MACOSX',
      'train/cat/desktop.ini',
    ]);
  });

  it('skips notes next to the images, as in Tiny-ImageNet, and lists them', () => {
    const notes = ['cat_boxes.txt', 'images/labels.csv', 'meta.JSON', 'a.xml', 'README.md'];
    const root = folder(...notes.map((path) => `train/cat/${path}`));
    const { train, leftOut } = listFolders(descriptor, root);
    expect(train.paths).toEqual(['train/cat/a.png', 'train/dog/b.png']);
    expect([...leftOut].sort()).toEqual([
      'train/cat/README.md',
      'train/cat/a.xml',
      'train/cat/cat_boxes.txt',
      'train/cat/images/labels.csv',
      'train/cat/meta.JSON',
    ]);
  });

  it('ignores files, and links to files, next to the class folders', () => {
    const root = folder('train/readme.txt');
    symlinkSync('readme.txt', join(root, 'train/link'));
    expect(trainPaths(root)).toEqual(['train/cat/a.png', 'train/dog/b.png']);
  });

  it('follows links to files and to folders', () => {
    const root = folder('elsewhere/1.png', 'other.png');
    symlinkSync('../../other.png', join(root, 'train/cat/link.png'));
    symlinkSync('../../elsewhere', join(root, 'train/cat/more'));
    const { train } = listFolders(descriptor, root);
    expect(train.paths.slice(0, 3)).toEqual([
      'train/cat/a.png',
      'train/cat/link.png',
      'train/cat/more/1.png',
    ]);
    expect(train.problems.size).toBe(0);
  });

  it('reports what is wrong with a file before it is read', () => {
    const root = folder();
    symlinkSync('nowhere', join(root, 'train/cat/dangling.png'));
    symlinkSync('loop.png', join(root, 'train/cat/loop.png'));
    execFileSync('mkfifo', [join(root, 'train/cat/pipe.png')]);
    const { train } = listFolders(descriptor, root);
    expect([...train.problems].map(([image, problem]) => `${train.paths[image]!} ${problem}`)).toEqual([
      'train/cat/dangling.png is missing or a broken link',
      'train/cat/loop.png is a link to itself',
      'train/cat/pipe.png is not a regular file',
    ]);
  });

  it.each<[string, (root: string) => void, string]>([
    [
      'a class that is a broken link',
      (root) => {
        symlinkSync('/nowhere', join(root, 'train/fox'));
      },
      'data: ROOT/train/fox is a broken link; restore its target or remove the link',
    ],
    [
      'a link to a folder that contains it',
      (root) => {
        symlinkSync('../..', join(root, 'train/cat/up'));
      },
      'data: ROOT/train/cat/up is a link to ROOT, which contains it; remove the link',
    ],
    [
      'one class too many',
      (root) => {
        mkdirSync(join(root, 'train/fox'));
      },
      'data: ROOT/train holds 3 class folders (cat, dog, fox), expected 2, the number of classes of photos',
    ],
    [
      'a class without training images',
      (root) => {
        rmSync(join(root, 'train/dog/b.png'));
      },
      'data: ROOT/train holds no images of class dog; add some, or remove the empty class folders',
    ],
    [
      'a class only among the test images',
      (root) => {
        mkdirSync(join(root, 'test/fox'), { recursive: true });
      },
      'data: ROOT/test/fox is not a class of the training images (cat, dog)',
    ],
    [
      'a list of labels that is a pipe',
      (root) => {
        mkdirSync(join(root, 'test'));
        execFileSync('mkfifo', [join(root, 'test.txt')]);
      },
      'data: ROOT/test holds no class folders, and ROOT/test.txt is missing: sort the images into class folders, or list ' +
        'them there, one FILE CLASS_NUMBER per line, with classes numbered from 0 in the order of their names',
    ],
  ])('refuses %s', (_name, change, message) => {
    const root = folder();
    change(root);
    expect(existsSync(root)).toBe(true);
    expect(() => listFolders(photos, root)).toThrow(message.replaceAll('ROOT', root));
  });

  it('reports a file whose name is not UTF-8', () => {
    const root = folder();
    writeFileSync(Buffer.from(`${root}/train/cat/caf\u00e9.png`, 'latin1'), 'x');
    const { train } = listFolders(descriptor, root);
    expect([...train.problems.values()]).toEqual(['has a name that is not UTF-8; rename it']);
  });
});
