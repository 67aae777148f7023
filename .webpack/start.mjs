// `npm start`: installs, builds and serves the viewer. Arguments go to the server.
import { spawn } from 'node:child_process';
import { build, install, root } from './build.mjs';

install();
build();
const server = spawn('npx', ['tsx', '.webpack/demo/server/main.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
server.on('exit', code => process.exit(code ?? 1));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
