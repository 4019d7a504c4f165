import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Header } from 'tar';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sha256 } from '../../../src/common/sha256.js';
import { fetchFile, type RemoteFile } from '../../../src/data/fetch.js';
import { readSums } from '../../../src/data/sums.js';
import { unpackFolder } from '../../../src/data/unpack.js';
import { folderOf } from './photos.js';

const content = Buffer.from({ length: 300_000 }).map((_, index) => (index * 7) % 256);
const options = { onProgress: () => undefined, retryMs: 1 };

/** Serves on the loopback address; returns the URL. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/tiny.tar.gz`;
}

function remote(url: string, more: Partial<RemoteFile> = {}): RemoteFile {
  const md5 = createHash('md5').update(content).digest('hex');
  return { url, bytes: content.length, sha256: sha256(content), md5, ...more };
}

describe('fetchFile', () => {
  it('resumes where it was interrupted', async () => {
    const ranges: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      ranges.push(request.headers.range);
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from });
      if (ranges.length === 1) response.write(content.subarray(0, 100_000), () => response.destroy());
      else response.end(content.subarray(from));
    });
    const path = join(folderOf({}), 'tiny.tar.gz');
    await fetchFile(remote(url), path, options);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1).every((range) => range === undefined || /^bytes=\d+-$/.test(range))).toBe(true);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('resumes from a partial file left by an earlier process', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      asked.push(request.headers.range);
      response.writeHead(206).end(content.subarray(1000));
    });
    const path = join(folderOf({ 'tiny.tar.gz.part': content.subarray(0, 1000) }), 'tiny.tar.gz');
    await fetchFile(remote(url), path, options);
    expect(asked).toEqual(['bytes=1000-']);
    expect(statSync(path).size).toBe(content.length);
  });

  it.each([
    ['truncated', content.subarray(0, 1000)],
    ['damaged', Buffer.concat([content.subarray(1), Buffer.from([0])])],
  ])('checks an existing archive: %s', async (_kind, bytes) => {
    const url = await serve(({ headers }, response) => {
      const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200).end(content.subarray(from));
    });
    const path = join(folderOf({ 'tiny.tar.gz': bytes }), 'tiny.tar.gz');
    await fetchFile(remote(url), path, options);
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it('does not write through a link in place of its partial file', async () => {
    const url = await serve((_, response) => response.end(content));
    const root = folderOf({ other: 'mine' });
    symlinkSync(join(root, 'other'), join(root, 'tiny.tar.gz.part'));
    await fetchFile(remote(url), join(root, 'tiny.tar.gz'), options);
    expect(readFileSync(join(root, 'other'), 'utf8')).toBe('mine');
  });

  it('starts over if the server does not support ranges', async () => {
    const url = await serve((_request, response) => response.end(content));
    const path = join(folderOf({ 'tiny.tar.gz.part': 'something else' }), 'tiny.tar.gz');
    await fetchFile(remote(url), path, options);
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it('refuses a different file than expected', async () => {
    const url = await serve((_request, response) => response.end(content));
    const path = join(folderOf({}), 'tiny.tar.gz');
    const wrong = '0'.repeat(64);
    await expect(fetchFile(remote(url, { sha256: wrong }), path, options)).rejects.toMatchObject({
      message: `data: ${url} is not the expected file: its SHA-256 is ${sha256(content)}, expected ${wrong}; the download was deleted`,
      exitCode: 3,
    });
    await expect(fetchFile(remote(url, { bytes: 10 }), path, options)).rejects.toThrow(
      `data: ${url} is larger than the 10 bytes expected; the download was deleted`,
    );
    expect(existsSync(path) || existsSync(`${path}.part`)).toBe(false);
  });

  it('reports when its folder cannot be created', async () => {
    const folder = join(folderOf({ file: '' }), 'file/below');
    await expect(fetchFile(remote('http://127.0.0.1/x'), join(folder, 'x'), options)).rejects.toMatchObject({
      message: expect.stringContaining(`cannot create ${folder}: `) as string,
      exitCode: 1,
    });
  });

  it('reports why a file cannot be downloaded', async () => {
    const gone = await serve((_request, response) => response.writeHead(404).end());
    await expect(fetchFile(remote(gone), join(folderOf({}), 'x'), options)).rejects.toThrow(
      `data: ${gone} could not be downloaded: the server answered 404 Not Found`,
    );
    const silent = await serve(() => undefined);
    await expect(
      fetchFile(remote(silent), join(folderOf({}), 'x'), { ...options, stallMs: 20 }),
    ).rejects.toThrow(`data: ${silent} could not be downloaded: `);
  });
});

/** A .tar.gz with the given entries, without the checks of tar. */
function archiveOf(
  entries: { path: string; type?: 'File' | 'SymbolicLink' | 'Link'; linkpath?: string }[],
): string {
  const blocks = entries.flatMap(({ path, type = 'File', linkpath }) => {
    const size = type === 'File' ? 5 : 0;
    const block = Buffer.alloc(512);
    new Header({ path, type, linkpath, size, mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) }).encode(block);
    const body = Buffer.alloc(size > 0 ? 512 : 0);
    if (size > 0) body.write('hello');
    return [block, body];
  });
  return join(folderOf({ 'x.tar.gz': gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)])) }), 'x.tar.gz');
}

describe('unpackFolder', () => {
  it('unpacks a folder', async () => {
    const root = folderOf({});
    await unpackFolder(archiveOf([{ path: 'set/a.bin' }, { path: 'set/b.bin' }]), root, 'set');
    expect(readFileSync(join(root, 'set/b.bin'), 'utf8')).toBe('hello');
    expect(readdirSync(root)).toEqual(['set']);
    expect(readSums(join(root, 'set')).get('b.bin')).toBe(sha256('hello'));
  });

  it('refuses an archive of more than 10,000 entries', async () => {
    const archive = archiveOf(Array.from({ length: 10_001 }, (_, i) => ({ path: `set/${i}`, size: 0 })));
    await expect(unpackFolder(archive, folderOf({}), 'set')).rejects.toThrow(
      `data: ${archive} is refused: it has more than 10000 entries`,
    );
  });

  it.each([
    ['../evil', { path: '../evil' }, 'points outside the folder'],
    ['set/../../evil', { path: 'set/../../evil' }, 'points outside the folder'],
    ['/tmp/evil', { path: '/tmp/evil' }, 'points outside the folder'],
    ['set/link', { path: 'set/link', type: 'SymbolicLink', linkpath: '/etc/passwd' }, 'is a SymbolicLink'],
    ['set/hard', { path: 'set/hard', type: 'Link', linkpath: 'set/a.bin' }, 'is a Link'],
    ['other/a.bin', { path: 'other/a.bin' }, 'is not in set/'],
    ['set/a.bin', { path: 'set/a.bin' }, 'appears twice'],
    ['set/./b.bin', { path: 'set/./b.bin' }, 'is not a plain path'],
  ] as const)('refuses %s before anything is written', async (path, entry, problem) => {
    const root = folderOf({});
    const archive = archiveOf([{ path: 'set/a.bin' }, entry]);
    await expect(unpackFolder(archive, root, 'set')).rejects.toMatchObject({
      message: `data: ${archive} is refused: ${JSON.stringify(path)} ${problem}`,
      exitCode: 3,
    });
    expect(existsSync(join(root, 'set'))).toBe(false);
  });

  it('reports a damaged archive', async () => {
    const archive = archiveOf([{ path: 'set/a.bin' }]);
    writeFileSync(archive, readFileSync(archive).subarray(0, 60));
    await expect(unpackFolder(archive, folderOf({}), 'set')).rejects.toThrow(
      `data: ${archive} cannot be unpacked: `,
    );
  });
});
