import { recogniseSequence } from '../../../../extension/src/core/image/mrSequence';
import type { AcquisitionHints } from '../../../../extension/src/core/image/sliceImage';

const words = (text: string): AcquisitionHints => ({ sequenceWords: text.split(' ') });

describe('recogniseSequence', () => {
  it.each<[string, AcquisitionHints]>([
    ['ADC', { imageType: ['DERIVED', 'PRIMARY', 'DIFFUSION', 'ADC'] }],
    ['ADC', words('EP2D DIFF B0 B1000 ADC')],
    ['DWI', { imageType: ['ORIGINAL', 'PRIMARY', 'DIFFUSION', 'NONE'] }],
    ['DWI', { ...words('AX B1000'), diffusionBValue: 1000 }],
    ['FLAIR', words('AX T2 FLAIR FS')],
    ['STIR', words('SAG STIR')],
    ['T1', words('T1W AX POST')],
    ['T1', words('SAG MPRAGE')],
    ['T2', words('AX T2 TSE')],
    ['PD', words('PD FS COR')],
    ['FLAIR', { echoTime: 120, repetitionTime: 9000, inversionTime: 2500 }],
    ['STIR', { echoTime: 40, repetitionTime: 4000, inversionTime: 150 }],
    ['T2', { echoTime: 100, repetitionTime: 4000 }],
    ['PD', { echoTime: 15, repetitionTime: 2500 }],
    ['T1', { echoTime: 12, repetitionTime: 550, scanningSequence: ['SE'] }],
    ['unknown', { echoTime: 5, repetitionTime: 30, scanningSequence: ['GR'] }],
    ['unknown', {}],
  ])('%s from %j', (sequence, hints) => expect(recogniseSequence(hints)).toBe(sequence));

  it('a b-value of 0 is no diffusion weighting', () => {
    expect(recogniseSequence({ diffusionBValue: 0 })).toBe('unknown');
  });
});
