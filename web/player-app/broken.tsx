import { Component, type ReactNode } from "react";
import { RefusalMessage } from "../ui/messages.tsx";

interface State {
  readonly error: unknown;
}

/** A screen that could not be drawn says so, instead of staying white; loading it anew may help. */
export class Broken extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <RefusalMessage error={error} onRetry={() => window.location.reload()} />;
  }
}
