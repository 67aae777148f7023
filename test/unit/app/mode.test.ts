/** The build puts in what the mode depends on; the drop-in's depends on nothing. */
Object.assign(globalThis, { SAM_EXTENSION: null });

interface Mode {
  isValidMode(study: { modalities: string; study?: unknown }): unknown;
  readonly hangingProtocol: readonly string[];
}

/** The mode in a viewer whose own segmentation mode does nothing. */
async function modeWith(extension?: object): Promise<Mode> {
  const { default: mode } = await import('../../../mode/src/index');
  const base = {
    routes: [{ layoutTemplate: () => ({ props: {} }) }],
    ...{ extensions: {}, hangingProtocol: '@ohif/mnGrid' },
  };
  const loadModules = async () => [{ modeFactory: () => base }];
  return (await mode.modeFactory({ loadModules, ...(extension ? { extension } : {}) })) as never;
}

test('the viewer’s list gets the extension’s answer on a study', async () => {
  const offeredFor = jest.fn(() => ({ valid: false, description: 'why not' }));
  const study = { modalities: 'CT\\SEG', study: { description: 'knee' } };
  expect((await modeWith({ offeredFor })).isValidMode(study)).toEqual({
    ...{ valid: false, description: 'why not' },
  });
  expect(offeredFor).toHaveBeenCalledWith(study);
});

test('an extension that failed leaves the mode offered', async () => {
  const failing = { offeredFor: () => undefined };
  for (const extension of [undefined, failing]) {
    expect((await modeWith(extension)).isValidMode({ modalities: 'CT' })).toEqual({
      ...{ valid: true, description: '' },
    });
  }
});

test('our hanging protocol goes before those of the viewer’s mode', async () => {
  expect((await modeWith()).hangingProtocol).toEqual(['ohif-sam.series', '@ohif/mnGrid']);
});
