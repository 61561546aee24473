import { Component, type ReactNode } from 'react'

export interface GuardProps {
  /** What failed, `The search`. */
  readonly what: string
  readonly children: ReactNode
}

/** Keeps a fault in one part from taking the others away: above all the brake. */
export class Guard extends Component<GuardProps, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <p role="alert" className="px-4 py-2 text-stop desk:px-6">
        {this.props.what} failed.{' '}
        <button type="button" className="underline" onClick={() => this.setState({ failed: false })}>
          Try again
        </button>
      </p>
    )
  }
}
