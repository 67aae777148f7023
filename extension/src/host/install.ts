import { logUnexpected } from '../core/errors';
import { createTexts, viewerLanguage } from '../i18n/texts';

/** The parts of the viewer's configuration that are added to. */
interface ViewerConfig {
  readonly extensions?: readonly unknown[];
  readonly modes?: readonly unknown[];
  readonly [key: string]: unknown;
}

type AnyFunction = (...parameters: readonly unknown[]) => unknown;

interface ModeModule {
  readonly modeFactory: (options: unknown) => unknown;
  readonly [key: string]: unknown;
}

/**
 * Adds extension and mode to the viewer's configuration, for `app-config.js`. Whatever fails of
 * ours (a missing file, a syntax error, a factory that throws) is told to the reader, and the
 * viewer starts without it: OHIF itself would stay blank.
 */
export default async function install(config: ViewerConfig): Promise<ViewerConfig> {
  let failed = false;
  const fail = (error: unknown) => {
    if (!failed) tell(error);
    failed = true;
  };
  try {
    const [extension, mode] = await Promise.all([load('extension.js'), load('mode.js')]);
    const { modeFactory, ...rest } = mode as unknown as ModeModule;
    const guarded = guard(extension, fail);
    const guardedMode = {
      ...rest,
      // Called after the extensions have registered: by then a failure of ours is known.
      modeFactory: async (options: Readonly<Record<string, unknown>>) => {
        try {
          return failed ? undefined : await modeFactory({ ...options, extension: guarded });
        } catch (error) {
          fail(error);
          return undefined;
        }
      },
    };
    return {
      ...config,
      extensions: [...(config.extensions ?? []), guarded],
      modes: [...(config.modes ?? []), guardedMode],
    };
  } catch (error) {
    fail(error);
    return config;
  }
}

async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  const url = new URL(file, import.meta.url).href;
  const { default: loaded } = (await import(/* webpackIgnore: true */ url)) as {
    default?: Readonly<Record<string, unknown>>;
  };
  if (!loaded) throw new Error(`${file} has no default export.`);
  return loaded;
}

/** The extension with every function caught: one that throws counts as absent. */
function guard(extension: Readonly<Record<string, unknown>>, fail: (error: unknown) => void) {
  return Object.fromEntries(
    Object.entries(extension).map(([name, value]) => {
      if (typeof value !== 'function') return [name, value];
      const guarded: AnyFunction = (...parameters) => {
        try {
          return (value as AnyFunction)(...parameters);
        } catch (error) {
          fail(error);
          return undefined;
        }
      };
      return [name, guarded];
    }),
  );
}

/** A line over the viewer that can be dismissed; the cause goes to the console. */
function tell(error: unknown): void {
  logUnexpected(error, 'not installed');
  const bar = document.createElement('div');
  bar.setAttribute('role', 'alert');
  bar.className = 'sam-install-failure';
  bar.textContent = createTexts(viewerLanguage()).text('mode.extensionFailed');
  Object.assign(bar.style, {
    position: 'fixed',
    insetInline: '0',
    bottom: '0',
    zIndex: '1000',
    padding: '8px 40px 8px 12px',
    background: '#5c2d06',
    color: '#fff',
    font: '13px Inter, sans-serif',
  });
  const close = document.createElement('button');
  close.textContent = '×';
  close.setAttribute('aria-label', createTexts(viewerLanguage()).text('panel.dismiss'));
  Object.assign(close.style, { position: 'absolute', right: '12px', top: '4px', fontSize: '20px' });
  close.addEventListener('click', () => bar.remove());
  bar.appendChild(close);
  document.body.appendChild(bar);
}
