/** @jest-environment jsdom */
import { samCommands } from '../../../extension/src/app/commands';
import { createSamService } from '../../../extension/src/app/samService';
import type { Accepted } from '../../../extension/src/features/prompting';
import { DRAFT, drafts, fakeApp, READY, TARGET } from '../ui/fakeApp';

function bench() {
  const app = fakeApp(READY);
  let tellAccepted = (_accepted: Accepted): void => undefined;
  app.prompting.onAccepted.mockImplementation(listener => {
    tellAccepted = listener;
    return () => undefined;
  });
  app.prompting.shown.mockReturnValue({ ...DRAFT.slice, imageId: 'image' });
  const service = createSamService(() => app);
  return { app, service, accepted: (data: Accepted) => tellAccepted(data) };
}

const prompt = { kind: 'point', polarity: 'include', at: [1, 2, 3] } as const;

test('tells what is prompted, what is offered and where it would go', () => {
  const { app, service } = bench();
  app.set({ prompting: { drafts: drafts(DRAFT) }, findings: { target: TARGET } });
  expect(service.getState()).toMatchObject({
    model: { phase: 'ready' },
    slice: { phase: 'ready', imageId: 'image' },
    drafts: [{ phase: 'final', preview: { chosen: 0 }, prompts: [{ id: 'box' }, {}, {}] }],
    target: { label: 'Liver lesion' },
  });
  expect(service.getMask()?.mask.width).toBe(41230);
  expect(service.getMask({ imageId: 'another' })).toBeNull();
});

test('events come as from the viewer’s own services, until one unsubscribes', () => {
  const { app, service, accepted } = bench();
  const [changed, heard] = [jest.fn(), jest.fn()];
  const subscription = service.subscribe(service.EVENTS.STATE_CHANGED, changed);
  service.subscribe(service.EVENTS.ACCEPTED, heard);
  app.set({ prompting: { tool: 'box' } });
  expect(changed).toHaveBeenLastCalledWith(expect.objectContaining({ tool: 'box' }));
  subscription.unsubscribe();
  app.set({ prompting: { tool: null } });
  expect(changed).toHaveBeenCalledTimes(1);
  const data = { segment: { segmentationId: 's', segmentIndex: 1 }, step: 1, imageIds: ['image'] };
  accepted(data);
  expect(heard).toHaveBeenCalledWith(data);
});

test('a listener that throws is logged, and the others are told', () => {
  const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const { app, service } = bench();
  const heard = jest.fn();
  service.subscribe(service.EVENTS.STATE_CHANGED, () => {
    throw new TypeError('of another extension');
  });
  service.subscribe(service.EVENTS.STATE_CHANGED, heard);
  app.set({ prompting: { tool: 'box' } });
  expect(heard).toHaveBeenCalledTimes(1);
  expect(logged).toHaveBeenCalledTimes(1);
  logged.mockRestore();
});

test('commands add prompts, accept and read; those that act start the panel’s work', () => {
  const { app, service } = bench();
  const { definitions } = samCommands(app, service);
  const run = (name: string, options?: unknown) => definitions[name].commandFn(options as never);
  expect(run('samGetState')).toMatchObject({ tool: null });
  expect(app.start).not.toHaveBeenCalled();
  app.prompting.addPrompt.mockReturnValue('prompt-1');
  expect(run('samAddPrompt', { prompt, viewportId: 'left' })).toBe('prompt-1');
  expect(app.start).toHaveBeenCalled();
  expect(app.prompting.shown).toHaveBeenCalledWith('left');
  expect(app.prompting.addPrompt).toHaveBeenCalledWith(
    expect.objectContaining({ imageId: 'image' }),
    prompt,
    undefined,
  );
  void run('samAccept');
  expect(app.prompting.accept).toHaveBeenCalledTimes(1);
});

test('without a slice to prompt on nothing is added', () => {
  const { app, service } = bench();
  app.prompting.shown.mockReturnValue(null);
  expect(service.addPrompt({ prompt })).toBeNull();
  expect(app.prompting.addPrompt).not.toHaveBeenCalled();
});
