import { createStore } from 'zustand/vanilla';

import { keepSettings } from '../../host/storedSettings';
import type { LoadOptions, RuntimeInfo } from '../../inference/api';
import type { InferenceClient } from '../../inference/client';
import type { Notices } from '../../ui/notices';
import { ModelRunner } from './modelRunner';
import { loadSettings, runtimeChoice } from './settings';
import type { RuntimeFacts, RuntimeSettings, RuntimeState } from './types';
import type { ReadonlyStore } from '../../ui/readonlyStore';

export interface RuntimeStore {
  readonly runtime: RuntimeState;
  /** Null until it was looked. */
  readonly facts: RuntimeFacts | null;
  readonly settings: RuntimeSettings;
}

/** What other features and the panel may ask of the model. */
export interface Runtime {
  readonly store: ReadonlyStore<RuntimeStore>;
  readonly runner: ModelRunner;
  /** The running model; null while there is none. */
  model(): RuntimeInfo['model'] | null;
  load(): Promise<void>;
  /** Tries again to load model and runtime after a failure. */
  retryLoad(): Promise<void>;
  /** Changes which model runs where; it is loaded anew. */
  changeSettings(change: Partial<RuntimeSettings>): void;
  /** Looks what the worker holds and what the browser keeps. */
  inspect(): Promise<void>;
  /** Removes files from the browser's storage. */
  removeStored(hashes: readonly string[]): Promise<void>;
}

export interface RuntimeDeps {
  readonly client: InferenceClient;
  readonly notices: Notices;
  /** Addresses and limits; the reader's choice is added. */
  readonly loadOptions: Omit<LoadOptions, 'tier' | 'model' | 'backend'>;
}

export function createRuntime({ client, notices, loadOptions }: RuntimeDeps): Runtime {
  const store = createStore<RuntimeStore>(() => ({
    runtime: { phase: 'idle' },
    facts: null,
    settings: loadSettings(),
  }));
  const runner = new ModelRunner(client, () => ({
    ...loadOptions,
    ...runtimeChoice(store.getState().settings),
  }));
  const inspect = () => runner.inspect(store.getState().facts, facts => store.setState({ facts }));
  runner.onRecovered(() => notices.tell('info', 'notice.recovered'));
  runner.onRuntime(runtime => {
    store.setState({ runtime });
    if (runtime.phase === 'ready' || runtime.phase === 'failed') void inspect();
  });
  return {
    store,
    runner,
    model: () => {
      const { runtime } = store.getState();
      return runtime.phase === 'ready' ? runtime.info.model : null;
    },
    load: () => runner.load(),
    retryLoad: () => runner.reload(),
    changeSettings: change => {
      const settings = { ...store.getState().settings, ...change };
      keepSettings(change);
      store.setState({ settings });
      void runner.reload();
    },
    inspect,
    removeStored: async hashes => {
      await runner.removeStored(hashes);
      await inspect();
    },
  };
}
