import { existsSync } from 'node:fs';
import { chromium, type Browser } from '@playwright/test';
import places from '../chromiumPlaces.json';

/** Chromium's flags for a machine without a GPU and without a network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--js-flags=--expose-gc',
  // Memory is measured when it is asked for, not with the next collection, which may take a minute.
  '--enable-blink-features=ForceEagerMeasureMemory',
];
export const WEBGPU_FLAGS = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

/** The browser to test with: CHROME_PATH, or an installed one. Undefined when there is none. */
function chromePath(): string | undefined {
  return [process.env.CHROME_PATH ?? '', ...places].find(place => place && existsSync(place));
}

export async function launchBrowser(extraFlags: readonly string[] = []): Promise<Browser> {
  const executablePath = chromePath();
  if (!executablePath) {
    throw new Error('No Chromium: set CHROME_PATH, or install one (Debian: apt install chromium).');
  }
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...extraFlags] });
}
