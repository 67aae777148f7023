import { Component, type ReactNode } from 'react';
import { toErrorData } from '../core/errors';

interface SectionGuardProps {
  /** What stands in the place of a section that failed. */
  readonly failed: string;
  readonly children: ReactNode;
}

/** Keeps a section that throws while it renders from taking the panel down. */
export class SectionGuard extends Component<SectionGuardProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    // Logged there.
    toErrorData(error, 'runtime-failed');
  }

  override render(): ReactNode {
    const { failed, children } = this.props;
    return this.state.failed ? (
      <p role="alert" className="sam-section-body sam-hint">
        {failed}
      </p>
    ) : (
      children
    );
  }
}
