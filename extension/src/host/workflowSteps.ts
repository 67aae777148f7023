import { logUnexpected } from '../core/errors';
import type { Host } from './ohif';

/** A step as the viewer's own service lists it. */
interface NamedStep {
  readonly id: string;
  readonly name: string;
}

/** Before the ids of our steps: the viewer throws on one that it has already. */
const PREFIX = 'sam-';

/**
 * Makes steps known to the viewer's workflow service, for its own list of steps, and follows what is
 * chosen there. A viewer without that service goes without.
 *
 * @param onChosen hears the id of a step that was chosen in the viewer
 */
export function followViewerSteps(
  { services }: Pick<Host, 'services'>,
  steps: readonly NamedStep[],
  onChosen: (id: string) => void,
): { show(id: string): void; stop(): void } {
  const service = services.workflowStepsService;
  if (!service) return { show: () => undefined, stop: () => undefined };
  const known = new Set(service.workflowSteps.map(({ id }) => id));
  service.addWorkflowSteps(
    steps
      .filter(({ id }) => !known.has(PREFIX + id))
      // The viewer asks for each step's toolbar; ours leave the toolbar as it is.
      .map(({ id, name }) => ({ id: PREFIX + id, name, toolbarButtons: [] })),
  );
  const subscription = service.subscribe(service.EVENTS.ACTIVE_STEP_CHANGED, event => {
    const { activeWorkflowStep } = (event ?? {}) as { activeWorkflowStep?: NamedStep };
    if (activeWorkflowStep?.id.startsWith(PREFIX)) {
      onChosen(activeWorkflowStep.id.slice(PREFIX.length));
    }
  });
  return {
    show: id => {
      try {
        service.setActiveWorkflowStep(PREFIX + id);
      } catch (error) {
        // The viewer has forgotten its steps: ours go on.
        logUnexpected(error, 'workflow step');
      }
    },
    stop: () => subscription.unsubscribe(),
  };
}
