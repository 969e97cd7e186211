/**
 * The content security policy of the page, the same in both shells. Nothing runs, loads or connects but what we ship ourselves.
 * `'unsafe-inline'` is for styles only (plotly and the UI kit set style attributes); scripts are files of our own, never text.
 */
export const csp = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Over HTTP another page could frame ours; the desktop has no other page. */
export const serverCsp = `${csp}; frame-ancestors 'none'`

/** Sent with every answer next to the policy. */
export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const
