/** Two pads and what they hold: the name and its sign. */
export const Wordmark = () => (
  <span className="flex items-center gap-2 text-lg font-semibold tracking-tight">
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true" className="text-accent">
      <g fill="currentColor">
        <rect x="4" y="5" width="6" height="22" rx="2" />
        <rect x="22" y="5" width="6" height="22" rx="2" />
        <circle cx="16" cy="16" r="3.600" />
      </g>
    </svg>
    Keybrake
  </span>
)
