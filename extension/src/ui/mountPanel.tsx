import { Component, createRef, type ComponentType } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { SamPanel, type SamPanelProps } from './SamPanel';

/**
 * The panel as a component that the viewer can render with its own copy of React. Hooks work only
 * inside the copy that they were imported from, so the class has none: it renders an empty element
 * and mounts the panel there as a root of our own copy.
 */
export function createPanelComponent(panel: () => SamPanelProps): ComponentType {
  return class SamPanelMount extends Component {
    private readonly element = createRef<HTMLDivElement>();
    private root: Root | null = null;

    override componentDidMount(): void {
      if (!this.element.current) return;
      this.root = createRoot(this.element.current);
      this.root.render(<SamPanel {...panel()} />);
    }

    override componentWillUnmount(): void {
      const { root } = this;
      this.root = null;
      // A root must not be unmounted while another one is rendering, which is now.
      setTimeout(() => root?.unmount());
    }

    override render() {
      return <div ref={this.element} style={{ height: '100%', minHeight: 0 }} />;
    }
  };
}
