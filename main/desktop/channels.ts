/** Names of the IPC channels, shared with the preload. There are no others. */
export const channels = {
  /** Renderer to main: messages of the oRPC peer protocol. */
  up: 'telltale:up',
  /** Main to renderer: messages of the oRPC peer protocol. */
  down: 'telltale:down',
  /** Renderer to main, with an answer: one method of the shell interface. */
  shell: 'telltale:shell',
  /** Renderer to main, with an answer: paths of files dropped on the window. */
  dropped: 'telltale:dropped',
  /** Main to renderer: a menu entry or a deep link. */
  command: 'telltale:command',
  /** Renderer to main: the page listens for commands from now on. */
  listening: 'telltale:listening',
} as const
