import { useStore } from 'zustand';
import { ActionButton } from '../../ui/ActionButton';
import { usePanel } from '../../ui/panelContext';
import { STEPS, stepOf } from './steps';
import type { Workflow } from './types';

/** The steps and a line on the present one; the same height whichever that is. */
export function WorkflowSection({ workflow }: { readonly workflow: Workflow }) {
  const { texts, keys } = usePanel();
  const { step, leads } = useStore(workflow.store);
  if (!leads) return null;
  const present = stepOf(step);
  const place = STEPS.findIndex(({ id }) => id === step);
  return (
    <section className="sam-workflow" aria-label={texts.text('workflow.title')}>
      <div className="sam-steps" role="group" aria-label={texts.text('workflow.title')}>
        {STEPS.map(({ id, name }, n) => (
          <ActionButton
            key={id}
            look="secondary"
            hint={texts.text(id === step ? 'workflow.leave.tooltip' : 'workflow.enter.tooltip')}
            shortcut={keyTo(n - place, keys)}
            pressed={id === step}
            onClick={() => workflow.setStep(id === step ? null : id)}
          >
            {n + 1} {texts.text(name)}
          </ActionButton>
        ))}
      </div>
      <p className="sam-hint" role="status" data-step={step ?? 'none'}>
        {texts.text(present?.guidance ?? 'workflow.free')}
      </p>
    </section>
  );
}

/** The key that leads to a step so many places further; undefined where none does. */
function keyTo(distance: number, keys: ReturnType<typeof usePanel>['keys']): string | undefined {
  if (distance === 1) return keys.nextStep;
  return distance === -1 ? keys.previousStep : undefined;
}
