import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../..');

test.each(['ARCHITECTURE.md', 'docs/extending.md', 'README.md'])(
  'the files that %s names are there',
  doc => {
    const text = readFileSync(path.join(root, doc), 'utf8');
    const named = [...text.matchAll(/`((?:extension|mode|test)\/[\w./-]+\.\w+)`/g)].map(m => m[1]);
    const missing = named.filter(file => !existsSync(path.join(root, file)));
    expect(missing).toEqual([]);
  },
);
