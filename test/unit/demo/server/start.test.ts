import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { delimiter, join, resolve } from 'node:path';
import { imageElements, makeFile, withFolder } from './testFiles';
import { ensureViewer } from '../../../../.webpack/demo/server/viewer';

const root = resolve(__dirname, '../../../..');
const start = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', '.webpack/demo/server/main.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  });

describe('the command line says in one sentence what is wrong', () => {
  test.each([
    [['no/such/folder'], /^There is no folder .*no\/such\/folder: check the path\.$/],
    [['package.json'], /package\.json is a file: give the folder it is in\.$/],
    [['test', 'mode'], /^Give one folder, not 2\.$/],
    [['--port', 'x'], /^--port x is not a port/],
    [['--dicomweb', 'ftp://a'], /^--dicomweb ftp:\/\/a is no address/],
    [['test', '--dicomweb', 'http://a'], /^Give a folder or --dicomweb, not both\.$/],
    [['--nonsense'], /Unknown option '--nonsense'/],
  ])('%j', (args, message) => {
    const { status, stderr } = start(...args);
    expect(status).toBe(1);
    const said = stderr.split('\n').filter(line => line && !line.startsWith('npm warn'));
    expect(said[0]).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });
});

// The viewer itself is fetched by the end-to-end tests; here it is used when it is there.
const cached = existsSync(join(root, '.cache/viewer/3.13.2/dist/index.html'));
(cached ? describe : describe.skip)('a running server', () => {
  test('names what it serves and skips, is ready last, and tells of a port in use', () =>
    withFolder(async folder => {
      const data = join(folder, 'data');
      await mkdir(data);
      await writeFile(join(data, 'a.dcm'), makeFile(imageElements({})));
      await writeFile(join(data, 'b.txt'), 'text');
      const args = ['--import', 'tsx', '.webpack/demo/server/main.ts', data, '--port', '0'];
      const child = spawn(process.execPath, [...args, '--state', join(folder, 'state')], {
        cwd: root,
      });
      try {
        let output = '';
        await new Promise<void>((done, fail) => {
          child.stdout.on('data', (chunk: Buffer) => {
            output += chunk.toString();
            if (output.includes('Ready: ')) done();
          });
          child.on('exit', () => fail(new Error(output)));
        });
        expect(output).toContain('Serving 1 instances of 1 studies.');
        expect(output).toContain('1 file skipped:\n  b.txt: not a DICOM file\n');
        const last = output.trimEnd().split('\n').pop()!;
        const [, url, port] = /^Ready: (http:\/\/127\.0\.0\.1:(\d+))$/.exec(last)!;
        expect((await fetch(`${url}/dicom-web/studies`)).status).toBe(200);
        const second = start(data, '--port', port, '--state', join(folder, 'state'));
        expect(second.status).toBe(1);
        expect(second.stderr).toContain(`Port ${port} is in use`);
      } finally {
        const gone = new Promise(done => child.on('exit', done));
        child.kill();
        expect(await gone).toBe(0);
      }
    }));
});

describe('the viewer', () => {
  /** Puts a stand-in for npm on the path, which packs `content` as @ohif/app. */
  const withNpm = (content: string, exitCode: number, use: (cache: string) => Promise<void>) =>
    withFolder(async folder => {
      const bin = join(folder, 'bin');
      await mkdir(join(folder, 'package/dist'), { recursive: true });
      await mkdir(bin);
      await writeFile(join(folder, 'package/dist/index.html'), content);
      spawnSync('tar', ['-czf', join(folder, 'app.tgz'), '-C', folder, 'package']);
      const npm = join(bin, 'npm');
      await writeFile(
        npm,
        `#!/bin/sh\necho ran >> ${folder}/runs\ncp ${folder}/app.tgz "$4"\nexit ${exitCode}\n`,
      );
      await chmod(npm, 0o755);
      const path = process.env.PATH;
      process.env.PATH = `${bin}${delimiter}${path}`;
      try {
        await use(join(folder, 'cache'));
      } finally {
        process.env.PATH = path;
      }
    });
  const integrityOf = async (file: string) =>
    `sha512-${createHash('sha512')
      .update(await readFile(file))
      .digest('base64')}`;

  test('is unpacked once', () =>
    withNpm('<html>', 0, async cache => {
      const integrity = await integrityOf(join(cache, '../app.tgz'));
      const said: string[] = [];
      const log = (sentence: string) => void said.push(sentence);
      const dist = await ensureViewer('3.13.2', cache, log, integrity);
      expect(await readFile(join(dist, 'index.html'), 'utf8')).toBe('<html>');
      expect(await ensureViewer('3.13.2', cache, log, integrity)).toBe(dist);
      expect(said).toHaveLength(1);
      expect(await readFile(join(cache, '../runs'), 'utf8')).toBe('ran\n');
      expect(await readdir(cache)).toEqual(['3.13.2']);
    }));

  test('of another content is refused, and nothing of it stays', () =>
    withNpm('<html>changed', 0, async cache => {
      await expect(ensureViewer('3.13.2', cache)).rejects.toThrow('its integrity differs');
      expect(await readdir(cache)).toEqual([]);
    }));

  test('that cannot be fetched is told', () =>
    withNpm('<html>', 1, async cache => {
      await expect(ensureViewer('3.13.2', cache)).rejects.toThrow("can't be downloaded");
      expect(await readdir(cache)).toEqual([]);
    }));
});
